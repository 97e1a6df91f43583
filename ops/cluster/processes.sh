# Starting, finding and ending the processes of a host; sourced. Each has a file with its number.

# Runs a command on a host and waits for it.
on_host() {
  local space
  space=$(namespace_of "$1")
  shift
  ip netns exec "$space" "$@"
}

# Starts a program on a host in the background: host, user, name of the program, command.
start_program() {
  local host=$1 user=$2 name=$3
  shift 3
  local folder=$state/$host as=()
  [ "$user" = root ] || as=(setpriv "--reuid=$user" "--regid=$user" --init-groups)
  (
    cd "$folder" || exit 1
    # the file of the lock is not handed on: the program outlives this script
    exec setsid ip netns exec "$(namespace_of "$host")" "${as[@]}" "$@" \
      >>"$folder/$name.log" 2>&1 </dev/null 8>&-
  ) &
  echo $! >"$folder/$name.pid"
}

# The number of a program's process, or nothing where it does not run.
program_pid() {
  local file=$state/$1/$2.pid pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  # a number may have been given to another process since
  if [ "$(ip netns identify "$pid" 2>/dev/null)" = "$(namespace_of "$1")" ]; then
    echo "$pid"
  fi
}

runs() {
  [ -n "$(program_pid "$1" "$2")" ]
}

# Ends a program in order, and after some seconds by force: host, name, seconds, signal.
stop_program() {
  local pid signal=${4:-TERM}
  pid=$(program_pid "$1" "$2")
  if [ -n "$pid" ]; then
    kill "-$signal" "$pid" 2>/dev/null || :
    wait_for "$3" runs_not "$1" "$2" || kill -KILL "$pid" 2>/dev/null || :
  fi
  rm -f "$state/$1/$2.pid"
}

runs_not() {
  ! runs "$1" "$2"
}

# Sends a signal to all processes of a host at once.
signal_host() {
  local pids
  pids=$(ip netns pids "$(namespace_of "$1")")
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill "-$2" $pids 2>/dev/null || :
}

has_processes() {
  [ -n "$(ip netns pids "$(namespace_of "$1")")" ]
}

# Waits up to some seconds until a command succeeds; fails where it never does.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

# Waits until a program is ready, and ends with a message where it ends first or takes too long:
# seconds, what is waited for, host, program, command.
require_within() {
  local seconds=$1 what=$2 host=$3 program=$4
  local log=$state/$host/$program.log
  shift 4
  wait_for "$seconds" ready_or_ended "$host" "$program" "$@" || :
  "$@" && return
  [ ! -f "$log" ] || tail -n 20 "$log" >&2
  runs "$host" "$program" || fail "$what has ended; see $log"
  fail "$what is not ready after $seconds seconds; see $log"
}

ready_or_ended() {
  local host=$1 program=$2
  shift 2
  "$@" || runs_not "$host" "$program"
}
