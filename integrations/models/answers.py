"""The answers that a repeated write gets again."""

from django.db import models

from integrations.models.partners import Partner


class IdempotencyRecord(models.Model):
    """
    The first answer to a write, to be given again, byte for byte, when the write is repeated.

    One without `expires_at` is kept for ever.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=128)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True)
    response_body = models.BinaryField(null=True)
    content_type = models.CharField(max_length=64, blank=True)
    created_date = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "scope", "key"], name="answer_once_per_partner_and_key"
            ),
        ]

    def __str__(self):
        return f"{self.scope} {self.key}"
