"""One model for all long work: a job, and the parts that workers take one by one."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """
    Long work of one `kind` on one `subject`, such as the first pull of a channel.

    It is finished when each of its parts is; while `stopped_at` is set nobody takes one. `data`
    is what the kind has to remember for the whole of it.
    """

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    by = models.CharField(max_length=160)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=160, blank=True)

    class Meta:
        permissions = [("stop_job", "Can stop long work, and let it go on")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(finished_at__isnull=True),
                name="job_once_while_open",
            ),
        ]

    def __str__(self):
        return self.title


class JobPart(models.Model):
    """
    One piece of a job, done whole by one worker and then never again.

    `place` says what it is, `result` what came of it. Whoever works at it holds a lease; one that
    runs out is somebody else's to take, and the whole part is done again.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    place = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.CharField(max_length=512, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="part_number_once_per_job"),
        ]
        indexes = [
            models.Index(
                fields=["job", "number"],
                condition=Q(finished_at__isnull=True),
                name="part_unfinished",
            ),
        ]

    def __str__(self):
        return f"{self.job} {self.number}"
