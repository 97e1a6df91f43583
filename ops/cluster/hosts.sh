# Names, addresses and ports of the cluster; sourced. Everything else asks here.
#
# The addresses are of the range for documentation (RFC 5737). They exist only inside the network
# namespaces of the cluster, which have no way out.

network=192.0.2

# In the order in which they are started.
hosts=(etcd pg1 pg2 pool node1 node2 node3 proxy receivers client)

declare -A last_byte=(
  [etcd]=11 [pg1]=21 [pg2]=22 [pool]=31
  [node1]=41 [node2]=42 [node3]=43
  [proxy]=51 [receivers]=61 [client]=71
)

etcd_port=2379
etcd_peer_port=2380
patroni_port=8008
postgres_port=5432
pool_port=6432
node_port=8080
proxy_port=80

address_of() {
  echo "$network.${last_byte[$1]}"
}

is_host() {
  [ -n "${last_byte[$1]:-}" ]
}

# The hosts that a word means: a host, all nodes, or what nodes know as their database.
hosts_of() {
  case $1 in
  database) echo pool ;;
  nodes) echo node1 node2 node3 ;;
  all) echo "${hosts[@]}" ;;
  *)
    is_host "$1" || fail "there is no host $1; hosts are ${hosts[*]}; groups are database, nodes and all"
    echo "$1"
    ;;
  esac
}

namespace_of() {
  echo "carillon-$1"
}
