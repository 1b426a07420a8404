#!/usr/bin/env bash
# Installs the system tools that are missing: Debian packages, and Node.js from npm where Debian's is too old.
# Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail

node_least=20

missing=()
for tool in verilator iverilog yosys g++ make node npm; do
  command -v "$tool" >/dev/null || missing+=("${tool/#node/nodejs}")
done
node_too_old() {
  ! command -v node >/dev/null || (($(node -p 'process.versions.node.split(".")[0]') < node_least))
}
if ((${#missing[@]} == 0)) && ! node_too_old; then exit 0; fi
# With it Verilator's library is compiled once, not for each bench; nothing needs it.
if ((${#missing[@]})) && ! command -v ccache >/dev/null; then missing+=(ccache); fi

refuse() {
  echo "bitbeat: $1" >&2
  if ((${#missing[@]})); then echo "Install as root: apt-get install ${missing[*]}" >&2; fi
  if node_too_old; then
    echo "Node.js $node_least or later is needed; where Debian's is older: npm install --global node@22 npm@10" >&2
  fi
  exit 2
}

as_root=()
if [[ $(id -u) != 0 ]]; then
  command -v sudo >/dev/null || refuse 'system tools are missing, and there is neither root nor sudo'
  as_root=(sudo)
  # Nobody is there to type a password.
  if [[ -n ${CI:-} || ! -t 0 ]]; then as_root+=(-n); fi
  "${as_root[@]}" true || refuse 'system tools are missing, and sudo is not allowed here'
fi

if ((${#missing[@]})); then
  command -v apt-get >/dev/null || refuse 'system tools are missing, and this is not a Debian or Ubuntu machine'
  echo "Installing ${missing[*]}"
  apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
  log=$(mktemp)
  if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm "$log"
    refuse 'apt-get failed'
  fi
  rm "$log"
fi

hash -r
if node_too_old; then
  echo "Installing Node.js 22 beside Debian's $(node --version)"
  "${as_root[@]}" npm install --global --no-fund --no-audit --loglevel=error node@22 npm@10 >/dev/null
fi
hash -r
if node_too_old; then refuse "$(command -v node) is still $(node --version); another comes first in PATH"; fi
