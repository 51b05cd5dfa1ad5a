"""Our own servers conform to every dialect that they speak: every case is run, none differs."""

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from integrations.conformance import runner
from integrations.conformance.asking import Host
from integrations.conformance.cases import Facts
from integrations.conformance.registry import DIALECTS
from integrations.enrolment import enrol
from integrations.omnitron import pull
from integrations.sandbox import Sandbox
from orders.relay import relay_pending
from tests import factories
from tests.integrations.conformance import arranged
from tests.integrations.conformance.conftest import worse
from webhooks.models import Webhook

ROOT = {"vijaysales": "/api/vs/v1"}
GIVEN = {
    "clientId": "client id",
    "clientSecret": "client secret",
    "companyCode": "company code",
    "partnerKey": "partner key",
    "applicationId": "application id",
    "restApiKey": "application key",
}


@pytest.fixture
def hub(transactional_db, settings):
    """A hub, and a channel that has its orders; a receiver is told of each."""
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.PULL_REQUESTS_PER_SECOND = 0
    owner = get_user_model().objects.create_user("receiver")
    address = "https://hooks.example.com/"
    Webhook.objects.create(owner=owner, event_type="order.created", target_url=address)
    with Sandbox(seed=7, every=None, allowed=True) as hub:
        login = {"username": hub.username, "password": hub.password}
        channel = factories.channel(omnitron_id=1, server=hub.omnitron_url, **login)
        pull.drain(channel.pk, now=timezone.now())
        while relay_pending():
            pass
        yield hub


@pytest.fixture
def _at_the_factories_hour():
    with time_machine.travel(factories.LATER):
        yield


def test_the_native_api_conforms_to_akinon(live_server, hub, token, held_against):
    results = held_against("akinon", live_server.url, token=token)

    assert worse(results) == {}


@pytest.mark.usefixtures("transactional_db", "_at_the_factories_hour")
def test_our_uniware_conforms(live_server, held_against):
    channel = arranged.shop()
    arranged.prepaid(channel)
    arranged.count(channel)

    results = held_against(
        "uniware",
        live_server.url,
        expendable_order=arranged.order(channel).code,
        expendable_package=arranged.packed_and_labelled(channel).number,
        **arranged.told("uniware"),
    )

    assert worse(results) == {}


@pytest.mark.usefixtures("transactional_db", "_at_the_factories_hour")
def test_our_xstak_conforms(live_server, held_against):
    channel = arranged.shop()
    arranged.prepaid(channel)
    told = arranged.told("xstak")

    results = held_against(
        "xstak",
        live_server.url,
        client_id=told["clientId"],
        client_secret=told["clientSecret"],
        company_code=told["companyCode"],
        location_id=str(channel.default_location_id),
    )

    assert worse(results) == {}


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("dialect", ["uniware", "xstak", "vijaysales"])
def test_however_often_it_is_held_against_the_logins_nobody_is_locked_out(live_server, dialect):
    channel = arranged.shop()
    _partner, told = enrol(
        "a client", dialect=dialect, channels=[channel.pk], locations=None, at=timezone.now()
    )
    given = {GIVEN.get(name, name): text for name, text in told.items()}
    logins = [case for case in DIALECTS[dialect].cases if case.name.startswith(("token", "login"))]

    for _ in range(7):
        facts, host = Facts(given), Host(f"{live_server.url}{ROOT.get(dialect, '')}")
        assert worse(runner.run(logins, host=host, facts=facts, writing=False)) == {}


def test_the_stand_in_point_of_sale_conforms(held_against):
    with Sandbox(seed=7, every=None, allowed=True) as sandbox:
        results = held_against("pos", sandbox.pos_url, username="pos", password="sandbox")

        assert worse(results) == {}
        assert len(sandbox.shipments) == 2


@pytest.mark.usefixtures("transactional_db")
def test_what_was_skipped_for_want_of_a_fact_names_the_option_that_gives_it(live_server, capsys):
    told = arranged.told("xstak")
    login = {"client_id": told["clientId"], "client_secret": told["clientSecret"]}

    call_command(
        "contract", "xstak", base_url=live_server.url, company_code=told["companyCode"], **login
    )

    *_, wanted, counts = capsys.readouterr().out.splitlines()
    assert wanted == "Give --location: a location that the host knows, for XStak."
    assert counts.endswith(", 0 differ, 38 skipped.")
