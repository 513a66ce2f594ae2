// HMAC-SHA256 and the API's request signature. Browsers offer cryptography only over TLS or on localhost, and a
// shop's own server is often reached by plain HTTP on a local network.

const ROUND = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the fractions of the cube and square roots of the first primes.
for (let number = 2, count = 0; count < 64; number += 1) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
    if (number % divisor === 0) prime = false;
  }
  if (prime) {
    if (count < 8) START[count] = fraction(Math.sqrt(number));
    ROUND[count] = fraction(Math.cbrt(number));
    count += 1;
  }
}

function fraction(root) {
  return (root - Math.floor(root)) * 2 ** 32;
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** SHA-256 of bytes, as bytes. */
export function sha256(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const [a, b] = [words[i - 15], words[i - 2]];
      const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[i] = words[i - 16] + low + words[i - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i];
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
  }
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => result.setUint32(4 * i, word));
  return new Uint8Array(result.buffer);
}

/** HMAC-SHA256 of bytes under a key of bytes. */
export function hmacSha256(key, bytes) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(join(block.map((byte) => byte ^ 0x36), bytes));
  return sha256(join(block.map((byte) => byte ^ 0x5c), inner));
}

function join(left, right) {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}

/** Bytes as base64 with its padding. */
export function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** The bytes of a text in UTF-8. */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** The headers that make a request an account's: `target` is the path with its query, `body` a text, bytes or null. */
export function signedHeaders({ method, target, body, username, secret, now = new Date() }) {
  const headers = { "X-Date": now.toUTCString() };
  const lines = [`x-date: ${headers["X-Date"]}`];
  const names = ["x-date"];
  if (body !== null) {
    headers.Digest = `SHA-256=${base64(sha256(typeof body === "string" ? utf8(body) : body))}`;
    lines.push(`digest: ${headers.Digest}`);
    names.push("digest");
  }
  lines.push(`${method} ${target} HTTP/1.1`);
  names.push("request-line");
  const signature = base64(hmacSha256(utf8(secret), utf8(lines.join("\n"))));
  headers.Authorization = `hmac username="${username}", algorithm="hmac-sha256", headers="${names.join(" ")}", signature="${signature}"`;
  return headers;
}

/** The signed-in account's name and secret, from the server; kept by nobody. */
export async function accountSecret(csrf) {
  const answer = await fetch("/session/secret", { method: "POST", body: new URLSearchParams({ csrf }) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
