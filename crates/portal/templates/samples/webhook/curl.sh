#!/bin/sh
# Checks a webhook that was saved as it arrived:
#   verify.sh BODY_FILE X_CYBERBIZ_HMAC_SHA256 WEBHOOK_ID WEBHOOK_TIMESTAMP WEBHOOK_SIGNATURE
set -eu
body=$1 hmac=$2 id=$3 timestamp=$4 signatures=$5 # the secret: export SHOPWIRE_APP_SECRET=...

expected=$(openssl dgst -sha256 -hmac "$SHOPWIRE_APP_SECRET" -binary <"$body" | od -An -v -tx1 | tr -d ' \n')
[ "$hmac" = "$expected" ] || { echo "the body is not signed with this secret" >&2; exit 1; }

age=$(($(date +%s) - timestamp))
[ "$age" -le 300 ] && [ "$age" -ge -300 ] || { echo "too old, or from the future: a replay?" >&2; exit 1; }

expected=v1,$({ printf '%s.%s.' "$id" "$timestamp"; cat "$body"; } |
  openssl dgst -sha256 -hmac "$SHOPWIRE_APP_SECRET" -binary | openssl base64 -A)
case " $signatures " in
  *" $expected "*) echo "genuine: $id" ;;
  *) echo "webhook-signature does not match" >&2; exit 1 ;;
esac
