"""Sales channels: where orders come from, and how to reach the hub that holds them."""

from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from oms.encryption import EncryptedTextField
from orders.scope import ChannelQuerySet

SECRETS = ("password", "auth_token", "hook_secret")


def plain_configuration() -> dict:
    """Return the keys that every channel's configuration shows, with nothing in them."""
    return {
        "feature_flags": {},
        "cancel_mail_subject": "{}",
        "cancel_mail_template_url": "{}",
        "localized_cancel_mail_subject": {},
        "direct_cancel_mail_template_url": "{}",
    }


class Channel(models.Model):
    """
    A sales channel of the one Omnitron that this installation mirrors.

    Staff, settings and webhooks name it by `omnitron_id`. Its secrets stand in encrypted columns
    and never leave; `configuration` holds every other key that Akinon's clients expect.
    """

    name = models.CharField(max_length=128)
    channel_type = models.CharField(max_length=32, default="web")
    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    server = models.URLField(max_length=255, blank=True)
    username = models.CharField(max_length=128, blank=True)
    password = EncryptedTextField(blank=True, default="")
    auth_token = EncryptedTextField(blank=True, default="")
    hook_secret = EncryptedTextField(blank=True, default="")
    configuration = models.JSONField(default=plain_configuration, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, blank=True)
    default_location = models.ForeignKey(
        "orders.StockLocation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    pull_interval = models.PositiveIntegerField(default=60, validators=[MinValueValidator(5)])
    created_date = models.DateTimeField(auto_now_add=True)
    modified_date = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=list(SECRETS))
    objects = ChannelQuerySet.as_manager()

    def __str__(self):
        return self.name
