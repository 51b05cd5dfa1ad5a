"""What the page of an order tells of its messages."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from orders.models import Membership
from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery
from webhooks.models import WebhookEvent
from webhooks.panels import pushes

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return get_user_model().objects.create_superuser("boss")


def _clerk(*, locations, may_decide):
    user = get_user_model().objects.create(username=f"clerk of {len(locations)}", is_staff=True)
    membership = Membership.objects.create(user=user, every_channel=True)
    membership.locations.set(locations)
    if may_decide:
        user.user_permissions.add(Permission.objects.get(codename="replay_webhookevent"))
    return user


def test_each_message_is_told_with_its_answer_and_a_button(webhook, told, answers, boss):
    address = webhook()
    package = factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()
    answers(500)
    delivery.deliver(message.pk, now=message.next_attempt_at)
    message.refresh_from_db()

    (entry,) = pushes(package.order, boss)

    seconds = f"{message.response_time.total_seconds():.2f}"
    place = address.target_url.removeprefix("http://")
    assert entry.at == message.modified_date
    assert entry.title == "package.status.shipped to standard: Pending"
    assert entry.detail == f"{place}\n1. attempt: HTTP 500 after {seconds} s"
    assert entry.tone == "waiting"
    ((label, url),) = entry.actions
    assert (label, url) == ("Send again", f"/admin/webhooks/webhookevent/{message.pk}/replay/")


def test_the_errors_of_a_refusal_are_told(webhook, told, boss):
    webhook()
    package = factories.package(state=PackageStatus.SHIPPED)
    told()
    error = {"code": 20003, "fieldName": "hsnCode", "message": "BAD", "description": "Unknown"}
    WebhookEvent.objects.update(state="refused", errors=[error, "odd"])

    (entry,) = pushes(package.order, boss)

    assert entry.detail.splitlines()[1:] == ["20003 · hsnCode · BAD · Unknown", "odd"]
    assert entry.tone == "bad"


def test_a_store_is_told_of_its_own_packages_and_offered_what_it_may_do(webhook, told):
    webhook()
    package = factories.package(state=PackageStatus.SHIPPED)
    told()
    here = _clerk(locations=[package.stock_location], may_decide=False)
    elsewhere = _clerk(locations=[], may_decide=True)

    (entry,) = pushes(package.order, here)

    assert entry.actions == ()
    assert pushes(package.order, elsewhere) == []


def test_each_attempt_is_told_with_status_duration_and_answer(webhook, told, answers, boss):
    webhook()
    package = factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()
    answers(500, 503, response_data="No disk left")
    for _ in range(2):
        message.refresh_from_db()
        delivery.deliver(message.pk, now=message.next_attempt_at)
    decided = message.next_attempt_at
    delivery.replay(message.pk, by="staff:ayse", reason="The disk is back", at=decided)

    (entry,) = pushes(package.order, boss)

    took = [f"{attempt.took.total_seconds():.2f}" for attempt in message.ledger.order_by("pk")[:2]]
    assert entry.detail.splitlines()[1:] == [
        f"1. attempt: HTTP 500 after {took[0]} s: No disk left",
        f"2. attempt: HTTP 503 after {took[1]} s: No disk left",
        "ayse decided: The disk is back",
    ]
