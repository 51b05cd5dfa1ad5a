"""Commands come through one door, and what is wrong with one is said without anything happening."""

import pytest

from orders.models import OrderEvent, Package
from orders.workflow import BY_ID, COMMANDS, PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db
NOW = "2026-11-21T12:00:00Z"


@pytest.fixture
def door(api):
    """Give a command to an object, and return the answer."""
    client = api(rights=["read", "command"])

    def give(kind, key, body):
        path = f"/api/v1/oms/{kind}s/{key}/command/"
        return client.post(path, body, content_type="application/json")

    return give


def offered(client, package):
    return client.get(f"/api/v1/oms/packages/{package.pk}/").json()["commands"]


def test_a_package_walks_to_its_customer_and_back_by_what_it_is_offered(door, client):
    package = factories.package()
    carrier = factories.cargo_company(omnitron_id=34)
    values = {"carrier": 34, "tracking_number": "1Z9999", "reason": "Too small"}

    for slug in ("start", "ready", "pack", "ship", "deliver", "take-back"):
        (command,) = [one for one in offered(client, package) if one["slug"] == slug]
        asked = [p["name"] for p in command["parameters"] if p["required"]]
        body = {"transition": command["transition"], "slug": slug, "package": package.pk}
        answer = door("package", package.pk, body | {name: values[name] for name in asked})
        assert (answer.status_code, answer.content) == (204, b""), answer.content
        shown = client.get(f"/api/v1/oms/packages/{package.pk}/").json()
        assert shown["state"] == command["destination_state"]

    assert offered(client, package) == []
    assert shown["shipment"]["cargo_company"]["pk"] == 34
    assert shown["shipment"]["awb_number"] == "1Z9999"
    assert shown["shipment"]["status"] == "returned"
    package.refresh_from_db()
    assert shown["invoice_number"] == package.invoice.number
    events = OrderEvent.objects.filter(package=package, kind="package.shipped")
    assert events.get().by.startswith("token:partner ")
    assert package.carrier == carrier


def test_the_number_of_a_transition_is_enough(door):
    package = factories.package()

    assert door("package", package.pk, {"transition": 1}).status_code == 204
    package.refresh_from_db()
    assert package.state == PackageStatus.PREPARING


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "non_field_errors", "Name the command: a slug, a transition, or both."),
        ({"slug": "fly"}, "slug", "One of start, ready, pack, ship, deliver, cancel,"),
        ({"slug": "plan"}, "slug", "One of start,"),
        ({"slug": 1}, "slug", "One of start,"),
        ({"slug": {"a": 1}}, "slug", "One of start,"),
        ({"transition": 99}, "transition", "One of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12."),
        ({"transition": True}, "transition", "One of 1,"),
        ({"transition": "1"}, "transition", "One of 1,"),
        ({"transition": [1]}, "transition", "One of 1,"),
        ({"slug": "start", "transition": 2}, "non_field_errors", "slug and transition name"),
        ({"slug": "start", "package": 0}, "package", "This is not the one"),
        ({"slug": "start", "package": "x"}, "package", "This is not the one"),
        ({"slug": "start", "hurry": 1}, "hurry", "Unknown. Allowed: slug, transition, package."),
        ({"slug": "start", "self": 1}, "self", "Unknown. Allowed:"),
        ({"slug": "start", "code": 1}, "non_field_errors", "Unknown. Allowed:"),
        ({"slug": "start", "__proto__": {}}, "__proto__", "Unknown. Allowed:"),
        ({"slug": "cancel", "reason": 5}, "reason", "A text is needed."),
        ({"slug": "cancel", "reason": "x" * 513}, "reason", "At most 512 characters."),
        ({"slug": "pack", "invoice_date": NOW[:-1]}, "invoice_date", "A date and time with its"),
        ({"slug": "deliver"}, "non_field_errors", "Mark as delivered: not possible while Waiting."),
        ({"slug": "ship", "carrier": 34, "tracking_number": "1"}, "carrier", "There is no such"),
        ({"slug": "ship"}, "carrier", "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(door, body, field, words):
    package = factories.package()
    before, events = Package.objects.values().get(), OrderEvent.objects.count()

    answer = door("package", package.pk, body)

    told = answer.json()
    assert answer.status_code == 400, told
    assert told[field][0].startswith(words), told
    assert told["code"] in {"invalid", "illegal_move"}
    assert Package.objects.values().get() == before
    assert OrderEvent.objects.count() == events


def test_an_order_is_planned_again_where_the_caller_says(door, client):
    package = factories.package(state=PackageStatus.CANCELLED)
    order, elsewhere = package.order, factories.location(erp_code="S77")

    shown = client.get(f"/api/v1/oms/orders/{order.pk}/").json()
    whole = ["hold", "prioritise", "cancel", "set-tax-rate", "set-place-of-supply"]
    assert [command["slug"] for command in shown["commands"]] == ["plan", *whole]
    answer = door("order", order.pk, {"slug": "plan", "order": order.pk, "location": "S77"})

    assert answer.status_code == 204, answer.content
    second = order.packages.get(sequence=2)
    assert (second.stock_location, second.state) == (elsewhere, PackageStatus.WAITING)
    shown = client.get(f"/api/v1/oms/orders/{order.pk}/").json()
    assert [command["slug"] for command in shown["commands"]] == whole


def test_a_store_cannot_plan_into_a_store_that_it_does_not_see(api):
    package, foreign = factories.package(state=PackageStatus.CANCELLED), factories.location()
    store = api(rights=["command"], locations=[package.stock_location_id])
    path = f"/api/v1/oms/orders/{package.order_id}/command/"

    told = [
        store.post(path, {"slug": "plan", "location": place}, content_type="application/json")
        for place in (foreign.pk, foreign.erp_code, 999_999)
    ]

    assert [answer.status_code for answer in told] == [400, 400, 400]
    assert len({answer.content for answer in told}) == 1
    assert package.order.packages.count() == 1


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("state", PackageStatus)
def test_what_is_offered_is_the_table_in_the_readers_language(api, state, language):
    package = factories.package(state=state)
    client = api(rights=["read"])
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for command in offered(client, package):
        row = BY_ID[command["transition"]]
        turkish = language == "tr"
        assert command["slug"] == row.slug
        assert command["name"] == (row.title_tr if turkish else row.title)
        assert command["code"] == row.slug.upper().replace("-", "_")
        stays = row.destination is None
        enum_value = str(int(state if stays else row.destination))
        assert command["destination_state"]["enum_value"] == enum_value
        assert [
            (p["name"], p["type"], p["required"], p["title"]) for p in command["parameters"]
        ] == [
            (p.name, p.type, p.required, p.title_tr if turkish else p.title) for p in row.parameters
        ]
    expected = [
        row.id
        for row in COMMANDS
        if row.object == "package" and state in row.sources and not row.needs
    ]
    assert [command["transition"] for command in offered(client, package)] == expected
