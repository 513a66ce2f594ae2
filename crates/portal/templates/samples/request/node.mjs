// {{ request.method }} {{ request.route }}
import { {% if request.body.is_some() %}createHash, {% endif %}createHmac } from "node:crypto";

const baseUrl = {{ request.quoted(request.base_url) }};
const username = {{ request.quoted(request.username) }};
const secret = process.env.SHOPWIRE_SECRET;

const method = "{{ request.method }}";
const path = {{ request.quoted(request.path) }};
{%- if let Some(body) = request.body %}
const body = JSON.stringify({{ body }});
{%- endif %}

const date = new Date().toUTCString();
{%- if request.body.is_some() %}
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
{%- if request.body.is_some() %}
    Digest: digest,
    "Content-Type": "application/json",
{%- endif %}
    Authorization: `hmac username="${username}", algorithm="hmac-sha256", headers="{{ request.signed_headers() }}", signature="${signature}"`,
  },
{%- if request.body.is_some() %}
  body,
{%- endif %}
});
console.log(answer.status, await answer.text());
