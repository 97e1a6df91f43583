#!/bin/sh
# Reads the events of a consumer of Carillon and prints one line for each:
#
#   CARILLON_SERVER=http://127.0.0.1:8080 CARILLON_TOKEN=crl_... ./read.sh archive
#
# The token needs the scope events:consume. Each response is processed as a whole, and the next
# request acknowledges it. If this program dies in between, the events come again after their lease,
# with the same ids: what it does with an event must be safe to do twice.
set -eu
consumer=$1
ack=
while :; do
  page=$(curl -sS --fail-with-body --retry 10 --retry-connrefused -G \
    -H "Authorization: Bearer $CARILLON_TOKEN" \
    --data-urlencode "ack=$ack" -d wait=20s -d max=100 \
    "$CARILLON_SERVER/api/consumers/$consumer/events")
  # here an event is processed: replace this line by what your program does
  printf '%s' "$page" | jq -r '.events[] | [.id, .headers["X-Hook-Event"], .payload.assetId] | @tsv'
  ack=$(printf '%s' "$page" | jq -r '.ack // ""')
  [ -z "${READ_ONCE:-}" ] || [ -n "$ack" ] || exit 0
done
