#!/bin/sh
# The body on standard input; the three headers and the secret in the environment. openssl takes the
# key as an argument here, which others on the same machine can see: for trying things, not for
# a server.
set -eu
: "${SECRET:?}" "${WEBHOOK_ID:=}" "${WEBHOOK_TIMESTAMP:=}" "${WEBHOOK_SIGNATURE:=}"

case $WEBHOOK_TIMESTAMP in '' | *[!0-9]*) exit 1 ;; esac
age=$(($(date +%s) - WEBHOOK_TIMESTAMP))
[ -n "$WEBHOOK_ID" ] && [ "$age" -le 300 ] && [ "$age" -ge -300 ] || exit 1

key=$(printf %s "$SECRET" | openssl base64 -d -A | od -An -tx1 -v | tr -d ' \n')
right=$({ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" && cat; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
for each in $WEBHOOK_SIGNATURE; do
  [ "$each" = "v1,$right" ] && exit 0
done
exit 1
