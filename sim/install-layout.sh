#!/usr/bin/env bash
# Installs what `make layout` needs: Debian's router, layout editor, comparer of netlists, timing analyser and cells, and of PyPI
# the placer in build/venv-layout. Prints nothing when all are there. Without root or sudo it prints what to install and exits 2.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
# shellcheck source=sim/debian.sh
source "$here/debian.sh"
# shellcheck source=sim/python.sh
source "$here/python.sh"
# What the placer needs is no affair of other tools.
venv=build/venv-layout

missing=()
command -v qrouter >/dev/null || missing+=(qrouter)
command -v magic >/dev/null || missing+=(magic)
command -v netgen-lvs >/dev/null || missing+=(netgen-lvs)
command -v sta >/dev/null || missing+=(opensta)
[[ -d /usr/share/qflow/tech/osu018 ]] || missing+=(qflow-tech-osu018)
# Package names have no blanks.
# shellcheck disable=SC2046
install_debian 'tools for layouts' "${missing[@]}" $(python_missing)
install_python coloquinte
