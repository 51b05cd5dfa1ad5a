"""What the pages of orders show of the messages about them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db.models import Prefetch, Q
from django.db.models.functions import Left
from django.urls import reverse

from orders.admin.words import who
from orders.models import Order, OrderEvent
from orders.panels import Cause, Entry
from orders.scope import of
from webhooks.models import Attempt, WebhookEvent

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
WAITS = {
    State.PENDING: "{} fails, and is tried again",
    State.REFUSED: "{} was refused",
    State.DEAD: "{} was given up",
    State.HELD: "{} is held, because its webhook is switched off",
}
TOLD = 10  # lines about the attempts at one message, the latest
LINE = 120  # characters of an answer


def pushes(order: Order, user) -> list[Entry]:
    """Tell of each message about what `user` may know of the order, and offer to send it again."""
    known = OrderEvent.objects.filter(order=order).visible_to(of(user))
    messages = WebhookEvent.objects.filter(order=order, order_event__in=known)
    may_decide = user.has_perm(MAY_DECIDE)
    tries = Attempt.objects.annotate(said=Left("answer", LINE)).defer("answer").order_by("pk")
    ledger = Prefetch("ledger", tries, to_attr="tries")
    rows = messages.select_related("webhook").prefetch_related(ledger).order_by("-pk")[:LONGEST]
    return [_entry(message, may_decide) for message in rows]


def untaken(orders: Sequence[Order], user) -> list[Cause]:
    """Tell of each order the newest message that somebody has not taken."""
    known = OrderEvent.objects.filter(order__in=orders).visible_to(of(user))
    stopped = Q(state__in=[State.REFUSED, State.DEAD, State.HELD])
    failing = Q(state=State.PENDING, attempts__gt=0) & ~Q(last_error="")
    messages = WebhookEvent.objects.filter(
        stopped | failing, order__in=orders, order_event__in=known
    )
    rows = messages.select_related("webhook").defer("body", "response_content").order_by("pk")
    return [_cause(message) for message in {row.order_id: row for row in rows}.values()]


def _cause(message):
    name = f"{message.event_type} to {message.webhook.target}"
    said = message.last_error or "; ".join(map(complaint, message.errors[:2]))
    sentence = ": ".join(filter(None, [WAITS[State(message.state)].format(name), said]))
    url = reverse("admin:webhooks_webhookevent_change", args=[message.pk])
    return Cause(message.order_id, sentence, "Look at the message", url)


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
    yield from _tried(message.tries)
    if message.lease_token:
        yield f"{message.attempts}. attempt: under way"
    yield from map(complaint, message.errors)


def _tried(ledger):
    """Tell the latest attempts, each with answer and duration, and what people decided."""
    lines, n = [], 0
    for entry in ledger:
        if entry.by:
            lines.append(f"{who(entry.by)} decided: {entry.reason}")
            n = 0
        else:
            n += 1
            lines.append(f"{n}. attempt: {_answer(entry)}")
    return lines[-TOLD:]


def _answer(attempt):
    answer = attempt.error or f"HTTP {attempt.status}"
    took = f" after {attempt.took.total_seconds():.2f} s" if attempt.took is not None else ""
    return f"{answer}{took}" + (f": {attempt.said}" if attempt.said else "")


def complaint(error):
    """Say in one line what a receiver found wrong."""
    if not isinstance(error, dict):
        return str(error)
    words = [error.get(name) for name in ("code", "fieldName", "message", "description")]
    return " · ".join(str(word) for word in words if word not in (None, ""))


def _actions(message):
    return (("Send again", reverse("admin:webhooks_webhookevent_replay", args=[message.pk])),)
