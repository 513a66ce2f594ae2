<?php
// A receiver: SHOPWIRE_APP_SECRET=... php -S 0.0.0.0:8000 receiver.php
const TOLERANCE = 300; // seconds

function header_of(string $name): string
{
    return $_SERVER['HTTP_' . strtoupper(strtr($name, '-', '_'))] ?? '';
}

function is_genuine(string $body, string $secret): bool
{
    if (!hash_equals(hash_hmac('sha256', $body, $secret), header_of('X-Cyberbiz-Hmac-Sha256'))) {
        return false;
    }
    $timestamp = header_of('webhook-timestamp');
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > TOLERANCE) {
        return false;
    }
    $content = header_of('webhook-id') . ".$timestamp.$body";
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', $content, $secret, true));
    foreach (explode(' ', header_of('webhook-signature')) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

$body = file_get_contents('php://input'); // the raw bytes
if (!is_genuine($body, getenv('SHOPWIRE_APP_SECRET'))) {
    http_response_code(401);
    exit;
}
http_response_code(204);
// An event may arrive twice, always with the same webhook-id.
error_log(header_of('X-Cyberbiz-Event') . ' ' . header_of('webhook-id') . ' ' . json_decode($body, true)['id']);
