"""Serves the model in this folder to programs on this computer; scoring.py says what has to be installed.

python serve.py [PORT]      (8000 if left out)

curl -H 'Content-Type: application/json' -d '{"texts": ["a text"]}' http://127.0.0.1:8000/predict
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from example import predict

MOST_BYTES = 10_000_000
_one_at_a_time = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Answers POST /predict with {"predictions": [...]}, as `predict` in example.py gives them."""

    def do_POST(self):
        """Label the texts of one request."""
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        if self.path != "/predict":
            self.reply(404, {"error": "POST to /predict"})
        elif size > MOST_BYTES:
            self.close_connection = True
            self.reply(413, {"error": f"more than {MOST_BYTES} bytes"})
        else:
            self.label(self.rfile.read(size))

    def label(self, body):
        """Answer, or say what is wrong with the request."""
        try:
            texts = json.loads(body)["texts"]
            if not isinstance(texts, list):
                raise ValueError("texts must be a list")
            with _one_at_a_time:
                predictions = predict(texts)
        except (ValueError, TypeError, KeyError) as error:
            self.reply(400, {"error": f'expected {{"texts": [...]}}: {error}'})
        else:
            self.reply(200, {"predictions": predictions})

    def reply(self, status, content):
        """Send JSON."""
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    """Serve until Ctrl+C. Only programs on this computer can reach it: it asks nobody who they are."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        sys.stdout.write(f"Serving at http://127.0.0.1:{server.server_port}/predict\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
