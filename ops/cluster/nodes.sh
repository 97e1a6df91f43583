# The nodes and the proxy before them; sourced.

# All keys, and the table of fields, are made by the node that starts first; the others get copies.
start_node() {
  local home=$state/$1/home
  runs "$1" carillon && return
  mkdir -p "$home/config" "$state/files"
  write_private root "$home/config/node.properties" node_settings "$1"
  [ -f "$home/config/cluster-properties.txt" ] ||
    cluster_settings >"$home/config/cluster-properties.txt"
  copy_keys "$home/config"
  CARILLON_ADMIN_USERNAME=admin CARILLON_ADMIN_PASSWORD=$admin_password \
    CARILLON_JAVA_OPTIONS=${CARILLON_JAVA_OPTIONS:--Xmx384m} HOSTNAME=$1 \
    start_program "$1" root carillon "$root/carillon" serve --home "$home"
}

copy_keys() {
  local key from
  for from in "$state"/node*/home/config; do
    [ "$from" != "$1" ] || continue
    for key in "$from"/*.key "$from"/fields.csv; do
      [ -f "$key" ] && [ ! -f "$1/${key##*/}" ] || continue
      cp -p "$key" "$1/"
    done
  done
}

node_settings() {
  cat <<END
bind=$(address_of "$1")
port=$node_port
database=jdbc:postgresql://$(address_of pool):$pool_port/carillon
databaseUsername=carillon
databasePassword=$carillon_password
fileStore=$state/files
nodes=many
trustedProxies=$(address_of proxy)
END
}

cluster_settings() {
  cat <<END
serverUrl=http://$(address_of proxy)
webHooksAllowedNetworks=$(address_of receivers)
${CARILLON_CLUSTER_PROPERTIES:-}
END
}

node_ready() {
  on_host client curl -sf -m 3 -o /dev/null "http://$(address_of "$1"):$node_port/health/ready"
}

start_proxy() {
  prepare_folder proxy root
  runs proxy haproxy && return
  write_private root "$state/proxy/haproxy.cfg" proxy_settings
  start_program proxy root haproxy haproxy -db -f "$state/proxy/haproxy.cfg"
}

# A request that reached no node goes to another one. One that may have reached a node is repeated
# only where that changes nothing: reads, and what has an idempotency key.
proxy_settings() {
  cat <<END
global
  log stdout format raw local0
  stats socket $state/proxy/admin.sock mode 600 level admin
defaults
  mode http
  log global
  option dontlog-normal
  option forwardfor
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response 0rtt-rejected 503
  timeout connect 2s
  timeout queue 10s
  timeout client 90s
  timeout server 90s
  timeout http-request 10s
frontend assets
  bind $(address_of proxy):$proxy_port
  default_backend nodes
backend nodes
  balance leastconn
  acl repeatable method GET HEAD OPTIONS
  acl repeatable req.hdr(Idempotency-Key) -m found
  http-request disable-l7-retry unless repeatable
  http-request set-header X-Forwarded-Proto http
  option httpchk GET /health/ready
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 check
END
  local node
  for node in $nodes; do
    echo "  server $node $(address_of "$node"):$node_port"
  done
}

proxy_ready() {
  on_host client curl -sf -m 3 -o /dev/null "http://$(address_of proxy):$proxy_port/health/ready"
}

# Says something to the proxy through its socket.
ask_proxy() {
  python3 - "$state/proxy/admin.sock" "$1" <<'END'
import socket, sys

with socket.socket(socket.AF_UNIX) as proxy:
    proxy.settimeout(5)
    proxy.connect(sys.argv[1])
    proxy.sendall((sys.argv[2] + "\n").encode())
    while chunk := proxy.recv(65536):
        sys.stdout.write(chunk.decode())
END
}

# Whether no request of the proxy is at this node.
has_no_requests() {
  [ "$(ask_proxy "show stat" | awk -F , -v node="$1" '$1 == "nodes" && $2 == node { print $5 }')" = 0 ]
}

# No more requests for a node, then a stop, a start, and requests again.
restart_node() {
  runs "$1" carillon || fail "$1 does not run; start it with: cluster start $1"
  ask_proxy "set server nodes/$1 state drain" >/dev/null
  wait_for 30 has_no_requests "$1" || say "$1 still has requests after 30 seconds"
  stop_program "$1" carillon 75
  start_node "$1"
  require_within 120 "$1" "$1" carillon node_ready "$1"
  ask_proxy "set server nodes/$1 state ready" >/dev/null
}
