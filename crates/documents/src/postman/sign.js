// Signs each request: with `token` where it is set, else with `username` and `secret` (HMAC-SHA256).
const crypto = require('crypto-js');

const value = (name) => pm.variables.replaceIn(pm.variables.get(name) || '');
const base64 = (words) => crypto.enc.Base64.stringify(words);
const set = (key, text) => pm.request.headers.upsert({ key, value: text });

if (value('token')) {
  set('Authorization', `Bearer ${value('token')}`);
} else {
  // The path as it is sent: variables filled in, and encoded as Postman encodes it.
  const address = pm.variables.replaceIn(pm.request.url.toString());
  const path = address.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/)[0] || '/';
  const encoded = path.replace(/[^\x21-\x7e]|["<>`{}]/gu, encodeURIComponent);

  const signed = [
    ['x-date', new Date().toUTCString()],
    ['request-line', `${pm.request.method} ${encoded} HTTP/1.1`],
  ];
  const body = pm.request.body;
  if (body && body.mode === 'raw' && body.raw) {
    // Variables are filled in here, so that what is signed is what is sent.
    body.raw = pm.variables.replaceIn(body.raw);
    signed.push(['digest', `SHA-256=${base64(crypto.SHA256(body.raw))}`]);
  }
  const text = signed.map(([name, line]) => (name === 'request-line' ? line : `${name}: ${line}`)).join('\n');
  const signature = base64(crypto.HmacSHA256(text, value('secret')));

  signed.filter(([name]) => name !== 'request-line').forEach(([name, line]) => set(name, line));
  const names = signed.map(([name]) => name).join(' ');
  set(
    'Authorization',
    `hmac username="${value('username')}", algorithm="hmac-sha256", headers="${names}", signature="${signature}"`,
  );
}
