# The programs of the cluster, from Debian's packages; sourced.

# Sets postgres_programs to the newest PostgreSQL that is installed, or to nothing.
search_postgres() {
  postgres_programs=
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
    [ ! -x "$folder/postgres" ] || postgres_programs=$folder
  done
}

missing_packages() {
  local each
  for each in etcd:etcd-server patroni:patroni pgbouncer:pgbouncer haproxy:haproxy ip:iproute2 tc:iproute2 ss:iproute2 \
    curl:curl python3:python3 setpriv:util-linux; do
    command -v "${each%%:*}" >/dev/null || printf ' %s' "${each#*:}"
  done
  # Patroni speaks to etcd with it
  /usr/bin/python3 -c "import etcd" 2>/dev/null || printf ' python3-etcd'
  search_postgres
  [ -n "$postgres_programs" ] || printf ' postgresql'
}

# Packages start their services, which would go on beside the cluster: not while we install.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made=yes
  fi
  # a mirror may be away for a moment, and another apt-get at work
  local attempt
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086
    install_packages $1 && break
    say "apt-get could not install$1 at attempt $attempt of 3"
    sleep $((attempt * 5))
  done
  [ -z "$made" ] || rm -f "$policy"
}

install_parts() {
  local missing
  missing=$(missing_packages)
  if [ -n "$missing" ] && may_install; then
    install_quietly "$missing"
    missing=$(missing_packages)
  fi
  [ -z "$missing" ] || fail "the cluster needs these packages of Debian:$missing"
  search_postgres
}
