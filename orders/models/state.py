"""States as the API shows them, and the log of every move from one to another."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from orders.scope import TransitionQuerySet


class State(models.Model):
    """
    One code of the workflow for one kind of object, with its names for people.

    The rows are sown by a migration from `orders.workflow`; objects hold the code, not the row.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    enum_class = models.CharField(max_length=32)
    enum_value = models.CharField(max_length=32)
    translations = models.JSONField(default=dict)
    config = models.JSONField(default=dict, blank=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "enum_class", "enum_value"],
                name="state_once_per_kind_and_value",
            ),
        ]

    def __str__(self):
        return f"{self.enum_class} {self.enum_value}"


class StateTransitionLog(models.Model):
    """One object went from one code to another; append-only."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    event = models.ForeignKey("orders.OrderEvent", models.PROTECT, related_name="transitions")
    old_state = models.PositiveSmallIntegerField(null=True)
    new_state = models.PositiveSmallIntegerField()
    attributes = models.JSONField(null=True)
    created_date = models.DateTimeField()

    objects = TransitionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created_date", "id"], name="transition_by_created"),
            models.Index(fields=["content_type", "object_id"], name="transition_by_object"),
        ]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id}: {self.old_state} → {self.new_state}"
