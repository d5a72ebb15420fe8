# Receives webhooks signed as Standard Webhooks describes: webhook-id, webhook-timestamp, webhook-signature.
# WEBHOOK_SECRET=whsec_... PORT=3000 python3 receiver.py
import base64
import hashlib
import hmac
import json
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Without it everybody could sign: no secret is a secret that is known.
SECRET = os.environ.get("WEBHOOK_SECRET", "")
if not SECRET.startswith("whsec_"):
    raise SystemExit("WEBHOOK_SECRET is not set")
TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 1_048_576


def is_genuine(secret, headers, raw_body, now=None):
    """Whether a request is genuine and recent; raw_body as it arrived."""
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not webhook_id or not timestamp.isdecimal() or not signatures:
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{webhook_id}.{timestamp}.".encode() + raw_body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # Two signatures while one secret replaces the other: one that fits is enough.
    return any(hmac.compare_digest(expected.encode(), given.encode()) for given in signatures.split(" "))


# An event may arrive more than once. Keep the ids in your database, in the transaction that handles the event.
handled = set()


class Receiver(BaseHTTPRequestHandler):
    # Seconds of silence after which a connection is given up.
    timeout = 10

    def do_POST(self):
        length = self.headers.get("content-length", "")
        # A negative length would read for ever.
        if not re.fullmatch("[0-9]{1,9}", length):
            return self.answer(411)
        if int(length) > MAX_BODY_BYTES:
            return self.answer(413)
        # The bytes that were signed: parse them only once they are verified.
        raw_body = self.rfile.read(int(length))
        if not is_genuine(SECRET, self.headers, raw_body):
            return self.answer(401)
        event = json.loads(raw_body)
        if event["id"] not in handled:
            handled.add(event["id"])
            print("handling", event["type"], event["id"], flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Receiver)
    print("listening", flush=True)
    server.serve_forever()
