#!/bin/sh
# The body on standard input; the three headers and the public keys (whpk_…) in the environment. Needs
# OpenSSL 3.
set -eu
: "${PUBLIC_KEY:?}" "${WEBHOOK_ID:=}" "${WEBHOOK_TIMESTAMP:=}" "${WEBHOOK_SIGNATURE:=}"

case $WEBHOOK_TIMESTAMP in '' | *[!0-9]*) exit 1 ;; esac
age=$(($(date +%s) - WEBHOOK_TIMESTAMP))
[ -n "$WEBHOOK_ID" ] && [ "$age" -le 300 ] && [ "$age" -ge -300 ] || exit 1

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
{ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" && cat; } > "$folder/signed"
for key in $PUBLIC_KEY; do
  # the form of RFC 8410, in base64 as the key is
  { echo -----BEGIN PUBLIC KEY-----; echo "MCowBQYDK2VwAyEA${key#whpk_}"; echo -----END PUBLIC KEY-----; } > "$folder/key"
  for each in $WEBHOOK_SIGNATURE; do
    case $each in v1a,*) ;; *) continue ;; esac
    printf %s "${each#v1a,}" | openssl base64 -d -A > "$folder/signature"
    openssl pkeyutl -verify -pubin -inkey "$folder/key" -rawin -in "$folder/signed" \
      -sigfile "$folder/signature" > /dev/null 2>&1 && exit 0
  done
done
exit 1
