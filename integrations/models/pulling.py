"""Where each pull stands, what could not be understood, and what a comparison has shown."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from oms.encryption import EncryptedTextField
from orders.models import Channel


class PullCursor(models.Model):
    """
    Where the pull of one channel stands.

    `watermark` is a stamp of the hub's, never of our clock, written at the end of a complete read.
    `lease_token` and `leased_until` name the puller that is at it; `logins` are the moments of the
    last logins, so that all workers together keep the hub's limit. `unseen_writes` counts what was
    written back to a hub that does not show what stands there, since it last did.
    """

    channel = models.OneToOneField(Channel, models.PROTECT, related_name="pull_cursor")
    watermark = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    logins = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    last_result = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    last_error = models.CharField(max_length=512, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    unseen_writes = models.IntegerField(default=0, db_default=0)

    def __str__(self):
        return f"{self.channel}"


class Quarantined(models.Model):
    """
    An order, or a reference row, as the hub sent it, that we could not take; and why.

    `remote_status` is what the hub says of an order that waits here.
    """

    class Cause(models.TextChoices):
        UNREADABLE = "unreadable", "cannot be read"
        TWIN = "twin", "another order has its number"

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="quarantined")
    resource = models.CharField(max_length=32, default="orders")
    number = models.CharField(max_length=128, blank=True)
    remote_id = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    raw = models.TextField()
    reason = models.TextField()
    cause = models.CharField(
        max_length=16, choices=Cause, default=Cause.UNREADABLE, db_default=Cause.UNREADABLE
    )
    remote_status = models.PositiveSmallIntegerField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=1)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name_plural = "quarantine"
        permissions = [("retry_quarantined", "Can try a quarantined order again")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "resource", "number", "remote_id"],
                condition=models.Q(resolved_at__isnull=True),
                name="quarantined_once_while_open",
            ),
        ]

    def __str__(self):
        return f"{self.resource} {self.number or self.remote_id}"


class InboundEvent(models.Model):
    """
    A hook that the hub sent us, kept by its uuid so that a repeat is known as one.

    `resource` is the door it came to; without a channel it may be any's. `next_attempt_at` is the
    whole schedule.
    """

    uuid = models.CharField(max_length=64, unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="inbound")
    resource = models.CharField(max_length=32, default="orders")
    event_type = models.CharField(max_length=124)
    body = EncryptedTextField()
    received_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(handled_at__isnull=True),
                name="inbound_due",
            ),
        ]

    def __str__(self):
        return f"{self.event_type} {self.uuid}"


class Reconciliation(models.Model):
    """
    One comparison of a channel's orders with the hub's, day by day; `error` if it broke off.

    `day` of each of its days is one of the channel's own time zone.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="reconciliations")
    since = models.DateTimeField()
    by = models.CharField(max_length=160)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=512, blank=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "-id"], name="reconciliation_by_channel")]

    def __str__(self):
        return f"{self.channel} {self.started_at:%Y-%m-%d %H:%M}"


class ReconciledDay(models.Model):
    """
    What one day's orders were like: how many there and here, which differed, which we repaired.

    `orders` is [[number, how it differed, what became of it]], of the first hundred.
    """

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="days")
    day = models.DateField()
    remote = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    repaired = models.PositiveIntegerField()
    orders = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "day"], name="day_once_per_reconciliation"
            ),
        ]

    def __str__(self):
        return f"{self.day}: {self.differing} differ, {self.repaired} repaired"
