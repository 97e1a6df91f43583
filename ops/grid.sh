# Fills a server with pictures and has Chromium scroll through them; sourced by bench, with $root and
# the arguments. POSIX sh. Prints how soon the first grid is there and how many frames a second it
# scrolls at; ends the script.

. "$root/ops/find-node.sh"
. "$root/ops/find-chromium.sh"
require_node
require_chromium
home=$(mktemp -d)
printed=$home.txt
"$root/carillon" serve --home "$home" --port 0 >"$printed" &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$home" "$printed"' EXIT

link=
while [ -z "$link" ]; do
  kill -0 "$server" || { cat "$printed" >&2; exit 1; }
  sleep 1
  link=$(grep -o 'http[^ ]*/setup?token=[^ ]*' "$printed" | head -n 1) || true
done
cd "$root/console"
CARILLON_SETUP_LINK=$link CARILLON_URL=${link%%/setup*} CARILLON_ASSETS=${2:-10000} CARILLON_OTHERS=${3:-0} npm run --silent grid
exit
