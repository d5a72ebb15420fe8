# Receives webhooks with the HMAC-SHA256 of the raw body in a header.
# WEBHOOK_SECRET=whsec_... PORT=3000 python3 receiver.py
import hashlib
import hmac
import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Without it everybody could sign: no secret is a secret that is known.
SECRET = os.environ.get("WEBHOOK_SECRET", "")
if not SECRET.startswith("whsec_"):
    raise SystemExit("WEBHOOK_SECRET is not set")
MAX_BODY_BYTES = 1_048_576
# As in the settings of the endpoint. For base64: base64.b64encode(mac.digest()).decode()
SIGNATURE_HEADER = "x-webhook-signature"
PREFIX = ""  # such as "sha256="


def is_genuine(secret, headers, raw_body):
    """Whether a request is genuine; raw_body as it arrived."""
    # The key is the text of the secret as it is shown, whsec_ included.
    mac = hmac.new(secret.encode(), raw_body, hashlib.sha256)
    expected = PREFIX + mac.hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get(SIGNATURE_HEADER, "").encode())


# This signature covers no time: a recorded request stays genuine for ever, and only its id gives it away. Keep the
# ids in your database, in the transaction that handles the event.
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
