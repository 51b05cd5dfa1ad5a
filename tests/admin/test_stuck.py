"""Stuck and late: who waits for too long, and why."""

import pytest
from django.utils import timezone

from integrations.omnitron import quarantine
from orders.models import Dwell, Order, Package
from orders.relay import relay_pending
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.admin.arranged import page_of, told_webhook
from tests.admin.waiting import aged, sentences, shown, unplanned, waiting_package, waits
from webhooks.models import WebhookEvent

pytestmark = pytest.mark.django_db


def test_a_package_is_late_after_the_usual_hours_of_its_state_and_not_before(boss):
    late, _early = waiting_package(24.1), waiting_package(23.9)
    assert shown(boss) == [late]
    assert sentences(boss) == ["It waits in “Waiting”."]


def test_the_clock_of_a_state_begins_with_the_move_into_it(boss):
    package = waiting_package(100)
    boss.post(
        f"/admin/orders/package/{package.pk}/package/{package.pk}/start/",
        {"version": package.modified_date.isoformat()},
    )

    package.refresh_from_db()
    assert package.state == PackageStatus.PREPARING
    assert shown(boss) == []


def test_a_channel_with_a_row_of_its_own_has_its_own_patience(boss):
    slow, quick = waiting_package(30), waiting_package(3)
    Dwell.objects.create(channel=slow.order.channel, kind="package", state=100, hours=48)
    Dwell.objects.create(channel=quick.order.channel, kind="package", state=100, hours=2)
    other = waiting_package(25)

    assert shown(boss) == [other, quick]


def test_a_row_for_every_channel_holds_where_none_is_nearer_and_no_hours_mean_never(boss):
    patient, usual = waiting_package(300), waiting_package(7)
    Dwell.objects.create(channel=patient.order.channel, kind="package", state=100, hours=None)
    Dwell.objects.create(kind="package", state=100, hours=6)

    assert shown(boss) == [usual]


def test_an_order_is_judged_until_it_lies_in_packages(boss):
    planned = aged(factories.order(), 100)
    aged(Package.objects.get(order=planned), 1)
    alone = aged(unplanned(), 5)
    unpaid = aged(factories.order(status=OrderStatus.PAYMENT_WAITING), 73)
    aged(factories.order(status=OrderStatus.PAYMENT_WAITING), 71)

    assert shown(boss) == [unpaid, alone]
    assert sentences(boss)[1] == (
        "Some units lie in no package."
        " The order names no store, and its channel has no default location."
    )
    assert [wait.doors for wait in waits(boss)] == [[], ["Plan into a package"]]


def test_the_refused_push_and_the_quarantine_of_an_order_are_named_with_a_door(boss):
    told_webhook()
    package = waiting_package(30)
    relay_pending()
    WebhookEvent.objects.update(state="refused", errors=[{"code": "POS-104"}])
    quarantine.keep(
        package.order.channel,
        f'{{"number": "{package.order.number}"}}',
        "Unknown carrier.",
        at=factories.NOON,
    )
    message = WebhookEvent.objects.get()

    (wait,) = waits(boss)

    assert [cause.sentence for cause in wait.causes] == [
        "A copy from Omnitron waits in quarantine: Unknown carrier.",
        "order.created to standard was refused: POS-104",
    ]
    assert wait.causes[1].url == page_of(message)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("dead", ["order.created to standard was given up: Unwell: 500"]),
        (
            "held",
            ["order.created to standard is held, because its webhook is switched off: Unwell: 500"],
        ),
        ("pending", ["order.created to standard fails, and is tried again: Unwell: 500"]),
        ("delivered", ["It waits in “Waiting”."]),
        ("skipped", ["It waits in “Waiting”."]),
    ],
)
def test_only_a_message_that_was_not_taken_is_a_cause(boss, state, said):
    told_webhook()
    waiting_package(30)
    relay_pending()
    WebhookEvent.objects.update(state=state, attempts=1, last_error="Unwell: 500")
    assert sentences(boss) == said


def test_a_held_order_and_an_asked_cancellation_say_so(boss):
    held, asked = aged(unplanned(), 9), waiting_package(30, state=PackageStatus.PACKED)
    moment = timezone.now()
    Order.objects.filter(pk=held.pk).update(held_at=moment)
    Package.objects.filter(pk=asked.pk).update(cancellation_requested_at=moment)

    cancel, plan = waits(boss)

    assert cancel.causes[0].sentence == "The customer asked to cancel; somebody must decide."
    assert cancel.doors == ["Unpack and cancel", "Ship anyway"]
    assert plan.causes[0].sentence.startswith("Held since ")
    assert plan.doors == []
