#!/usr/bin/env bash
# Installs the browser that the site is tested in. Prints nothing when one is there. Without root or sudo it prints what to install and
# exits 2.
set -euo pipefail
# shellcheck source=sim/debian.sh
source "${BASH_SOURCE[0]%/*}/debian.sh"

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
install_debian 'a browser for the site' "${missing[@]}"
