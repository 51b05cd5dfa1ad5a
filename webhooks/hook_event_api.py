"""What was told to whom over the API: looked at, tried again, sent again, told on request."""

from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from oms import strictjson
from oms.errors import NotAcceptableNow
from oms.once_only import once_only, once_only_apart
from orders.api.filters import ROW
from orders.api.lists import Listing, Scoped, Single
from orders.api.parameters import Filters, Sort, When
from orders.models import Order, OrderEvent, Package
from orders.scope import EVERYTHING
from webhooks import delivery, fanout, publishing, retrying
from webhooks.api import ExactJSON, FullSerializer
from webhooks.hook_api import TAGS, Flag, visible_hooks
from webhooks.hook_input import PublishInput, ResendInput, RetryInput
from webhooks.models import WebhookEvent

State = WebhookEvent.State
SUBJECTS = {"order": Order, "package": Package}


class UuidField(forms.Field):
    """A uuid, with or without its dashes."""

    def to_python(self, value):
        """Return it, or refuse."""
        try:
            return None if value is None else UUID(value)
        except ValueError as error:
            raise ValidationError("A uuid.") from error


@extend_schema_field(OpenApiTypes.UUID)
class Uuid(django_filters.Filter):
    field_class = UuidField


class HookEventFilters(Filters):
    uuid = Uuid("uuid")
    delivered = Flag(method="by_delivered")
    created_date = When("created_date")
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = WebhookEvent
        fields = {
            **ROW,
            "event_type": ["exact"],
            "response_http_status": ["exact"],
            "object_id": ["exact"],
            "content_type": ["exact"],
            "webhook": ["exact"],
        }

    def by_delivered(self, queryset, name, value: bool):
        """Keep what was taken, or what was not."""
        taken = queryset.filter(state=State.DELIVERED)
        return taken if value else queryset.exclude(state=State.DELIVERED)


class Queued(serializers.ModelSerializer):
    """A message that nobody has tried to send yet."""

    hook_id = serializers.IntegerField(source="webhook_id")
    app_label = serializers.CharField(source="content_type.app_label")
    model_name = serializers.CharField(source="content_type.model")
    instance_dict = serializers.SerializerMethodField()

    class Meta:
        model = WebhookEvent
        fields = [
            "uuid",
            "hook_id",
            "event_type",
            "app_label",
            "model_name",
            "object_id",
            "instance_dict",
        ]

    @staticmethod
    def load(messages):
        """Fetch the kinds of objects."""
        return messages.select_related("content_type")

    def get_instance_dict(self, message) -> dict:
        """Return the object as it will be sent."""
        body = strictjson.loads(bytes(message.body))
        return body.get("payload", body) if isinstance(body, dict) else {}


class Retried(serializers.ModelSerializer):
    """What came of one attempt."""

    detail = serializers.CharField(default="The message was delivered.")
    response_status = serializers.IntegerField(source="response_http_status")
    delivered = serializers.BooleanField(default=True)

    class Meta:
        model = WebhookEvent
        fields = ["detail", "response_status", "response_content", "response_time", "delivered"]


class OwnMessages:
    """What was told to the token's own webhooks, about what the token sees."""

    right = "hooks"
    queryset = WebhookEvent.objects.none()
    renderer_classes = [ExactJSON]

    def get_queryset(self):
        """Return the messages; those about no order only to whoever sees everything."""
        mine = WebhookEvent.objects.filter(webhook__in=visible_hooks(self.request))
        if self.request.scope == EVERYTHING:
            return mine
        return mine.filter(order_event__in=OrderEvent.objects.visible_to(self.request.scope))


@extend_schema(tags=TAGS, summary="What was told to your webhooks")
class HookEvents(OwnMessages, Listing):
    serializer_class = FullSerializer
    filterset_class = HookEventFilters


@extend_schema(tags=TAGS, summary="One thing told to a webhook")
class HookEvent(OwnMessages, Single):
    serializer_class = FullSerializer


@extend_schema(tags=TAGS, summary="What waits for its first attempt")
class EventQueues(OwnMessages, Listing):
    serializer_class = Queued
    filterset_class = HookEventFilters

    def get_queryset(self):
        """Return the messages that nobody has tried to send."""
        waiting = super().get_queryset().filter(state=State.PENDING, attempts=0)
        return waiting.exclude(content_type=None)


class RetryHookEvent(OwnMessages, Scoped):
    @extend_schema(
        tags=TAGS,
        summary="Try once more, now",
        request=RetryInput,
        responses={200: Retried, 406: OpenApiTypes.OBJECT},
    )
    @once_only_apart
    def post(self, request, pk):
        given = RetryInput(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            message = retrying.retry(
                self.get_object().pk, **given.validated_data, by=request.by, at=timezone.now()
            )
        except retrying.NotRetried as error:
            raise NotAcceptableNow(str(error), code=error.code) from error
        return Response(Retried(message).data)


class ResendEvent(OwnMessages, Scoped):
    @extend_schema(
        tags=TAGS, summary="Send a message again", request=ResendInput, responses={202: None}
    )
    @once_only
    def post(self, request):
        given = ResendInput(data=request.data)
        given.is_valid(raise_exception=True)
        message = get_object_or_404(self.get_queryset(), uuid=given.validated_data["event"])
        try:
            delivery.replay(message.pk, by=request.by, reason="over the API", at=timezone.now())
        except delivery.Undecidable as error:
            raise NotAcceptableNow(str(error)) from error
        fanout.ring_after_commit()
        return Response(status=202)


class PublishEvent(APIView):
    right = "hooks"

    @extend_schema(
        tags=TAGS,
        summary="Tell a webhook of an object as it is now",
        request=PublishInput,
        responses={202: None},
    )
    @once_only
    def post(self, request):
        given = PublishInput(data=request.data)
        given.is_valid(raise_exception=True)
        webhook, subject = self._found(**given.validated_data)
        try:
            publishing.publish(webhook.pk, subject, by=request.by, at=timezone.now())
        except publishing.Unpublishable as error:
            raise NotAcceptableNow(str(error)) from error
        return Response(status=202)

    def _found(self, hook, instance):
        mine = visible_hooks(self.request).filter(target="standard")
        subjects = SUBJECTS[instance["model"]]._default_manager.visible_to(self.request.scope)
        return get_object_or_404(mine, pk=hook), get_object_or_404(subjects, pk=instance["pk"])
