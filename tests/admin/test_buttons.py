"""The buttons: exactly the legal commands, and each does what it says."""

import pytest

from orders import workflow
from orders.models import Order, OrderEvent, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import commands_on, page_of, press, said
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db


WALKED = [
    PackageStatus.WAITING, PackageStatus.PREPARING, PackageStatus.READY, PackageStatus.PACKED,
    PackageStatus.SHIPPED, PackageStatus.DELIVERED, PackageStatus.RETURNED,
    PackageStatus.CANCELLED,
]  # fmt: skip


def filled(command):
    """What a person types into the form of a command."""
    typed = {
        "string": "AWB-0077",
        "text": "The customer called",
        "datetime": "2026-11-21T10:30",
        "boolean": "",
        "serials": "",
    }
    return {
        parameter.name: str(factories.cargo_company().wire_pk)
        if parameter.type == "cargo_company"
        else typed[parameter.type]
        for parameter in command.parameters
    }


def asked_to_cancel(package):
    for model, pk in ((Package, package.pk), (Order, package.order_id)):
        model.objects.filter(pk=pk).update(cancellation_requested_at=factories.NOON)
    package.refresh_from_db()
    return package


@pytest.mark.parametrize("state", WALKED)
def test_a_package_shows_a_button_for_each_legal_command_and_no_other(boss, state):
    package = factories.package(state=state)
    legal = [command.slug for command in workflow.legal("package", state)]

    assert commands_on(boss, package) == legal
    own = [c.slug for c in workflow.legal("order", package.order.state, package.order.facts())]
    assert commands_on(boss, package.order) == own + legal


def test_a_package_that_the_customer_cancelled_offers_the_two_ways_out(boss):
    package = asked_to_cancel(factories.package(state=PackageStatus.PACKED))

    assert commands_on(boss, package) == ["unpack-and-cancel", "ship-anyway"]
    assert b"The customer asked to cancel" in boss.get(page_of(package.order)).content


@pytest.mark.parametrize("page", ["order", "package"])
@pytest.mark.parametrize(
    "command", [c for c in workflow.COMMANDS if c.object == "package"], ids=lambda c: c.slug
)
def test_a_click_on_every_command_runs_it(boss, command, page):
    package = factories.package(state=PackageStatus(command.sources[0]))
    if workflow.CHANGED_SINCE_PACKED in command.needs:
        Package.objects.filter(pk=package.pk).update(differs=["payment"])
    elif command.needs:
        asked_to_cancel(package)

    shown = package.order if page == "order" else package
    response = press(boss, shown, package, command.slug, **filled(command))

    package.refresh_from_db()
    assert response.status_code == 302
    assert response.url == page_of(shown)
    assert package.state == (command.destination or command.sources[0])
    assert f"{command.title} – done." in said(response)[0]
    last = OrderEvent.objects.filter(package=package).order_by("-pk")[0]
    assert last.by == "staff:boss"


def test_an_order_whose_package_was_sent_back_is_planned_at_the_place_that_a_person_names(boss):
    package = factories.package(state=PackageStatus.CANCELLED)
    other = factories.location()

    assert commands_on(boss, package.order) == [
        *("plan", "hold", "prioritise", "cancel", "set-tax-rate", "set-place-of-supply")
    ]
    press(boss, package.order, package.order, "plan", location=str(other.pk))

    assert Package.objects.get(order=package.order, sequence=2).stock_location == other


def test_what_was_typed_arrives(boss):
    carrier = factories.cargo_company()
    package = factories.package(state=PackageStatus.PACKED)

    typed = {"carrier": str(carrier.wire_pk), "tracking_number": " AWB-0009 ", "shipping_label": ""}
    press(boss, package, package, "ship", **typed)

    package.refresh_from_db()
    assert (package.carrier, package.tracking_number) == (carrier, "AWB-0009")
    assert b"AWB-0009" in boss.get(page_of(package)).content


def test_the_carrier_of_the_order_is_chosen_beforehand(boss):
    factories.cargo_company(name="Another one")
    carrier = factories.cargo_company(name="The ordered one")
    order = factories.order(cargo_company=carrier.omnitron_id)
    package = factories.package(state=PackageStatus.PACKED, order=order)

    html = boss.get(page_of(package)).content.decode()

    assert f'<option value="{carrier.wire_pk}" selected>The ordered one</option>' in html


def test_an_invoice_date_is_read_in_the_zone_that_the_page_prints(settings):
    settings.STAFF_TIME_ZONE = "Asia/Kolkata"
    package = factories.package(state=PackageStatus.READY)
    clerk = person("clerk", every_channel=True, every_location=True)

    press(clerk, package, package, "pack", invoice_number="A-1", invoice_date="2026-11-21T10:30")

    package.refresh_from_db()
    assert package.invoice.invoiced_at.isoformat() == "2026-11-21T05:00:00+00:00"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"carrier": "", "tracking_number": "AWB-0001"}, "This field is required."),
        ({"carrier": "999", "tracking_number": "AWB-0001"}, "Select a valid choice."),
        ({"carrier": "known", "tracking_number": "   "}, "This field is required."),
        ({"carrier": "known", "tracking_number": "x" * 300}, "At most 256 characters."),
        ({"carrier": "known", "tracking_number": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_a_sentence_and_nothing_happened(
    boss, typed, sentence
):
    carrier = factories.cargo_company()
    package = factories.package(state=PackageStatus.PACKED)
    events = OrderEvent.objects.count()
    typed["carrier"] = typed["carrier"].replace("known", str(carrier.wire_pk))

    response = press(boss, package, package, "ship", **typed)

    package.refresh_from_db()
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert '<details class="" data-command="ship" open>' in response.content.decode()
    assert package.state == PackageStatus.PACKED
    assert OrderEvent.objects.count() == events


def test_an_invoice_number_that_was_used_before_is_a_sentence(boss):
    shop = factories.channel()
    for answer in (302, 200):
        order = factories.order(channel=shop)
        package = factories.package(state=PackageStatus.READY, order=order)
        response = press(boss, package, package, "pack", invoice_number="A-1", invoice_date="")
        assert response.status_code == answer
    package.refresh_from_db()
    assert package.state == PackageStatus.READY


def test_an_illegal_command_is_answered_with_a_sentence_and_nothing_happened(boss):
    package = factories.package(state=PackageStatus.SHIPPED)
    events = OrderEvent.objects.count()

    response = press(boss, package, package, "start")

    package.refresh_from_db()
    assert said(response) == ["Start preparing: not possible while Shipped."]
    assert package.state == PackageStatus.SHIPPED
    assert OrderEvent.objects.count() == events
