"""Who wants to be told, what was told to whom, and every attempt at it."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from oms.encryption import EncryptedTextField
from orders.models import Channel, Order, OrderEvent

SECRETS = ("secret_key", "previous_secret_key", "password", "additional_headers")


class Webhook(models.Model):
    """
    One address that is told of one event type, in the manner of `target`.

    `target` is a key of settings.PUSH_TARGETS. Targets that decide for themselves what to send
    have the event type "*". `config` may hold `channel` (an Omnitron id), `payload: "thin"`, and
    `backfill: true` for who wants to be told of orders that a back-fill brings in, too.
    """

    EVERYTHING = "*"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhooks")
    target = models.CharField(max_length=32, default="standard")
    target_url = models.CharField(max_length=2048)
    event_type = models.CharField(max_length=124)
    is_active = models.BooleanField(default=True)
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="webhooks"
    )
    secret_key = EncryptedTextField(blank=True, default="")
    previous_secret_key = EncryptedTextField(blank=True, default="")
    secret_rotated_at = models.DateTimeField(null=True, blank=True)
    username = models.CharField(max_length=128, blank=True)
    password = EncryptedTextField(blank=True, default="")
    additional_headers = EncryptedTextField(blank=True, default="")
    retry_countdown_config = models.JSONField(null=True, blank=True)
    config = models.JSONField(default=dict, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=255, blank=True)
    created_date = models.DateTimeField(auto_now_add=True)
    modified_date = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=list(SECRETS))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "target_url", "event_type"],
                condition=Q(is_active=True),
                name="webhook_once_per_owner_url_and_type",
            ),
        ]

    def __str__(self):
        return f"{self.target} {self.event_type} → {self.target_url}"


class Address(models.Model):
    """
    How a URL has answered of late, whoever owns the webhooks that lead to it.

    Whoever calls it, or writes down what it answered, locks this row first. `opened_at` says since
    when it is left alone, `probe_at` when one call may try it next. `failing_since` is the first
    failure since the last success.
    """

    digest = models.CharField(max_length=64, unique=True)
    target_url = models.CharField(max_length=2048)
    window_began_at = models.DateTimeField(null=True)
    calls = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.target_url


class WebhookEvent(models.Model):
    """
    One thing told to one address: its bytes are frozen, and every attempt sends the same ones.

    A message may go only when no earlier one of its lane is undelivered; its place in the lane is
    (order_event, n), or its id where no order has a part in it. `next_attempt_at` is the whole
    schedule, `lease_token` names the sender that is at it now.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        REFUSED = "refused"
        DEAD = "dead"
        HELD = "held"
        SKIPPED = "skipped"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="events")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="webhook_events")
    order_event = models.ForeignKey(
        OrderEvent, models.PROTECT, null=True, related_name="webhook_events"
    )
    n = models.PositiveIntegerField(default=0)
    event_type = models.CharField(max_length=124)
    content_type = models.ForeignKey(
        "contenttypes.ContentType", models.PROTECT, null=True, related_name="+"
    )
    object_id = models.CharField(max_length=255)
    method = models.CharField(max_length=8, default="POST")
    url = models.CharField(max_length=2300)
    body = models.BinaryField()
    lane = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    delivered_at = models.DateTimeField(null=True)
    response_http_status = models.PositiveIntegerField(null=True)
    response_content = models.TextField(blank=True)
    response_time = models.DurationField(null=True)
    last_error = models.CharField(max_length=255, blank=True)
    errors = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    request_datetimes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        permissions = [("replay_webhookevent", "Can send a message again")]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "order_event", "n"], name="message_once_per_webhook_and_event"
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "next_attempt_at", "id"],
                condition=Q(state="pending"),
                name="message_due_of_webhook",
            ),
            models.Index(
                fields=["webhook"],
                condition=Q(state__in=["refused", "dead"]),
                name="message_not_taken",
            ),
            models.Index(
                fields=["lane", "order_event", "n"],
                condition=Q(state__in=["pending", "refused", "dead"]),
                name="message_in_lane",
            ),
            models.Index(fields=["order", "-id"], name="message_by_order"),
            models.Index(
                fields=["webhook"],
                condition=Q(lease_token__isnull=False),
                name="message_in_flight",
            ),
        ]

    def __str__(self):
        return f"{self.event_type} {self.uuid}"


class Attempt(models.Model):
    """One try at delivering a message, or one person's decision about it; append-only."""

    event = models.ForeignKey(WebhookEvent, models.CASCADE, related_name="ledger")
    at = models.DateTimeField()
    took = models.DurationField(null=True)
    status = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)
    error = models.CharField(max_length=255, blank=True)
    by = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["event", "-id"], name="attempt_by_message")]

    def __str__(self):
        return f"{self.event_id} at {self.at}: {self.status or self.error}"


class Replay(models.Model):
    """
    Many messages that somebody wants sent again: accepted at once, worked off in batches.

    `filter` says which, of those that were there by `until_id`; `last_id` is how far it has come.
    Of the `done` ones `sent` are on their way again, the others could not be.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"

    filter = models.JSONField(encoder=DjangoJSONEncoder)
    by = models.CharField(max_length=160)
    reason = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    until_id = models.BigIntegerField(default=0)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    def __str__(self):
        return f"{self.done} of {self.total}, for {self.by}"
