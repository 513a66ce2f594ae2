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
{%- if request.has_form() %}
boundary = os.urandom(16).hex()
{%- if request.has_texts() %}


def field(name, value):
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
{%- endif %}


def file(name, path):
    with open(path, "rb") as opened:
        content = opened.read()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{os.path.basename(path)}"\r\n'
    return f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"


body = b"".join([
{%- for field in request.form %}
{%- if field.kind.is_file %}
    file({{ request.quoted(field.name) }}, "image.jpg"),
{%- else %}
    field({{ request.quoted(field.name) }}, {{ request.quoted(field.example) }}),
{%- endif %}
{%- endfor %}
    f"--{boundary}--\r\n".encode(),
])
{%- endif %}

date = formatdate(usegmt=True)
{%- if request.has_body() %}
digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
signed = f"x-date: {date}\ndigest: {digest}\n{method} {path} HTTP/1.1"
{%- else %}
signed = f"x-date: {date}\n{method} {path} HTTP/1.1"
{%- endif %}
signature = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()

headers = {
    "X-Date": date,
{%- if request.has_body() %}
    "Digest": digest,
    "Content-Type": {% if request.has_form() %}f"multipart/form-data; boundary={boundary}"{% else %}"application/json"{% endif %},
{%- endif %}
    "Authorization": f'hmac username="{USERNAME}", algorithm="hmac-sha256", '
    f'headers="{{ request.signed_headers() }}", signature="{signature}"',
}
request = urllib.request.Request(BASE_URL + path, {% if request.has_body() %}data=body, {% endif %}headers=headers, method=method)
try:
    with urllib.request.urlopen(request) as answer:
        print(answer.status, answer.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
