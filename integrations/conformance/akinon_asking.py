"""How Akinon's OMS is asked: with a token, under one root; paths may name what is known."""

from integrations.conformance.asking import Ask

ROOT = "/api/v1/oms"


def call(method, path, facts, **options):
    headers = {"Authorization": f"Token {facts['token']}", **options.pop("headers", {})}
    return Ask(method, f"{ROOT}{path}", headers=headers, **options)


def get(path, **query):
    """Ask for a path; `{order}` and the like in it are facts."""
    return lambda facts: call("GET", path.format_map(facts), facts, query=query)


def post(path, **options):
    return lambda facts: call("POST", path.format_map(facts), facts, **options)
