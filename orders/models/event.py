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
    order, its packages and its items at that moment. `position` is given by the relay, once every
    subscriber has seen the event: whoever has seen position p has seen everything below it.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=64)
    by = models.CharField(max_length=160)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    position = models.BigIntegerField(unique=True, null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["order", "id"], name="event_by_order"),
            models.Index(
                fields=["id"], condition=models.Q(position__isnull=True), name="event_unseen"
            ),
        ]

    def __str__(self):
        return f"{self.kind} of {self.order_id}"
