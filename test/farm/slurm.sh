# shellcheck shell=bash
# A Slurm of one controller and two nodes on loopback, of a key, ports and folders of its own: sourced by farm-test.sh.
# Needs root: Slurm starts jobs as their users.

# Sockets lie here: their names may not be long.
slurm_folder=
slurm_port=${BITBEAT_FARM_PORT:-17100}

# start_slurm: all daemons; waits until both nodes are idle.
start_slurm() {
  local host
  host=$(hostname -s)
  slurm_folder=$(mktemp -d /tmp/bitbeat-slurm.XXXXXX)
  chmod 755 "$slurm_folder"
  mkdir -p "$slurm_folder"/{munge,state,spool-node1,spool-node2,log}
  chmod 700 "$slurm_folder/munge"
  head -c 1024 /dev/urandom >"$slurm_folder/munge/key"
  chmod 400 "$slurm_folder/munge/key"
  cat >"$slurm_folder/slurm.conf" <<CONF
ClusterName=bitbeat
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$slurm_port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_folder/munge/socket
CredType=cred/munge
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool-%n
SlurmctldPidFile=$slurm_folder/slurmctld.pid
SlurmdPidFile=$slurm_folder/slurmd-%n.pid
SlurmctldLogFile=$slurm_folder/log/slurmctld.log
SlurmdLogFile=$slurm_folder/log/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/linear
SchedulerParameters=sched_interval=5,batch_sched_delay=1
SlurmdParameters=config_overrides
SlurmctldTimeout=30
SlurmdTimeout=15
KillWait=5
ReturnToService=2
JobRequeue=1
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((slurm_port + 1)) CPUs=1 RealMemory=1000
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((slurm_port + 2)) CPUs=1 RealMemory=1000
PartitionName=farm Nodes=node1,node2 Default=YES State=UP MaxTime=INFINITE
CONF
  export SLURM_CONF=$slurm_folder/slurm.conf
  munged --force --key-file="$slurm_folder/munge/key" --socket="$slurm_folder/munge/socket" \
    --pid-file="$slurm_folder/munge/pid" --log-file="$slurm_folder/munge/log" --seed-file="$slurm_folder/munge/seed"
  slurmctld -i
  start_node node1
  start_node node2
  wait_for 60 nodes_are 2 idle || return 1
}

start_node() { nice -n 10 slurmd -N "$1"; }

# nodes_are COUNT STATE: whether so many nodes are in a state.
nodes_are() { [[ $(sinfo --noheader --Node --format='%T' 2>/dev/null | grep -c "^$2") -ge $1 ]]; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  local seconds=$1
  shift
  for ((i = 0; i < seconds; i++)); do
    if "$@"; then return 0; fi
    sleep 1
  done
  echo "waited $seconds s in vain for: $*" >&2
  return 1
}

# processes_of WORD: those whose environment has this Slurm's configuration and the word.
processes_of() {
  local environ
  for environ in /proc/[0-9]*/environ; do
    if grep -qzF "SLURM_CONF=$slurm_folder/" "$environ" 2>/dev/null && grep -qzF "$1" "$environ" 2>/dev/null; then
      environ=${environ#/proc/}
      echo "${environ%/environ}"
    fi
  done
}

# kill_node NODE: its daemon, the steps' daemons and all that jobs run on it, as when its power is cut.
kill_node() {
  local pid parent
  kill -KILL "$(cat "$slurm_folder/slurmd-$1.pid")"
  for pid in $(processes_of "SLURMD_NODENAME=$1"); do
    parent=$(awk '/^PPid:/ {print $2}' "/proc/$pid/status" 2>/dev/null || true)
    if [[ -n $parent ]] && grep -q '^slurmstepd' "/proc/$parent/comm" 2>/dev/null; then kill -KILL "$parent" || true; fi
    kill -KILL "$pid" 2>/dev/null || true
  done
}

# stop_slurm: whatever of it runs, and its folder.
stop_slurm() {
  [[ -n $slurm_folder ]] || return 0
  local pid
  if [[ -S $slurm_folder/munge/socket ]]; then timeout 10 scancel --user=root --quiet || true; fi
  sleep 1
  for pid in "$slurm_folder"/slurm*.pid; do if [[ -f $pid ]]; then kill "$(cat "$pid")" 2>/dev/null || true; fi; done
  sleep 2
  for pid in $(processes_of SLURM_); do if [[ $pid != "$$" ]]; then kill -KILL "$pid" 2>/dev/null || true; fi; done
  if [[ -f $slurm_folder/munge/pid ]]; then kill "$(cat "$slurm_folder/munge/pid")" 2>/dev/null || true; fi
  rm -rf "$slurm_folder"
  slurm_folder=
}
