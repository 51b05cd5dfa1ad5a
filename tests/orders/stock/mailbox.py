"""A mail server over a real socket, that takes letters or turns people away."""

import socketserver
import threading
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"RCPT":
                self.say(self.server.refusal or "250 known")
            elif word == b"DATA":
                self.say("354 go on")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 taken")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 fine")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """Keeps `letters`; answers every recipient with `refusal` while there is one."""

    daemon_threads = True
    refusal = ""

    def __init__(self):
        self.letters = []
        super().__init__(("127.0.0.1", 0), _Session)


@contextmanager
def mailbox(settings):
    """Let Django send its mail to a server of our own."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()
