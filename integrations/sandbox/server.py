"""The socket: HTTP on loopback, one thread per connection, every answer in one piece."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from integrations.sandbox.permission import LOOPBACK
from integrations.sandbox.wire import Answer

CRUMBS = 20  # of an answer that drips

Answerer = Callable[[str, str, dict[str, str], dict[str, str], bytes], Answer | None]


class Server:
    """Listens from the moment it exists until it is stopped."""

    def __init__(self, port: int, answerer: Answerer):
        self._http = _Http((LOOPBACK, port), _Handler)
        self._http.answerer = answerer
        self.port = self._http.server_port
        Thread(target=self._http.serve_forever, args=(0.01,), name="sandbox", daemon=True).start()

    def stop(self) -> None:
        """Close the door and every open connection."""
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()


class _Http(ThreadingHTTPServer):
    request_queue_size = 128
    answerer: Answerer

    def __init__(self, *args):
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request, client_address):
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """Stay quiet: a client that hangs up is no news here."""

    def hang_up(self):
        for request in list(self._open):
            with suppress(OSError):  # it may have hung up first
                request.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave together: apart they meet delayed acknowledgements, 40 ms per call.
    wbufsize = -1
    disable_nagle_algorithm = True

    def _any(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {key.lower(): value for key, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        answer = self.server.answerer(self.command, unquote(parts.path), query, headers, body)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any  # noqa: N815

    def _send(self, answer):
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for key, value in answer.headers.items():
            self.send_header(key, value)
        self.end_headers()
        for crumb in _crumbs(answer):
            self.wfile.write(crumb)
            if answer.drip:
                self.wfile.flush()
                time.sleep(answer.drip / CRUMBS)

    def date_time_string(self, timestamp=None):
        """Give one date always, so that equal answers are equal to the byte."""
        return "Mon, 02 Nov 2026 09:30:00 GMT"

    def log_message(self, *_):
        """Say nothing; the sandbox keeps its own list of requests."""


def _crumbs(answer):
    if not answer.drip:
        return [answer.body]
    size = -(-len(answer.body) // CRUMBS) or 1
    return [answer.body[start : start + size] for start in range(0, len(answer.body), size)]
