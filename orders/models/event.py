"""What happened to an order: history and outbox in one row."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from orders.models.order import Order
from orders.models.package import Package
from orders.scope import EventQuerySet


class OrderEvent(models.Model):
    """
    One thing that happened to an order; append-only.

    `data` is `{"object", "before", "after", "changes"}`: before and after hold the codes of the
    order, its packages and its items at that moment. `position` is given by the relay before any
    subscriber is shown the event: whoever has seen position p has seen everything below it.
    `backfill` marks an order that a back-fill brought in: such events come after live ones, and
    only addresses that ask for them are told.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=64)
    by = models.CharField(max_length=160)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    backfill = models.BooleanField(default=False, db_default=False)
    position = models.BigIntegerField(unique=True, null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["order", "id"], name="event_by_order"),
            models.Index(
                fields=["backfill", "id"],
                condition=models.Q(position__isnull=True),
                name="event_unnumbered",
            ),
        ]

    def __str__(self):
        return f"{self.kind} of {self.order_id}"


class FanoutEntry(models.Model):
    """
    A numbered event that the subscribers have still to be shown.

    The entries of an order are its cursor: they go in the order of the events, and the first that
    a subscriber fails on, counted in `failures`, holds back the others of its order only.
    """

    event = models.OneToOneField(
        OrderEvent, models.PROTECT, primary_key=True, related_name="fanout_entry"
    )
    # No constraint: checking it would make the numbering wait for whoever holds the order.
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_constraint=False)
    backfill = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["backfill", "event"], name="fanout_live_first"),
            models.Index(
                fields=["failed_at"], condition=models.Q(failures__gt=0), name="fanout_failed"
            ),
        ]

    def __str__(self):
        return f"event {self.event_id}"
