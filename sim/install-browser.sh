#!/usr/bin/env bash
# Installs Chromium, which prints pages and in which they are tested, where it is missing. Without root or sudo it prints what to
# install and exits 2.
set -euo pipefail
# shellcheck source=sim/debian.sh
source "${BASH_SOURCE[0]%/*}/debian.sh"

command -v chromium >/dev/null || install_debian 'browsers' chromium
