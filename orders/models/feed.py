"""What readers of changes are told of the sequence itself."""

from django.db import models


class FeedEpoch(models.Model):
    """
    A stretch of positions that this one database gave, without a break, since `began_at`.

    `identity` tells the database from a copy and from itself after a restore. `last` is the newest
    position of an epoch that has ended: whoever was given more under it has seen a lost future.
    """

    epoch = models.CharField(max_length=32, unique=True)
    identity = models.CharField(max_length=255)
    last = models.BigIntegerField(null=True)
    began_at = models.DateTimeField()

    def __str__(self):
        return self.epoch


class ReadHorizon(models.Model):
    """Until when this database knows everything that was modified, as the primary last said."""

    complete_until = models.DateTimeField()

    def __str__(self):
        return f"{self.complete_until}"


class FeedReader(models.Model):
    """
    What a token saw when it began to read at 0, less what it has lost sight of since.

    Whatever it is shown more of one day, it has read past: it must begin again.
    """

    token = models.CharField(max_length=64, unique=True)
    by = models.CharField(max_length=160, db_index=True)
    channels = models.JSONField(null=True)
    locations = models.JSONField(null=True)
    began_at = models.DateTimeField()

    def __str__(self):
        return self.by
