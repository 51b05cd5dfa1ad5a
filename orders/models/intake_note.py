"""What was not taken to the letter: a fact of a source read generously, cut or left out."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from orders.models.channel import Channel
from orders.models.order import Order


class IntakeNote(models.Model):
    """
    One note, on an order or on a row of the hub that orders name: a product, a place, a store.

    `field` is where the fact stood in what was received. A note goes when a later copy is as it
    should be.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="intake_notes")
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=255)
    text = models.CharField(max_length=512)
    created_date = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(order__isnull=False) ^ Q(content_type__isnull=False),
                name="intake_note_on_an_order_or_a_row",
            ),
            models.UniqueConstraint(
                fields=["order", "field"],
                condition=Q(order__isnull=False),
                name="intake_note_once_per_order",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                condition=Q(order__isnull=True),
                name="intake_note_once_per_row",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "created_date"],
                condition=Q(order__isnull=False),
                name="intake_note_by_channel",
            ),
        ]

    def __str__(self):
        return self.text
