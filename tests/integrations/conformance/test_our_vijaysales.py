"""Our own Vijay Sales conforms: every case is run, and none differs."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from integrations.enrolment import enrol
from orders.models import Mode, Order, Product, ServiceArea, Stock
from tests import factories
from tests.integrations.conformance.conftest import worse

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def facts():
    """A partner whose shelf has three of a product, and what a person would tell of it."""
    now = timezone.now()
    location = factories.location(
        erp_code="MUM1", state_code="MH", seller_gstin="27AAPFU0939F1ZV", invoice_series="MH1"
    )
    channel = factories.channel(default_location=location)
    ServiceArea.objects.create(location=location, pincode="400", mode=Mode.HOME_DELIVERY)
    product = Product.objects.create(
        name="Phone", sku="245179", hsn_code="8517", gst_rate=Decimal(18),
        created_date=now, modified_date=now,
    )  # fmt: skip
    Stock.objects.create(product=product, location=location, on_hand=3, modified_date=now)
    _partner, told = enrol(
        "a client", dialect="vijaysales", channels=[channel.pk], locations=None, at=now
    )
    return {
        "username": told["username"],
        "password": told["password"],
        "application_id": told["applicationId"],
        "application_key": told["restApiKey"],
        "partner_key": told["partnerKey"],
        "pincode": "400001",
        "sku": "245179",
    }


def test_our_vijay_sales_conforms(live_server, facts, held_against):
    results = held_against("vijaysales", f"{live_server.url}/api/vs/v1", **facts)

    assert worse(results) == {}
    assert len(results) == 50
    assert Order.objects.count() == 1
    assert Stock.objects.get().reserved == 0


def test_without_writing_what_is_there_is_read_and_nothing_is_made(
    live_server, facts, held_against
):
    url = f"{live_server.url}/api/vs/v1"
    held_against("vijaysales", url, **facts)

    del facts["username"], facts["password"]
    results = held_against("vijaysales", url, writing=False, **facts)

    skipped = {r.reason for r in results if r.verdict == "skipped"}
    assert [r.case.name for r in results if r.verdict == "differs"] == []
    assert skipped == {"it changes the host; give --write", "no username is known"}
    assert Order.objects.count() == 1


def test_the_command_tells_what_conforms_and_shows_no_secret(live_server, facts):
    out = StringIO()
    url = f"{live_server.url}/api/vs/v1"

    call_command("contract", "vijaysales", base_url=url, stdout=out, **facts)

    assert "0 differ" in out.getvalue()
    secrets = ("password", "application_key", "partner_key")
    assert not any(facts[name] in out.getvalue() for name in secrets)


def test_what_is_not_at_the_address_differs(live_server, facts, held_against):
    results = held_against("vijaysales", f"{live_server.url}/api/v1/oms", **facts)

    assert "ok" not in {r.verdict for r in results if r.case.status == (200,)}


def test_a_key_alone_is_enough_but_an_application_is_needed(live_server, facts):
    with pytest.raises(CommandError, match="Vijay Sales needs"):
        call_command("contract", "vijaysales", base_url=live_server.url, username="x")
