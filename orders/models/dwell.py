"""How long things usually wait in a state, where somebody has said so."""

from django.db import models
from django.db.models import Q

from orders.models.channel import Channel


class Dwell(models.Model):
    """
    How many hours the orders or packages of a channel usually stay in one state.

    Without a channel it holds for those that have no row of their own, without hours nobody is
    ever late. What has no row at all is judged by `orders.dwell.USUAL`.
    """

    class Kind(models.TextChoices):
        ORDER = "order"
        PACKAGE = "package"

    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="dwells"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.PositiveSmallIntegerField()
    hours = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "usual wait"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind", "state"], name="dwell_once_per_channel_and_state"
            ),
            models.UniqueConstraint(
                fields=["kind", "state"],
                condition=Q(channel__isnull=True),
                name="dwell_once_for_every_channel",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.state} of {self.channel or 'every channel'}"
