#!/usr/bin/env bash
# Installs what `make farm-test` needs: Debian's Slurm and munge. Prints nothing when both are there. Without root or sudo it
# prints what to install and exits 2.
set -euo pipefail
# shellcheck source=sim/debian.sh
source "${BASH_SOURCE[0]%/*}/debian.sh"

missing=()
{ command -v slurmctld && command -v slurmd && command -v sbatch; } >/dev/null || missing+=(slurm-wlm)
command -v munged >/dev/null || missing+=(munge)
install_debian 'Slurm' "${missing[@]}"
