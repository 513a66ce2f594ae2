# {{ request.method }} {{ request.route }}
import base64
import hashlib
import hmac
import os
import urllib.error
import urllib.request
from email.utils import formatdate

BASE_URL = {{ request.quoted(request.base_url) }}
USERNAME = {{ request.quoted(request.username) }}
SECRET = os.environ["SHOPWIRE_SECRET"]

method = "{{ request.method }}"
path = {{ request.quoted(request.path) }}
{%- if let Some(body) = request.body %}
body = """{{ request.triple(body) }}""".encode()
{%- endif %}

date = formatdate(usegmt=True)
{%- if request.body.is_some() %}
digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
signed = f"x-date: {date}\ndigest: {digest}\n{method} {path} HTTP/1.1"
{%- else %}
signed = f"x-date: {date}\n{method} {path} HTTP/1.1"
{%- endif %}
signature = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()

headers = {
    "X-Date": date,
{%- if request.body.is_some() %}
    "Digest": digest,
    "Content-Type": "application/json",
{%- endif %}
    "Authorization": f'hmac username="{USERNAME}", algorithm="hmac-sha256", '
    f'headers="{{ request.signed_headers() }}", signature="{signature}"',
}
request = urllib.request.Request(BASE_URL + path, {% if request.body.is_some() %}data=body, {% endif %}headers=headers, method=method)
try:
    with urllib.request.urlopen(request) as answer:
        print(answer.status, answer.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
