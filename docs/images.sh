#!/bin/sh
# Makes the pictures in docs/images: a server with an empty home is filled by way of its API, and a
# browser looks at each page in three widths. Look at every picture before you commit it.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/ops/find-jdk.sh"
. "$root/ops/empty-server.sh"
# its name is to be read on some pictures
home=/tmp/carillon
[ ! -e "$home" ] || { say "$home is there already; remove it first"; exit 1; }
serve_empty_home "$home"
npm run --silent pictures
# a palette of 256 colours is enough for pages, and a third of the size
if command -v pngquant >/dev/null; then
  pngquant --force --ext .png --speed 1 --quality 60-95 -- "$root"/docs/images/*.png
fi
