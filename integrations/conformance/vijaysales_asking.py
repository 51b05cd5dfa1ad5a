"""How Vijay Sales is asked: the application's headers, and a bearer token or the partner key."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from integrations.conformance.asking import Ask
from integrations.conformance.cases import Facts
from integrations.conformance.checks import Check, header

Say = Callable[[Facts], Any]


def application(facts: Facts) -> dict[str, str]:
    """Return the headers that every request has."""
    return {
        "X-Parse-Application-Id": facts["application id"],
        "X-Parse-REST-API-Key": facts["application key"],
    }


def proof(facts: Facts) -> dict[str, str]:
    """Return the application's headers with the token, or with the key where there is none."""
    if "token" in facts:
        return application(facts) | {"Authorization": f"Bearer {facts['token']}"}
    return application(facts) | {"vs-partner-apikey": facts["partner key"]}


def get(path: str | Say, *, headers: Say = proof, **query: Any) -> Callable[[Facts], Ask]:
    """Ask for a path; what is a function is asked for what it needs."""
    return lambda facts: Ask("GET", _said(path, facts), _all(query, facts), headers(facts))


def post(path: str | Say, body: Say | Mapping, *, headers: Say = proof) -> Callable[[Facts], Ask]:
    """Ask for a path with a body of JSON."""
    return lambda facts: Ask(
        "POST", _said(path, facts), headers=headers(facts), json=_said(body, facts)
    )


def ours(name: str) -> Say:
    """Return a reference that no run before has used, the same throughout this one."""

    def reference(facts: Facts) -> str:
        return facts.setdefault(name, f"contract-{uuid4()}")

    return reference


REPLAYED: Check = header("Idempotent-Replayed", lambda value: value == "true", "true")


def _all(told, facts):
    return {name: _said(value, facts) for name, value in told.items()}


def _said(value, facts):
    return value(facts) if callable(value) else value
