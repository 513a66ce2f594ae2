<?php
// {{ request.method }} {{ request.route }}
$baseUrl = {{ request.single(request.base_url) }};
$username = {{ request.single(request.username) }};
$secret = getenv('SHOPWIRE_SECRET');

$method = '{{ request.method }}';
$path = {{ request.single(request.path) }};
{%- if let Some(body) = request.body %}
$body = <<<'JSON'
{{ body }}
JSON;
{%- endif %}
{%- if request.has_form() %}
$boundary = bin2hex(random_bytes(16));
{%- if request.has_texts() %}
$field = fn ($name, $value) => "--$boundary\r\nContent-Disposition: form-data; name=\"$name\"\r\n\r\n$value\r\n";
{%- endif %}
$file = fn ($name, $path) =>
    "--$boundary\r\nContent-Disposition: form-data; name=\"$name\"; filename=\"" . basename($path) . "\"\r\n"
    . "Content-Type: application/octet-stream\r\n\r\n" . file_get_contents($path) . "\r\n";
$body =
{%- for field in request.form %}
{%- if field.kind.is_file %}
    $file({{ request.single(field.name) }}, 'image.jpg') .
{%- else %}
    $field({{ request.single(field.name) }}, {{ request.single(field.example) }}) .
{%- endif %}
{%- endfor %}
    "--$boundary--\r\n";
{%- endif %}

$date = gmdate('D, d M Y H:i:s') . ' GMT';
{%- if request.has_body() %}
$digest = 'SHA-256=' . base64_encode(hash('sha256', $body, true));
$signed = "x-date: $date\ndigest: $digest\n$method $path HTTP/1.1";
{%- else %}
$signed = "x-date: $date\n$method $path HTTP/1.1";
{%- endif %}
$signature = base64_encode(hash_hmac('sha256', $signed, $secret, true));

$call = curl_init($baseUrl . $path);
curl_setopt_array($call, [
    CURLOPT_CUSTOMREQUEST => $method,
    CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
    CURLOPT_RETURNTRANSFER => true,
{%- if request.has_body() %}
    CURLOPT_POSTFIELDS => $body,
{%- endif %}
    CURLOPT_HTTPHEADER => [
        "X-Date: $date",
{%- if request.has_body() %}
        "Digest: $digest",
        {% if request.has_form() %}"Content-Type: multipart/form-data; boundary=$boundary"{% else %}'Content-Type: application/json'{% endif %},
{%- endif %}
        "Authorization: hmac username=\"$username\", algorithm=\"hmac-sha256\", "
            . "headers=\"{{ request.signed_headers() }}\", signature=\"$signature\"",
    ],
]);
$answer = curl_exec($call);
if ($answer === false) {
    fwrite(STDERR, curl_error($call) . "\n");
    exit(1);
}
echo curl_getinfo($call, CURLINFO_RESPONSE_CODE), ' ', $answer, "\n";
