"""How Uniware is asked: a POST of JSON with a bearer token, and a facility where one is needed."""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.conformance.asking import Ask
from integrations.conformance.cases import Facts

ROOT = "/services/rest/v1"
JSON = {"Content-Type": "application/json"}


def call(path: str, facts: Facts, body: Mapping[str, Any], **headers: str) -> Ask:
    """Return the request with this body."""
    sent = {"Authorization": f"bearer {facts['token']}", **JSON} | headers
    return Ask("POST", f"{ROOT}{path}", headers=sent, json=dict(body))


def post(path: str, body: Mapping[str, Any]) -> Callable[[Facts], Ask]:
    """Ask for a path with a body whose values may be functions of what is known."""
    return lambda facts: call(path, facts, _known(body, facts))


def at_facility(path: str, body: Mapping[str, Any]) -> Callable[[Facts], Ask]:
    """Ask the same of the facility that is known."""
    return lambda facts: call(path, facts, _known(body, facts), Facility=facts["facility code"])


def printed(path: str, query: Mapping[str, Any]) -> Callable[[Facts], Ask]:
    """Ask for what is printed at the facility that is known."""
    return lambda facts: Ask(
        "GET",
        f"{ROOT}{path}",
        query=_known(query, facts),
        headers={
            "Authorization": f"bearer {facts['token']}",
            "Accept": "*/*",
            "Facility": facts["facility code"],
        },
    )


def _known(body, facts):
    return {name: value(facts) if callable(value) else value for name, value in body.items()}
