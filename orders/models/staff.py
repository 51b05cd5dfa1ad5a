"""Who of the staff may see what."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from orders.models.channel import Channel
from orders.models.stock import StockLocation


class Membership(models.Model):
    """
    What one person of the staff sees.

    "Every" means all there are and all to come; without it only the listed ones are seen, and an
    empty list shows nothing.
    """

    class Role(models.TextChoices):
        STORE = "store"
        CUSTOMER_SERVICE = "customer_service"
        MANAGER = "manager"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership")
    role = models.CharField(max_length=32, choices=Role, default=Role.STORE)
    every_channel = models.BooleanField(default=False)
    channels = models.ManyToManyField(Channel, blank=True, related_name="+")
    every_location = models.BooleanField(default=False)
    locations = models.ManyToManyField(StockLocation, blank=True, related_name="+")

    history = HistoricalRecords()

    def __str__(self):
        return f"{self.user} ({self.get_role_display()})"
