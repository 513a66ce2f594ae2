# A receiver: SHOPWIRE_APP_SECRET=... PORT=8000 python3 receiver.py
import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["SHOPWIRE_APP_SECRET"].encode()
PORT = int(os.environ.get("PORT", "8000"))
TOLERANCE = 300  # seconds


def is_genuine(headers, body):
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), headers.get("X-Cyberbiz-Hmac-Sha256", "").encode()):
        return False
    webhook_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    content = f"{webhook_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest())
    offered = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in offered)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))  # the raw bytes
        genuine = is_genuine(self.headers, body)
        self.send_response(204 if genuine else 401)
        self.end_headers()
        if genuine:
            # An event may arrive twice, always with the same webhook-id.
            print(self.headers["X-Cyberbiz-Event"], self.headers["webhook-id"], json.loads(body)["id"], flush=True)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", PORT), Receiver).serve_forever()
