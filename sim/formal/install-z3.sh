#!/usr/bin/env bash
# Installs z3, which only the proofs need, where it is missing. Without root or sudo it says what to install and exits 2.
set -euo pipefail

if command -v z3 >/dev/null; then exit 0; fi
as_root=()
if [[ $(id -u) != 0 ]]; then
  # Nobody is asked for a password.
  as_root=(sudo -n)
  if ! sudo -n true 2>/dev/null; then
    echo 'bitbeat: z3 is missing. Install as root: apt-get install z3' >&2
    exit 2
  fi
fi
echo 'Installing z3'
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends z3 >/dev/null </dev/null
