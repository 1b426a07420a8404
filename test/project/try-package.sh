#!/usr/bin/env bash
# Packs a fresh clone as `npm pack` does, installs the tarball without optional packages in an empty folder, and tries the worked
# example of docs/models.md there, on each version of Node.js. Prints a row for each; exits 1 if anything fails.
#   test/project/try-package.sh [versions of Node.js; 20 22 24]
set -euo pipefail
cd "$(dirname "$0")/../.."

clone=$PWD
versions=("$@")
((${#versions[@]})) || versions=(20 22 24)
quiet=(--no-fund --no-audit --loglevel=error)
work=$(mktemp -d "${TMPDIR:-/tmp}/bitbeat try-XXXXXX")
trap 'rm -rf "$work"' EXIT

git clone --quiet "$clone" "$work/clone"
ln -s "$clone/node_modules" "$work/clone/node_modules"
(cd "$work/clone" && npm pack --silent --pack-destination "$work" >/dev/null)
tarball=$(echo "$work"/bitbeat-*.tgz)
echo "$(basename "$tarball"): $(($(stat -c %s "$tarball") / 1000)) kB"

# Each file of the example has its path in a line above its block.
example() {
  node - "$clone/docs/models.md" <<'SCRIPT'
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const page = readFileSync(process.argv[2], 'utf8');
for (const [, path, text] of page.matchAll(/^`([^`]+)`:\n\n```\w*\n([\s\S]*?)```/gm)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
SCRIPT
}

steps=(
  'list'
  'describe --design edge'
  'generate --design edge'
  'simulate --design edge'
  'simulate --design edge --simulator icarus'
  'package --design edge'
  'simulate --design ecg17-small-folded --fragments 1'
)
installed() { (cd node_modules && find . -type f -printf '%p %s %T@\n' | sort | sha256sum); }

result=0
for version in "${versions[@]}"; do
  # The package `node` holds the program itself.
  npm install "${quiet[@]}" --prefix "$work/node$version" "node@$version" >/dev/null
  PATH="$work/node$version/node_modules/node/bin:$PATH"
  mkdir "$work/user$version"
  cd "$work/user$version"
  npm init --yes >/dev/null
  npm install "${quiet[@]}" --omit=optional "$tarball" >/dev/null
  example
  before=$(installed)
  row="| $(node --version) | $(($(du -sk node_modules | cut -f1) / 1000)) MB |"
  for step in "${steps[@]}"; do
    # Steps have no blanks in their arguments.
    # shellcheck disable=SC2086
    if npx --no-install bitbeat $step >log 2>&1; then
      row+=" $step: ok |"
    else
      row+=" $step: FAILED |"
      result=1
      cat log >&2
    fi
  done
  [[ $(installed) == "$before" ]] && row+=' installation untouched |' || { row+=' INSTALLATION CHANGED |'; result=1; }
  echo "$row"
done
exit $result
