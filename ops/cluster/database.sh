# etcd, PostgreSQL under Patroni, and PgBouncer before it; sourced.

start_etcd() {
  runs etcd etcd && return
  local at
  at=http://$(address_of etcd)
  prepare_folder etcd etcd
  start_program etcd etcd etcd etcd --name etcd --data-dir "$state/etcd/data" --log-level warn \
    --listen-client-urls "$at:$etcd_port" --advertise-client-urls "$at:$etcd_port" \
    --listen-peer-urls "$at:$etcd_peer_port" --initial-advertise-peer-urls "$at:$etcd_peer_port" \
    --initial-cluster "etcd=$at:$etcd_peer_port"
}

etcd_ready() {
  on_host client curl -sf -m 2 -o /dev/null "http://$(address_of etcd):$etcd_port/health"
}

start_postgres() {
  runs "$1" patroni && return
  prepare_folder "$1" postgres
  write_private postgres "$state/$1/patroni.yml" patroni_settings "$1"
  start_program "$1" postgres patroni patroni "$state/$1/patroni.yml"
}

# The times: a primary that is gone loses its lock after 20 seconds at most, so that the other is
# promoted within 30. Patroni asks that loop_wait and twice retry_timeout are not above ttl. While a
# replica that is gone counts as there, commits wait for it: wal_sender_timeout.
patroni_settings() {
  local at
  at=$(address_of "$1")
  cat <<END
scope: carillon
name: $1
restapi:
  listen: $at:$patroni_port
  connect_address: $at:$patroni_port
etcd3:
  host: $(address_of etcd):$etcd_port
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 3
    retry_timeout: 5
    primary_start_timeout: 0
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        max_connections: 100
        wal_log_hints: "on"
        hot_standby: "on"
        synchronous_commit: "on"
        wal_sender_timeout: 5s
        password_encryption: scram-sha-256
        timezone: UTC
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - data-checksums
postgresql:
  listen: $at:$postgres_port
  connect_address: $at:$postgres_port
  data_dir: $state/$1/data
  bin_dir: $postgres_programs
  pgpass: $state/$1/pgpass
  parameters:
    unix_socket_directories: ""
  authentication:
    superuser:
      username: postgres
      password: $superuser_password
    replication:
      username: replicator
      password: $replicator_password
    rewind:
      username: rewind
      password: $replicator_password
  pg_hba:
    - host replication replicator $network.0/24 scram-sha-256
    - host all all $network.0/24 scram-sha-256
END
}

# Whether a member of the database has a part: primary, replica or synchronous.
postgres_is() {
  on_host client curl -sf -m 2 -o /dev/null "http://$(address_of "$1"):$patroni_port/$2"
}

has_primary() {
  postgres_is pg1 primary || postgres_is pg2 primary
}

has_synchronous_replica() {
  postgres_is pg1 synchronous || postgres_is pg2 synchronous
}

primary() {
  local member
  for member in pg1 pg2; do
    ! postgres_is "$member" primary || echo "$member"
  done
}

# Runs SQL on the primary as the superuser.
sql() {
  PGPASSWORD=$superuser_password on_host client "$postgres_programs/psql" \
    -h "$(address_of "$(primary)")" -p "$postgres_port" -U postgres -d postgres -v ON_ERROR_STOP=1 -qtA -c "$1"
}

# The limits belong to the role: behind a pool of transactions what a session sets is not there for
# its next transaction. A node that vanishes in the middle of one must not hold up the others.
make_database() {
  if [ "$(sql "select count(*) from pg_roles where rolname = 'carillon'")" = 0 ]; then
    sql "create role carillon login password '$carillon_password'"
    sql "alter role carillon set lock_timeout = '3s'"
    sql "alter role carillon set idle_in_transaction_session_timeout = '5s'"
  fi
  if [ "$(sql "select count(*) from pg_database where datname = 'carillon'")" = 0 ]; then
    sql "create database carillon owner carillon"
  fi
}

start_pool() {
  prepare_folder pool postgres
  if ! runs pool haproxy; then
    write_private postgres "$state/pool/haproxy.cfg" primary_settings
    start_program pool postgres haproxy haproxy -db -f "$state/pool/haproxy.cfg"
  fi
  if ! runs pool pgbouncer; then
    write_private postgres "$state/pool/users.txt" pool_users
    write_private postgres "$state/pool/pgbouncer.ini" pool_settings
    start_program pool postgres pgbouncer pgbouncer "$state/pool/pgbouncer.ini"
  fi
}

# Leads to the member that says it is the primary, and cuts what leads to one that is it no more.
primary_settings() {
  cat <<END
global
  log stdout format raw local0
defaults
  mode tcp
  log global
  timeout connect 2s
  timeout client 24h
  timeout server 24h
listen primary
  bind 127.0.0.1:$postgres_port
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 port $patroni_port on-marked-down shutdown-sessions
  server pg1 $(address_of pg1):$postgres_port check
  server pg2 $(address_of pg2):$postgres_port check
END
}

pool_users() {
  echo "\"carillon\" \"$carillon_password\""
}

# The pool keeps trying to reach a primary while no client asks: else the first to ask after a
# fail-over would be refused because of the attempt before.
pool_settings() {
  cat <<END
[databases]
carillon = host=127.0.0.1 port=$postgres_port dbname=carillon user=carillon min_pool_size=2
[pgbouncer]
listen_addr = $(address_of pool)
listen_port = $pool_port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $state/pool/users.txt
stats_users = carillon
pool_mode = transaction
max_prepared_statements = 200
ignore_startup_parameters = extra_float_digits
default_pool_size = 40
max_client_conn = 500
query_wait_timeout = 10
idle_transaction_timeout = 5
server_connect_timeout = 3
server_login_retry = 1
log_connections = 0
log_disconnections = 0
END
}

pool_ready() {
  PGPASSWORD=$carillon_password on_host client "$postgres_programs/psql" \
    -h "$(address_of pool)" -p "$pool_port" -U carillon -d carillon -qtA -c "select 1" \
    >/dev/null 2>&1
}
