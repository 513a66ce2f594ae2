#!/bin/sh
# {{ request.method }} {{ request.route }}
set -eu

base_url={{ request.shell(request.base_url) }}
username={{ request.shell(request.username) }} # the secret: export SHOPWIRE_SECRET=...
method={{ request.method }}
path={{ request.shell(request.path) }}
{%- if let Some(body) = request.body %}
body=$(cat <<'JSON'
{{ body }}
JSON
)
{%- endif %}

date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
{%- if request.body.is_some() %}
digest="SHA-256=$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A)"
signed=$(printf 'x-date: %s\ndigest: %s\n%s %s HTTP/1.1' "$date" "$digest" "$method" "$path")
{%- else %}
signed=$(printf 'x-date: %s\n%s %s HTTP/1.1' "$date" "$method" "$path")
{%- endif %}
signature=$(printf %s "$signed" | openssl dgst -sha256 -hmac "$SHOPWIRE_SECRET" -binary | openssl base64 -A)

curl --silent --show-error --http1.1 --request "$method" "$base_url$path" \
  --header "X-Date: $date" \
{%- if request.body.is_some() %}
  --header "Digest: $digest" \
  --header "Content-Type: application/json" \
  --data-binary "$body" \
{%- endif %}
{%- for field in request.form %}
  --form {{ request.curl_part(field) }} \
{%- endfor %}
  --header "Authorization: hmac username=\"$username\", algorithm=\"hmac-sha256\", headers=\"{% if request.body.is_some() %}x-date digest request-line{% else %}x-date request-line{% endif %}\", signature=\"$signature\"" \
  --write-out '\n%{http_code}\n'
