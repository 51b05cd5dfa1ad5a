"""Runs the cases of a dialect against a host, the way the command does."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations import auth
from integrations.conformance import runner
from integrations.conformance.asking import Host
from integrations.conformance.cases import Facts
from integrations.conformance.registry import DIALECTS
from integrations.models import Partner
from tests.integrations.conformance.pretending import PASSWORD, Pos


@pytest.fixture
def held_against():
    """Return a function that gives the results of a dialect's cases, all of them."""

    def run(dialect, base_url, *, writing=True, **given):
        facts = Facts({name.replace("_", " "): value for name, value in given.items()})
        cases = DIALECTS[dialect].cases
        return list(runner.run(cases, host=Host(base_url), facts=facts, writing=writing))

    return run


@pytest.fixture
def token():
    """A token of the native API with every right."""
    user = get_user_model().objects.create_user("a client")
    partner = Partner.objects.create(name="a client", dialect="akinon", user=user)
    rights = ("read", "command", "pull", "hooks")
    at = timezone.now()
    return auth.issue(partner, rights=rights, channels=None, locations=None, days=7, at=at)[1]


@pytest.fixture
def pos(httpserver):
    pos = Pos()
    httpserver.expect_request(re.compile(".*")).respond_with_handler(pos)
    return pos


@pytest.fixture
def contract(httpserver, capsys):
    """Run the command against the host; return its exit status and the lines that it printed."""

    def run(dialect="pos", **options):
        given = {"base_url": httpserver.url_for(""), "username": "pos", "password": PASSWORD}
        status = 0
        try:
            call_command("contract", dialect, **(given | {"write": True} | options))
        except CommandError as error:
            status = error.returncode
        return status, capsys.readouterr().out.splitlines()

    return run


def worse(results):
    """Return what a person would have to look at: everything that is not ok."""
    return {
        result.case.name: result.reason or result.differences
        for result in results
        if result.verdict != "ok"
    }
