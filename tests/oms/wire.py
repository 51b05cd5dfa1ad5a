"""Servers that misbehave on purpose, on real sockets."""

import contextlib
import socket
import threading
import time


class Speaker:
    """Accepts connections, reads each request's head, and lets `speak(connection)` answer it."""

    def __init__(self, speak, *, host="127.0.0.1", port=0, tls=None):
        self.speak, self.tls, self.heads, self.sent = speak, tls, [], 0
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, port), family=family)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def send(self, connection, data, *, times=1):
        """Send until the other side hangs up, count what it let us send, and say if it did not."""
        with contextlib.suppress(OSError):
            for _ in range(times):
                connection.sendall(data)
                self.sent += len(data)
            return True
        return False

    def heard(self, count):
        """Return the heads, after so many were read: who hung up early may still be in line."""
        for _ in range(1200):
            if len(self.heads) >= count:
                break
            time.sleep(0.05)
        return self.heads

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=30)

    def _serve(self):
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection:
                self._answer(connection)

    def _answer(self, connection):
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head and (more := connection.recv(65536)):
            head += more
        self.heads.append(head.decode("latin-1"))
        self.speak(self, connection)
        connection.close()


@contextlib.contextmanager
def closed_port(host="127.0.0.1"):
    """Give a port on which nobody listens: it is held meanwhile, so that nobody can begin to."""
    with socket.socket() as held:
        held.bind((host, 0))
        yield held.getsockname()[1]


def drips(head, drops=400):
    """Return a `speak` that answers `head` at once and the rest a byte each 0.05 seconds."""

    def speak(speaker, connection):
        speaker.send(connection, head)
        for _ in range(drops):
            time.sleep(0.05)
            if not speaker.send(connection, b"x"):
                return
        speaker.send(connection, b"\r\n\r\n")

    return speak


def says(status="200 OK", body=b"{}", *headers):
    """Return a `speak` that answers properly."""

    def speak(speaker, connection):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        speaker.send(connection, "\r\n".join(lines).encode("latin-1") + body)

    return speak
