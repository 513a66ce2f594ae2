// {{ request.method }} {{ request.route }}
import { {% if request.has_body() %}createHash, {% endif %}createHmac } from "node:crypto";
{%- if request.has_form() %}
import { readFile } from "node:fs/promises";
{%- endif %}

const baseUrl = {{ request.quoted(request.base_url) }};
const username = {{ request.quoted(request.username) }};
const secret = process.env.SHOPWIRE_SECRET;

const method = "{{ request.method }}";
const path = {{ request.quoted(request.path) }};
{%- if let Some(body) = request.body %}
const body = JSON.stringify({{ body }});
{%- endif %}
{%- if request.has_form() %}
const form = new FormData();
{%- for field in request.form %}
{%- if field.kind.is_file %}
form.append({{ request.quoted(field.name) }}, new Blob([await readFile("image.jpg")]), "image.jpg");
{%- else %}
form.append({{ request.quoted(field.name) }}, {{ request.quoted(field.example) }});
{%- endif %}
{%- endfor %}
// The form as it is sent, so that the digest is of these very bytes.
const encoded = new Response(form);
const contentType = encoded.headers.get("content-type");
const body = Buffer.from(await encoded.arrayBuffer());
{%- endif %}

const date = new Date().toUTCString();
{%- if request.has_body() %}
const digest = "SHA-256=" + createHash("sha256").update(body).digest("base64");
const signed = `x-date: ${date}\ndigest: ${digest}\n${method} ${path} HTTP/1.1`;
{%- else %}
const signed = `x-date: ${date}\n${method} ${path} HTTP/1.1`;
{%- endif %}
const signature = createHmac("sha256", secret).update(signed).digest("base64");

const answer = await fetch(baseUrl + path, {
  method,
  headers: {
    "X-Date": date,
{%- if request.has_body() %}
    Digest: digest,
    "Content-Type": {% if request.has_form() %}contentType{% else %}"application/json"{% endif %},
{%- endif %}
    Authorization: `hmac username="${username}", algorithm="hmac-sha256", headers="{{ request.signed_headers() }}", signature="${signature}"`,
  },
{%- if request.has_body() %}
  body,
{%- endif %}
});
console.log(answer.status, await answer.text());
