# Fills a server with pictures and has Chromium scroll through them; sourced by bench, with $root and
# the arguments. POSIX sh. Prints how soon the first grid is there and how many frames a second it
# scrolls at; ends the script.

. "$root/ops/empty-server.sh"
serve_empty_home "$(mktemp -d)"
CARILLON_ASSETS=${2:-10000} CARILLON_OTHERS=${3:-0} npm run --silent grid
exit
