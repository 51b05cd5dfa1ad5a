"""What the page of an order shows of the messages about it."""

from urllib.parse import urlsplit

from django.urls import reverse

from orders.models import Order, OrderEvent
from orders.panels import Entry
from orders.scope import of
from webhooks.models import WebhookEvent

State = WebhookEvent.State
MAY_DECIDE = "webhooks.replay_webhookevent"
LONGEST = 200
TONES = {
    State.PENDING: "waiting",
    State.DELIVERED: "good",
    State.REFUSED: "bad",
    State.DEAD: "bad",
    State.HELD: "bad",
    State.SKIPPED: "info",
}


def pushes(order: Order, user) -> list[Entry]:
    """Tell of each message about what `user` may know of the order, and offer to send it again."""
    known = OrderEvent.objects.filter(order=order).visible_to(of(user))
    messages = WebhookEvent.objects.filter(order=order, order_event__in=known)
    may_decide = user.has_perm(MAY_DECIDE)
    rows = messages.select_related("webhook").order_by("-pk")[:LONGEST]
    return [_entry(message, may_decide) for message in rows]


def _entry(message, may_decide):
    return Entry(
        at=message.modified_date,
        kind="push",
        title=f"{message.event_type} to {message.webhook.target}: {message.get_state_display()}",
        detail="\n".join(filter(None, _lines(message))),
        tone=TONES[State(message.state)],
        actions=_actions(message) if may_decide else (),
    )


def _lines(message):
    yield urlsplit(message.url).netloc + urlsplit(message.url).path
    if message.attempts:
        yield f"{message.attempts}. attempt: {_answer(message)}"
    yield from map(complaint, message.errors)


def _answer(message):
    if message.response_time is None:
        return "under way"
    answer = message.last_error or f"HTTP {message.response_http_status}"
    return f"{answer} after {message.response_time.total_seconds():.2f} s"


def complaint(error):
    """Say in one line what a receiver found wrong."""
    if not isinstance(error, dict):
        return str(error)
    words = [error.get(name) for name in ("code", "fieldName", "message", "description")]
    return " · ".join(str(word) for word in words if word not in (None, ""))


def _actions(message):
    return (("Send again", reverse("admin:webhooks_webhookevent_replay", args=[message.pk])),)
