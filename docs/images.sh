#!/bin/sh
# Makes the pictures in docs/images: a server with an empty home is filled by way of its API, and a
# browser looks at each page in three widths. Look at every picture before you commit it.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
home=/tmp/carillon
[ ! -e "$home" ] || { echo "$home is there already; remove it first" >&2; exit 1; }
printed=$(mktemp)
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
CARILLON_SETUP_LINK=$link CARILLON_URL=${link%%/setup*} npm run --silent pictures
# a palette of 256 colours is enough for pages, and a third of the size
if command -v pngquant >/dev/null; then
  pngquant --force --ext .png --speed 1 --quality 60-95 -- "$root"/docs/images/*.png
fi
