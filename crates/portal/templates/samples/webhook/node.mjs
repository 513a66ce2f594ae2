// A receiver: SHOPWIRE_APP_SECRET=... PORT=8000 node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = process.env.SHOPWIRE_APP_SECRET;
const port = Number(process.env.PORT ?? 8000);
const tolerance = 300; // seconds

function same(one, other) {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isGenuine(headers, body) {
  const hex = createHmac("sha256", secret).update(body).digest("hex");
  if (!same(hex, headers["x-cyberbiz-hmac-sha256"] ?? "")) return false;
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - timestamp) > tolerance) return false;
  const mac = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => same(signature, `v1,${mac}`));
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks); // the raw bytes
  const genuine = isGenuine(request.headers, body);
  response.writeHead(genuine ? 204 : 401).end();
  // An event may arrive twice, always with the same webhook-id.
  if (genuine) console.log(request.headers["x-cyberbiz-event"], request.headers["webhook-id"], JSON.parse(body).id);
}).listen(port);
