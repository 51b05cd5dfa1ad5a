"""The push of every dispatch to the point of sale."""

import hashlib
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from django.core.cache import cache

from integrations.pos import payload
from oms import http
from orders.models import OrderEvent
from webhooks.models import Webhook, WebhookEvent
from webhooks.payloads import exact
from webhooks.targets import (
    DELIVERED,
    RETRY,
    Message,
    Outcome,
    Target,
    is_correction,
    of_its_channel,
)

JSON = {"Content-Type": "application/json"}
STATIC_TOKEN_KEPT = 3600  # seconds; a token that never expires is asked for again after these
LONGEST_KEPT = 24 * 3600
MARGIN = 60  # seconds before its end at which a token is replaced; of a short one, a tenth
REFUSED_TOKEN = 401


class NoToken(http.RemoteError):
    """The point of sale gave no token; staff must look at the credentials."""

    retry = True


class Pos(Target):
    """
    Tells one package per dispatch: a token first, then the whole body; again when the carrier or
    the tracking number of what was sent has been corrected.

    A token is renewed shortly before it ends, by asking for a new one: the page knows no other way.
    A refusal in words (`successful: false`) or by a status below 500 waits for a person; a busy,
    broken or silent one, and an answer that nobody can read, is asked again with the same bytes.
    """

    logs_in = True

    def wants(self, event, webhook):
        told = event.kind == "package.shipped" or is_correction(event)
        return told and of_its_channel(event, webhook)

    def render(self, event: OrderEvent, webhook: Webhook):
        package = payload.load(event.package_id)
        body = payload.render(package, order_status=event.data["after"]["order"])
        yield Message(
            event_type=event.kind,
            subject=package,
            url=f"{base(webhook.target_url)}/shipment/{quote(package.number, safe='')}",
            body=exact(body),
        )

    def headers(self, message, *, now):
        token = self._token(message.webhook)
        return {**JSON, "Authorization": f"bearer {token}", "Idempotency-Key": str(message.uuid)}

    def send(self, message: WebhookEvent, *, now: datetime) -> http.Answer:
        """Make one attempt; a token that is no longer good is replaced once."""
        try:
            return super().send(message, now=now)
        except http.Refused as refused:
            if refused.status != REFUSED_TOKEN:
                raise
        cache.delete(_key(message.webhook))
        return super().send(message, now=now)

    def accepted(self, answer):
        told = _object(answer)
        if not isinstance(told.get("successful"), bool):
            raise http.Garbled("The answer does not say `successful`.", **_evidence(answer))
        return DELIVERED if told["successful"] else Outcome("refused", _errors(told))

    def failed(self, error):
        refused = isinstance(error, http.Refused) and 400 <= error.status < 500
        if not refused or error.status == REFUSED_TOKEN:
            return RETRY
        answer = http.Answer(error.status, {}, error.body, whole=True, took=0)
        try:
            return Outcome("refused", _errors(_object(answer)))
        except http.Garbled:
            return Outcome("refused", [{"message": f"HTTP {error.status}"}])

    def secrets(self, webhook):
        return [*super().secrets(webhook), cache.get(_key(webhook), "")]

    def _token(self, webhook):
        if not (token := cache.get(_key(webhook))):
            token, seconds = self._log_in(webhook)
            cache.set(_key(webhook), token, seconds)
        return token

    def _log_in(self, webhook):
        credentials = {
            "username": webhook.username,
            "password": webhook.password,
            "grant_type": "password",
        }
        url = f"{base(webhook.target_url)}/auth/Token"
        try:
            answer = http.send("POST", url, headers=JSON | credentials, networks=self.networks())
        except http.Refused as refused:
            raise NoToken("No token.", status=refused.status, body=refused.body) from refused
        told = _object(answer)
        if told.get("status") != "SUCCESS" or not isinstance(told.get("access_token"), str):
            raise NoToken("No token.", **_evidence(answer))
        return told["access_token"], _lifetime(told.get("expires_in"))


def base(url: str) -> str:
    """Return the address under which the calls stand; it may be given with or without its /v1."""
    url = url.rstrip("/")
    return url if url.endswith("/v1") else f"{url}/v1"


def _key(webhook):
    known_by = f"{webhook.target_url}|{webhook.username}|{webhook.password}"
    return f"pos-token:{webhook.pk}:{hashlib.sha256(known_by.encode()).hexdigest()[:16]}"


def _lifetime(expires_in) -> int:
    """Return for how many seconds a token is used: a little less than it was given for."""
    try:
        told = Decimal(str(expires_in))
    except InvalidOperation:
        return STATIC_TOKEN_KEPT
    if not told.is_finite():
        return STATIC_TOKEN_KEPT
    seconds = int(max(min(told, Decimal(LONGEST_KEPT)), Decimal(0)))
    return seconds - min(MARGIN, seconds // 10)


def _object(answer):
    told = http.read_json(answer)
    if not isinstance(told, dict):
        raise http.Garbled("The answer is no object.", **_evidence(answer))
    return told


def _evidence(answer):
    return {"status": answer.status, "body": answer.body[: http.ERROR_ANSWER]}


def _errors(told):
    return told.get("errors") or [{"message": told.get("message") or "No reason was given."}]
