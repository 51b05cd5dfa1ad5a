"""The write-back: what became of each unit of a package is told to the hub, unit by unit."""

import time
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model

from integrations.omnitron import write_back
from integrations.omnitron.client import JSON, Client
from integrations.omnitron.invoice_fields import invoice_fields
from oms import http
from orders.facts.carrier import courier
from orders.models import Channel, OrderEvent, OrderItem
from orders.workflow import OrderStatus
from webhooks.models import Webhook, WebhookEvent
from webhooks.payloads import exact
from webhooks.targets import RETRY, Message, Needless, Outcome, Target, is_correction

OWNER = "oms"
PATIENCE = 75  # seconds of one attempt, all its requests together; a lease is longer
TOO_LATE = "order.cancellation_too_late"
TRACKED = "package.tracked"
CANCELLED_HERE = {"order.cancelled", "order.items_cancelled"}
MOVES = {
    "package.started",
    "package.readied",
    "package.packed",
    "package.shipped",
    "package.delivered",
    "package.cancelled",
}
WRITTEN = (OrderStatus.PREPARING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


class Omnitron(Target):
    """
    Changes one item per message: `PATCH {server}/order_items/{pk}/`.

    Preparing, shipped and delivered are written as they come about; cancelled where the hub does
    not know it yet, once, and with the order's own event where we cancelled; approved where a
    package that we had told of is no more. A unit that was cancelled there too late gets its
    present status again. A return is not written: there it is a refund, which is the hub's own to
    make. Units that the hub does not know are passed over. A busy or silent hub is asked again
    with the same bytes, a refusal waits for a person.
    """

    def wants(self, event, webhook):
        ours = event.order.channel_id == webhook.channel_id
        return ours and (event.kind in {*MOVES, *CANCELLED_HERE, TOO_LATE} or is_correction(event))

    def render(self, event: OrderEvent, webhook: Webhook) -> Iterator[Message]:
        subject = event.package or event.order
        server = event.order.channel.server.rstrip("/")
        items = event.order.orderitem_set.order_by("line", "pk")
        touched = _touched(event, items)
        for n, item in enumerate(items):
            if item.omnitron_id is None or item not in touched:
                continue
            if (status := _word(event, item)) is not None:
                yield Message(
                    event_type=event.kind,
                    subject=subject,
                    url=f"{server}/order_items/{item.omnitron_id}/",
                    body=exact({"status": str(status), **_shipment(event, item)}),
                    method="PATCH",
                    n=n,
                )

    def headers(self, message, *, now):
        return JSON

    def send(self, message: WebhookEvent, *, now: datetime) -> http.Answer:
        """
        Look what the hub holds of the unit, and write only over what we know or wrote ourselves.

        What we did not know is taken in as a pulled copy. Whatever our word is not right over any
        more, as over a cancellation that nobody has answered, is left alone: the message is done.
        """
        client = Client(message.webhook.channel, deadline=time.monotonic() + PATIENCE)
        with client.connected():
            unit = write_back.unit_of(message)
            write_back.require_free(client, message, unit, now=now)
            try:
                answer = client.patch(message.url, bytes(message.body))
            except http.Refused as error:
                if error.status != 401:
                    write_back.refused(unit)
                raise
        self.accepted(answer)
        write_back.taken(message, unit)
        return answer

    def accepted(self, answer):
        if answer.body and not isinstance(http.read_json(answer), dict):
            raise http.Garbled("The answer is no object.", status=answer.status)
        return super().accepted(answer)

    def failed(self, error):
        if isinstance(error, Needless):
            return Outcome("skipped", [{"message": str(error)}])
        if isinstance(error, http.Refused) and 400 <= error.status < 500 and error.status != 401:
            return Outcome("refused", [{"message": f"Omnitron refuses it (HTTP {error.status})."}])
        return RETRY

    def secrets(self, webhook):
        channel = webhook.channel
        return [*super().secrets(webhook), channel.password, channel.auth_token]


def connect(channel: Channel) -> Webhook:
    """
    Return the row by which the channel's hub is told of its orders; it is made when missing.

    Channels of one hub share its server, so each row's address also names the channel.
    """
    owner, made = get_user_model().objects.get_or_create(username=OWNER)
    if made:
        owner.set_unusable_password()
        owner.save(update_fields=["password"])
    address = f"{channel.server.rstrip('/')}/channel/{channel.omnitron_id}"
    webhook, made = Webhook.objects.get_or_create(
        target="omnitron",
        channel=channel,
        event_type=Webhook.EVERYTHING,
        defaults={"owner": owner, "target_url": address},
    )
    if webhook.target_url != address:
        webhook.target_url = address
        webhook.save(update_fields=["target_url", "modified_date"])
    return webhook


def _touched(event, items):
    """Return the units that the event is about, and the bundles that follow them."""
    if event.package is None:
        return set(items)
    inside = set(OrderItem.objects.filter(package_items__package=event.package_id))
    parents = {item.parent_omnitron_id for item in inside} - {None}
    return inside | {item for item in items if item.is_parent and item.omnitron_id in parents}


def _word(event, item):
    """Return the status that the hub is to hold of a unit after the event; None to leave it."""
    before, after = (event.data[when].get("items", {}).get(str(item.pk)) for when in _MOMENTS)
    if event.kind == TRACKED:
        return after if after in WRITTEN else None
    if event.kind == TOO_LATE:
        late = item.remote_status == OrderStatus.CANCELLED
        return after if late and after in WRITTEN else None
    if after == before or after == item.foreign_status:
        return None
    if after == OrderStatus.CANCELLED:
        told = bool(item.cancel_reason) == (event.kind in CANCELLED_HERE)
        return after if told and not _knows_the_end(item) else None
    if event.kind in CANCELLED_HERE:
        return None
    if after in WRITTEN:
        return after
    ours_again = after in (OrderStatus.APPROVED, OrderStatus.INACTIVE)
    return OrderStatus.APPROVED.value if before in WRITTEN and ours_again else None


def _knows_the_end(item):
    """Tell whether the hub holds a unit as cancelled, and we have not written over it since."""
    ended = item.remote_status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
    return ended and item.written_status in (None, item.remote_status)


_MOMENTS = ("before", "after")


def _shipment(event, item):
    if event.kind not in {"package.shipped", TRACKED, TOO_LATE}:
        return {}
    package = event.package or _holder(item)
    if package is None or package.carrier is None:
        return {}
    return {
        "tracking_number": package.tracking_number,
        "shipping_company": courier(package),
        **invoice_fields(package),
    }


def _holder(item):
    place = item.package_items.filter(live=True).select_related("package__carrier").first()
    return place.package if place else None
