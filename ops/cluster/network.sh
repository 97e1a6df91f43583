# One network namespace for each host, and one with a bridge that connects them; sourced.

switch=carillon-switch
# No interface has it: what is sent there goes nowhere, and no sender is told.
nowhere=02:00:00:00:00:00

has_namespace() {
  [ -e "/run/netns/$1" ]
}

make_network() {
  if ! has_namespace "$switch"; then
    ip netns add "$switch" || fail "cannot make a network namespace; the kernel must allow it to root"
    ip -n "$switch" link set lo up
    ip -n "$switch" link add bridge type bridge
    ip -n "$switch" link set bridge up
  fi
  for host in "${hosts[@]}"; do
    make_host "$host"
  done
}

make_host() {
  local space
  space=$(namespace_of "$1")
  has_namespace "$space" && return
  ip netns add "$space"
  ip -n "$space" link set lo up
  ip -n "$switch" link add "to-$1" type veth peer name eth0 netns "$space"
  ip -n "$switch" link set "to-$1" master bridge up
  ip -n "$space" address add "$(address_of "$1")/24" dev eth0
  ip -n "$space" link set eth0 up
}

remove_network() {
  local space
  for host in "${hosts[@]}"; do
    space=$(namespace_of "$host")
    ! has_namespace "$space" || ip netns delete "$space"
  done
  ! has_namespace "$switch" || ip netns delete "$switch"
}

# Packets between two hosts vanish without a word, as behind a broken switch.
cut_between() {
  mute_towards "$1" "$2"
  mute_towards "$2" "$1"
}

# Packets from one host to another vanish; those from the other arrive.
mute_towards() {
  ip -n "$(namespace_of "$1")" neighbour replace "$(address_of "$2")" \
    lladdr "$nowhere" dev eth0 nud permanent
}

# Connections from one host to another are reset, and new ones refused at once.
reset_towards() {
  ip -n "$(namespace_of "$1")" route replace unreachable "$(address_of "$2")/32"
  on_host "$1" ss -K dst "$(address_of "$2")" >/dev/null ||
    say "this kernel cannot reset connections; those that are open find no way"
}

# What one host sends to another crawls, at 2 kB a second.
slow_towards() {
  local space
  space=$(namespace_of "$1")
  tc -n "$space" qdisc replace dev eth0 root handle 1: htb default 10
  tc -n "$space" class replace dev eth0 parent 1: classid 1:10 htb rate 10gbit
  tc -n "$space" class replace dev eth0 parent 1: classid 1:20 htb rate 16kbit burst 1600 cburst 1600
  tc -n "$space" filter replace dev eth0 parent 1: protocol ip prio 1 u32 \
    match ip dst "$(address_of "$2")/32" flowid 1:20
}

heal_host() {
  local other space
  space=$(namespace_of "$1")
  for other in "${hosts[@]}"; do
    [ "$other" != "$1" ] || continue
    ip -n "$space" neighbour del "$(address_of "$other")" dev eth0 2>/dev/null || :
    ip -n "$(namespace_of "$other")" neighbour del "$(address_of "$1")" dev eth0 2>/dev/null || :
    ip -n "$space" route del unreachable "$(address_of "$other")/32" 2>/dev/null || :
  done
  tc -n "$space" qdisc del dev eth0 root 2>/dev/null || :
}

# Whether packets between two hosts vanish.
is_cut() {
  ip -n "$(namespace_of "$1")" neighbour show to "$(address_of "$2")" | grep "$nowhere" >/dev/null
}
