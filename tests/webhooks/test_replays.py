"""Many messages sent again with one decision, accepted at once and worked off in batches."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery, replays, tasks
from webhooks.models import Attempt, Replay, Webhook, WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(webhook):
    """Return a maker of delivered messages to one address."""

    def make(count, *, created=factories.NOON, **columns):
        hook = webhook("order.created", owner=f"owner {Webhook.objects.count()}")
        rows = [
            WebhookEvent(
                webhook=hook,
                event_type="order.created",
                object_id=str(n),
                url=hook.target_url,
                body=b'{"n":%d}' % n,
                lane=f"{hook.pk}:{n}",
                created_date=created + timedelta(seconds=n),
                modified_date=created,
                **{"state": State.DELIVERED, "delivered_at": created, "attempts": 3} | columns,
            )
            for n in range(count)
        ]
        return hook, WebhookEvent.objects.bulk_create(rows)

    return make


def _accept(**filter):
    return replays.replay_many(filter, by="staff:ada", reason="lost there", at=timezone.now())


@pytest.mark.parametrize("many", [1_200, pytest.param(10_000, marks=pytest.mark.faults)])
def test_many_are_accepted_in_three_statements_and_worked_off_with_progress(
    many, delivered, django_assert_max_num_queries
):
    hook, _ = delivered(many)
    delivered(1)

    with django_assert_max_num_queries(3):
        replay = _accept(webhook=hook.pk)
    assert (replay.total, replay.done, replay.state) == (many, 0, Replay.State.WAITING)
    assert not WebhookEvent.objects.filter(state=State.PENDING).exists()

    now = timezone.now()
    assert replays.work_batch(replay.pk, at=now) == replays.BATCH
    replay.refresh_from_db()
    assert (replay.done, replay.sent, replay.state) == (500, 500, Replay.State.WAITING)

    assert replays.work_off(at=now) == many - replays.BATCH
    replay.refresh_from_db()
    assert (replay.done, replay.sent, replay.state) == (many, many, Replay.State.DONE)
    again = WebhookEvent.objects.filter(webhook=hook, next_attempt_at=now, attempts=0)
    assert again.filter(state=State.PENDING).count() == many
    assert Attempt.objects.filter(by="staff:ada", reason="lost there").count() == many
    assert replays.work_off(at=now) == 0


def test_a_replay_keeps_uuids_and_bytes(webhook, told, answers, seen):
    webhook()
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()
    answers(200)
    delivery.deliver(message.pk, now=message.next_attempt_at)

    _accept(event_type="package.status.shipped")
    tasks.replay()
    message.refresh_from_db()
    delivery.deliver(message.pk, now=message.next_attempt_at)

    first, second = seen()
    assert (first.data, first.headers["webhook-id"]) == (second.data, second.headers["webhook-id"])


def test_what_came_after_it_was_accepted_is_left_alone(delivered):
    delivered(2)
    replay = _accept(state="delivered")
    delivered(3)

    assert replays.work_off(at=timezone.now()) == 2
    replay.refresh_from_db()
    assert (replay.total, replay.done) == (2, 2)


def test_a_range_of_time_is_from_a_moment_to_before_another(delivered):
    _hook, rows = delivered(10)
    start = factories.NOON + timedelta(seconds=3)

    replay = _accept(created_from=start, created_before=start + timedelta(seconds=4))

    assert (replay.total, replays.work_off(at=timezone.now())) == (4, 4)
    on = WebhookEvent.objects.filter(state=State.PENDING).order_by("pk")
    assert [bytes(row.body) for row in on] == [bytes(row.body) for row in rows[3:7]]


def test_what_is_being_sent_and_what_is_meant_for_a_webhook_that_is_off_is_left_out(delivered):
    now = timezone.now()
    lease = {"lease_token": "0" * 32, "next_attempt_at": now + timedelta(minutes=1)}
    delivered(2, state=State.PENDING, **lease)
    off, _ = delivered(3)
    Webhook.objects.filter(pk=off.pk).update(is_active=False)
    delivered(4)

    replay = _accept()

    assert replays.work_off(at=now) == 4
    replay.refresh_from_db()
    assert (replay.total, replay.done, replay.sent, replay.state) == (9, 9, 4, Replay.State.DONE)
    assert WebhookEvent.objects.filter(**lease, attempts=3).count() == 2
    assert WebhookEvent.objects.filter(webhook=off, state=State.DELIVERED).count() == 3


def test_a_replay_that_breaks_in_a_batch_goes_on_where_it_was(delivered, monkeypatch):
    monkeypatch.setattr(replays, "BATCH", 2)
    delivered(5)
    replay = _accept()
    send_again = replays._send_again

    def broken(pks, **said):
        send_again(pks, **said)
        if len(said_of) == 1:
            raise KeyboardInterrupt
        said_of.append(pks)
        return len(pks)

    said_of = []
    monkeypatch.setattr(replays, "_send_again", broken)
    with pytest.raises(KeyboardInterrupt):
        replays.work_off(at=timezone.now())
    replay.refresh_from_db()
    assert (replay.done, Attempt.objects.count()) == (2, 2)

    monkeypatch.setattr(replays, "_send_again", send_again)
    assert replays.work_off(at=timezone.now()) == 3
    assert Attempt.objects.values("event").distinct().count() == Attempt.objects.count() == 5


def test_a_filter_that_is_none_is_refused_and_nothing_is_accepted():
    with pytest.raises(replays.Unfilterable, match="wehbook"):
        _accept(wehbook=1)

    assert not Replay.objects.exists()


def test_channels_and_locations_narrow_it_to_what_a_person_sees(webhook, told):
    webhook()
    package, other = (factories.package(state=PackageStatus.SHIPPED) for _ in range(2))
    told()

    assert _accept(channels=[package.order.channel_id]).total == 1
    assert _accept(locations=[other.stock_location_id], channels=[]).total == 0
    assert _accept(locations=[other.stock_location_id]).total == 1
