"""A point of sale that fails at random, and remembers what it applied and in which order."""

import random
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WELL = b'{"successful": true, "message": null, "errors": [], "warnings": []}'
TOKEN = b'{"access_token": "t", "status": "SUCCESS"}'


class Receiver:
    """
    Answers 5 % with 503, 1 % by applying and hanging up, 0.5 % with garbage after applying.

    One that is not `failing` applies everything and says so.
    """

    def __init__(self, seed: int = 1, *, failing: bool = True) -> None:
        self.failing = failing
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.applied: list[str] = []  # the code in the path, each time that it was applied
        self.bodies: dict[str, set[bytes]] = defaultdict(set)
        self.keys: dict[str, set[str]] = defaultdict(set)
        self.requests = 0
        self.gate = threading.Event()  # closed, it keeps whoever asks waiting
        self.gate.set()

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                receiver.answer(self, body)

            def log_message(self, *words):
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/pos"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        if request.path.endswith("/auth/Token"):
            return _say(request, 200, TOKEN)
        with self.lock:
            self.requests += 1
        self.gate.wait(30)
        with self.lock:
            fate = self.random.random() if self.failing else 1
            if fate >= 0.05:
                self._apply(request, body)
        if fate < 0.05:
            _say(request, 503, b"{}")
        elif fate < 0.06:
            request.close_connection = True  # applied, and the answer is lost
        else:
            _say(request, 200, b"<html>" if fate < 0.065 else WELL)
        return None

    def _apply(self, request, body):
        code = request.path.rsplit("/", 1)[1]
        self.applied.append(code)
        self.bodies[code].add(body)
        self.keys[code].add(request.headers["Idempotency-Key"])

    def first_applications(self) -> list[str]:
        """Return the codes in the order in which each was applied for the first time."""
        return list(dict.fromkeys(self.applied))


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def _say(request, status, body):
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
