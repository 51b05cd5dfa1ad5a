"""The servers and the resolver of this folder's tests."""

import socket

import pytest

from tests.oms.wire import Speaker


@pytest.fixture
def speaker():
    """Return a maker of servers that all go when the test ends."""
    made = []

    def make(speak, **options):
        made.append(Speaker(speak, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def resolver(monkeypatch):
    """Return a list of answers that names get, one a question; the last one stays."""
    answers = []

    def getaddrinfo(host, port, **_kind):
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (address, port),
            )
            for address in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers
