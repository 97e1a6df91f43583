# Starts a server with an empty home, for what looks at it with a browser; sourced, with $root. POSIX sh.
# Needs find-jdk.sh.

. "$root/ops/find-node.sh"
. "$root/ops/find-chromium.sh"

# Starts it with this directory as its home, exports CARILLON_URL and CARILLON_SETUP_LINK, and goes to
# the console. At the end of the script the server is stopped and its home removed.
serve_empty_home() {
  require_node
  require_chromium
  home=$1
  printed=$(mktemp)
  # the browser is none of the server's settings
  (unset CARILLON_CHROMIUM && exec "$root/carillon" serve --home "$home" --port 0 >"$printed") &
  server=$!
  trap 'kill "$server" || true; wait "$server" || true; rm -rf "$home" "$printed"' EXIT

  CARILLON_SETUP_LINK=
  while [ -z "$CARILLON_SETUP_LINK" ]; do
    kill -0 "$server" || { cat "$printed" >&2; exit 1; }
    sleep 1
    CARILLON_SETUP_LINK=$(grep -o 'http[^ ]*/setup?token=[^ ]*' "$printed" | head -n 1) || true
  done
  CARILLON_URL=${CARILLON_SETUP_LINK%%/setup*}
  export CARILLON_URL CARILLON_SETUP_LINK
  cd "$root/console"
}
