"""Signs of life, and what the staff were told about trouble."""

from django.db import models

from oms.jobs.models import Job as Job
from oms.jobs.models import JobPart as JobPart


class Heartbeat(models.Model):
    """When something was last seen or done: a worker's sign of life, the day's work of a kind."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.name} at {self.at}"


class Alarm(models.Model):
    """One cause of trouble, from when it was seen until it was well again; told once each way."""

    cause = models.CharField(max_length=128)
    detail = models.CharField(max_length=512)
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    clear_told_at = models.DateTimeField(null=True)
    says_now = ""  # what its check says at this look; not stored

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=models.Q(cleared_at__isnull=True),
                name="alarm_once_while_open",
            ),
        ]

    def __str__(self):
        return f"{self.cause}: {self.detail}"
