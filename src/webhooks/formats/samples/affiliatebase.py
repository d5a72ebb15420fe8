# Receives webhooks signed as the AffiliateBase page describes: svix-id, svix-timestamp, svix-signature.
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
    svix_id = headers.get("svix-id", "")
    timestamp = headers.get("svix-timestamp", "")
    signature = headers.get("svix-signature", "")
    if not svix_id or not timestamp.isdecimal() or not signature:
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    # The key is the text of the secret as it is shown, whsec_ included.
    signed = f"{svix_id}.{timestamp}.".encode() + raw_body
    expected = "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(expected.encode(), signature.encode())


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
