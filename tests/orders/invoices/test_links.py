"""The link of a customer to one invoice: signed, for a time, and for nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from orders import invoices
from orders.invoices import links
from tests.orders.invoices.conftest import billed

BASE = "https://orders.example.com"


@pytest.fixture(autouse=True)
def _reachable(settings):
    settings.PUBLIC_BASE_URL = f"{BASE}/"


def test_the_link_gives_the_pdf_without_a_login_and_keeps_it_out_of_caches(client, store):
    invoice = billed(store)
    address = links.address(invoice)
    assert address.startswith(f"{BASE}/documents/invoices/")

    answer = client.get(address.removeprefix(BASE))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == invoices.pdf(invoice.pk)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


@pytest.mark.parametrize("bend", ["", "x", "1", ":::", "a" * 4000])
def test_any_other_token_is_not_there_in_plain_words(client, store, bend):
    token = links.address(billed(store)).rpartition("/")[2]

    answer = client.get(f"/documents/invoices/{token}{bend}" if bend else "/documents/invoices/1")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert (
        answer.content.decode()
        == "This link is not, or no longer, good. Ask the shop for a new one."
    )


def test_a_token_signed_for_something_else_opens_nothing(client, store):
    token = signing.dumps(billed(store).pk, salt="something else")

    assert client.get(f"/documents/invoices/{token}").status_code == 404


def test_it_is_good_until_its_last_day_and_not_after(client, store, settings):
    settings.INVOICE_LINK_DAYS = 2
    path = links.address(billed(store)).removeprefix(BASE)
    now = timezone.now()

    with time_machine.travel(now + timedelta(days=2, seconds=-60), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=2, seconds=60), tick=False):
        assert client.get(path).status_code == 404


def test_a_cancelled_invoice_is_no_longer_shown(client, store):
    invoice = billed(store)
    path = links.address(invoice).removeprefix(BASE)
    invoice.cancelled_at = timezone.now()
    invoice.save()

    assert client.get(path).status_code == 404


def test_who_tries_too_often_is_told_to_wait(client, store):
    path = links.address(billed(store)).removeprefix(BASE)
    found = [client.get(path).status_code for _ in range(31)]

    assert found == [200] * 30 + [429]
    assert int(client.get(path)["Retry-After"]) > 0


def test_without_an_address_of_the_house_there_is_no_link(store, settings):
    settings.PUBLIC_BASE_URL = ""

    assert links.address(billed(store)) == ""


def test_nothing_is_changed_through_it(client, store):
    path = links.address(billed(store)).removeprefix(BASE)

    assert client.post(path).status_code == 405
