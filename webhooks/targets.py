"""The manners of telling: a target decides what it wants, writes the bytes and reads the answer."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.module_loading import import_string
from standardwebhooks.webhooks import EmptyWebhookSecretError
from standardwebhooks.webhooks import Webhook as Signer

from oms import http, strictjson
from orders.models import Order, OrderEvent, Package
from webhooks import payloads
from webhooks.event_types import WIRE_TYPES
from webhooks.models import Webhook, WebhookEvent

ROTATION = timedelta(hours=24)


@dataclass(frozen=True)
class Message:
    """One request to be made; its bytes are final. `n` is its place among those of one event."""

    event_type: str
    subject: Order | Package
    url: str
    body: bytes
    uuid: UUID = field(default_factory=uuid4)
    method: str = "POST"
    n: int = 0


@dataclass(frozen=True)
class Outcome:
    """
    What an answer means: `verdict` is delivered, retry, refused or gone (no such address).

    It is skipped where the target found that the message is not to be sent any more.
    """

    verdict: str
    errors: list = field(default_factory=list)


DELIVERED, RETRY, GONE = Outcome("delivered"), Outcome("retry"), Outcome("gone")


class Needless(http.RemoteError):
    """Nothing was sent, for it is no longer right; the text says why to people."""


class Target:
    """
    What every target can do; a new one says at least what it wants and what it sends.

    In a `strict` one a message that was refused or given up stops its lane until a person decides.
    `planned` ones follow the address's own retry plan, the others the schedule of the house. An
    address of a `typed` one is told of one event type; the others decide for themselves. One that
    `logs_in` needs a user name and a password.
    """

    strict = True
    planned = False
    typed = False
    logs_in = False

    def networks(self) -> Iterable[str]:
        """Return the private networks that this target may reach."""
        return settings.OUTBOUND_ALLOWED_NETWORKS

    def wants(self, event: OrderEvent, webhook: Webhook) -> bool:
        raise NotImplementedError

    def render(self, event: OrderEvent, webhook: Webhook) -> Iterator[Message]:
        raise NotImplementedError

    def told(self, event: OrderEvent, webhook: Webhook, *, n: int) -> Message:
        """Return what an address is told on request, of an event of any kind; typed ones only."""
        raise NotImplementedError

    def headers(self, message: WebhookEvent, *, now: datetime) -> Mapping[str, str]:
        """Return the headers of one attempt; a target may have to ask for a token first."""
        raise NotImplementedError

    def send(self, message: WebhookEvent, *, now: datetime) -> http.Answer:
        """Make one attempt and return the 2xx, or raise a RemoteError."""
        return http.send(
            message.method,
            message.url,
            headers=self.headers(message, now=now),
            body=bytes(message.body),
            networks=self.networks(),
        )

    def accepted(self, answer: http.Answer) -> Outcome:
        """Say what a 2xx means."""
        return DELIVERED

    def failed(self, error: http.RemoteError) -> Outcome:
        """Say what any other answer means, or none at all."""
        return RETRY

    def secrets(self, webhook: Webhook) -> list[str]:
        """Return what must never be kept of an answer that repeats it."""
        known = [webhook.secret_key, webhook.previous_secret_key, webhook.password]
        return [*known, *additional_headers(webhook).values()]


class Standard(Target):
    """
    A webhook as Akinon's receivers know it, with the Standard Webhooks headers beside theirs.

    `webhook-id` is the uuid of the body. `X-Whisperer-Signature` is keyed with the text of the
    secret; `webhook-signature` with the bytes that the public verifier makes of it: the base64
    after an optional `whsec_`, and, of a text that is no base64, its UTF-8 bytes. For a day after
    a rotation `webhook-signature` holds a second signature, made with the secret before.
    """

    strict = False
    planned = True
    typed = True

    def networks(self):
        """Return none: whoever enters an address must not reach what stands behind our walls."""
        return ()

    def wants(self, event, webhook):
        return webhook.event_type in WIRE_TYPES[event.kind] and of_its_channel(event, webhook)

    def render(self, event, webhook):
        yield self.told(event, webhook, n=WIRE_TYPES[event.kind].index(webhook.event_type))

    def told(self, event, webhook, *, n):
        of_order = webhook.event_type.startswith("order.")
        subject = event.order if of_order else event.package
        write = payloads.thin if webhook.config.get("payload") == "thin" else payloads.full
        uuid = uuid4()
        body = {
            "event": {"type": webhook.event_type, "uuid": uuid.hex},
            "payload": write(event, subject),
        }
        return Message(
            event_type=webhook.event_type,
            subject=subject,
            url=webhook.target_url,
            body=payloads.exact(body),
            uuid=uuid,
            n=n,
        )

    def headers(self, message, *, now):
        webhook, body = message.webhook, bytes(message.body)
        headers = {
            "Content-Type": "application/json",
            "X-Whisperer-Event": message.event_type,
            "webhook-id": message.uuid.hex,
            "webhook-timestamp": str(int(now.timestamp())),
        }
        if webhook.username:
            login = f"{webhook.username}:{webhook.password}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
        if secret := webhook.secret_key:
            digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Whisperer-Signature"] = f"sha256={digest}"
            headers["webhook-signature"] = _signatures(message, now)
        more = additional_headers(webhook)
        replaced = {name.lower() for name in more}
        return {name: headers[name] for name in headers if name.lower() not in replaced} | more

    def failed(self, error):
        return GONE if error.status == 410 else RETRY


def of(webhook: Webhook) -> Target:
    """Return the target that the address is told by."""
    return registry()[webhook.target]


def is_correction(event: OrderEvent) -> bool:
    """Tell whether the tracking number of what was sent before has been changed."""
    if event.kind != "package.tracked":
        return False
    key = str(event.package_id)
    before, after = (event.data[when].get("packages", {}).get(key) for when in _MOMENTS)
    return before == after


_MOMENTS = ("before", "after")


def strict() -> list[str]:
    """Return the names of the targets whose lanes stop at a message that was not taken."""
    return [name for name, target in registry().items() if target.strict]


def registry() -> dict[str, Target]:
    """Return every target by its name in the settings."""
    return _registry(tuple(settings.PUSH_TARGETS.items()))


def additional_headers(webhook: Webhook) -> dict[str, str]:
    """Return the headers that the owner of an address wants beside ours, or instead of them."""
    given = strictjson.loads(webhook.additional_headers) if webhook.additional_headers else {}
    return {name: str(value) for name, value in given.items()}


def of_its_channel(event: OrderEvent, webhook: Webhook) -> bool:
    """Tell whether the address is told of this channel's orders; most are told of every one's."""
    channel, named = event.order.channel, webhook.config.get("channel")
    return webhook.channel_id in (None, channel.pk) and named in (None, channel.omnitron_id)


@cache
def _registry(paths):
    return {name: import_string(path)() for name, path in paths}


def _signatures(message, now):
    webhook, body = message.webhook, bytes(message.body).decode()
    secrets = [webhook.secret_key]
    rotated = webhook.secret_rotated_at
    if webhook.previous_secret_key and rotated and now < rotated + ROTATION:
        secrets.append(webhook.previous_secret_key)
    moment = now.astimezone(UTC)
    return " ".join(_signer(secret).sign(message.uuid.hex, moment, body) for secret in secrets)


def _signer(secret):
    try:
        return Signer(secret)
    except (ValueError, EmptyWebhookSecretError):
        return Signer(secret.encode())
