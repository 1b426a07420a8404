#!/usr/bin/env bash
# A fuzz campaign and a sweep on a real Slurm of two nodes on loopback, one of which is killed in the middle, against the same
# without a farm: equal bytes. Takes as long as fuzzing CASES networks twice. Skipped, with a word, where nobody is root.
#
#   CASES=400         networks
#   BITBEAT=main.js   the program, dist/cli/main.js unless another is named
#   WORK=folder       of both projects; what lies there is taken over, as bitbeat does, so that an interrupted test goes on
set -euo pipefail
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
root=$(cd "$here/../.." && pwd)
cases=${CASES:-400}
program=$(realpath "${BITBEAT:-$root/dist/cli/main.js}")
mkdir -p "${WORK:=$root/build/farm-test}"
work=$(cd "$WORK" && pwd)
# shellcheck source=test/farm/slurm.sh
source "$here/slurm.sh"

if [[ $(id -u) != 0 ]]; then
  echo 'farm-test: skipped: a Slurm of its own needs root'
  exit 0
fi
(cd "$root" && sim/install-farm.sh)
unset MAKEFLAGS MFLAGS MAKELEVEL

# Blanks and quotes in the names of both projects: nothing of them means anything to a shell.
farm="$work/on Slurm, \"its\" farm's"
local=$work/local
mkdir -p "$farm" "$local"
cat >"$work/farm.json" <<'JSON'
{ "partition": "farm", "time": "2:00:00", "unitsPerTask": 20, "pollSeconds": 2, "attempts": 3, "environment": { "NOTE": "it's $HOME" } }
JSON
for project in "$farm" "$local"; do
  cp "$root"/test/goldens/tiny.alq.json "$project"
  cat >"$project/sweep.json" <<'JSON'
{
  "model": "tiny.alq.json",
  "seeds": 2,
  "designs": [
    { "name": "stream-1", "architecture": "stream", "folding": { "lanes": [1, 2, 1, 1] }, "parts": ["up5k", "hx8k"] },
    { "name": "folded-2", "architecture": "folded", "folding": { "lanes": 2, "tapsPerLookup": 2 }, "parts": ["up5k", "hx8k"] }
  ]
}
JSON
done

bitbeat() { nice -n 10 node "$program" "$@"; }
fuzz() { bitbeat fuzz --cases "$cases" --processes 1 --minutes 600 --out fuzz.json "$@" </dev/null; }
sweep() { bitbeat sweep --config sweep.json "$@" </dev/null; }
results() { find "$farm/build/farm/results/$1" -name '*.json' 2>/dev/null | wc -l; }
has_results() { [[ $(results "$1") -ge $2 ]]; }
# while_running COMMAND...: until it succeeds; the campaign must not have ended before.
while_running() {
  until "$@"; do
    kill -0 "$child" 2>/dev/null || { echo "FAIL: the campaign ended before: $*" >&2; exit 1; }
    sleep 1
  done
}
seconds() { echo $((SECONDS - began)); }

child=
finish() {
  if [[ -n $child ]]; then kill "$child" 2>/dev/null || true; fi
  stop_slurm
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
start_slurm
echo "Slurm $(sbatch --version): two nodes"

cd "$farm"
began=$SECONDS
fuzz --on slurm --farm "$work/farm.json" >fuzz.txt &
child=$!
while_running has_results fuzz $((cases / 2))
kill_node node2
echo "fuzz: node2 killed after $(results fuzz) of $((2 * cases)) units, $(seconds) s"
wait_for 120 nodes_are 1 down
echo "fuzz: Slurm holds it for down after $(seconds) s"
wait "$child"
child=
echo "fuzz: done on the node that is left after $(seconds) s"
[[ $(results fuzz) -ge $cases ]] || { echo 'FAIL: the units were not done on the farm' >&2; exit 1; }

rm -f "$slurm_folder/slurmd-node2.pid"
start_node node2
wait_for 60 nodes_are 2 idle
began=$SECONDS
sed -i 's/"unitsPerTask": 20/"unitsPerTask": 2/' "$work/farm.json"
sweep --on slurm --farm "$work/farm.json" >sweep.txt &
child=$!
while_running has_results placement 1
job=$(squeue --noheader --states=running --format=%A | head -1)
if [[ -n $job ]]; then scancel --signal=KILL --full "$job" || scancel "$job"; fi
echo "sweep: job ${job:-none} killed after $(results placement) of 8 units, $(seconds) s"
wait "$child"
child=
echo "sweep: done after $(seconds) s"
stop_slurm

cd "$local"
began=$SECONDS
fuzz >fuzz.txt
echo "fuzz: done without a farm after $(seconds) s"
began=$SECONDS
sweep >sweep.txt
echo "sweep: done without a farm after $(seconds) s"

for file in fuzz.json fuzz.txt build/docs/results/sweep/tiny.json; do
  cmp "$farm/$file" "$local/$file"
  echo "equal bytes: $file, $(stat --format=%s "$local/$file")"
done
echo PASS
