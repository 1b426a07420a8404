# To be sourced: installs Debian packages.

# install_debian <what they are for> <package>...: does nothing without packages. Where neither root nor sudo is allowed it
# prints what to install and exits 2.
install_debian() {
  local purpose=$1 log as_root=()
  shift
  (($#)) || return 0
  refuse() {
    echo "bitbeat: $1" >&2
    shift
    echo "Install as root: apt-get install $*" >&2
    exit 2
  }
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || refuse "$purpose are missing, and there is neither root nor sudo" "$@"
    as_root=(sudo)
    # Nobody is there to type a password.
    if [[ -n ${CI:-} || ! -t 0 ]]; then as_root+=(-n); fi
    "${as_root[@]}" true || refuse "$purpose are missing, and sudo is not allowed here" "$@"
  fi
  command -v apt-get >/dev/null || refuse "$purpose are missing, and this is not a Debian or Ubuntu machine" "$@"
  echo "Installing $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
  log=$(mktemp)
  if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm "$log"
    refuse 'apt-get failed' "$@"
  fi
  rm "$log"
}
