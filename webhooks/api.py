"""What was told about an order, in the shape that Akinon's webhook engine keeps it."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from orders.api.filters import ROW
from orders.api.lists import Listing, Single
from orders.api.parameters import Filters, Sort
from orders.api.wire import Moment, Native
from orders.models import Order
from webhooks import hooks
from webhooks.models import Webhook, WebhookEvent
from webhooks.payloads import exact, verbatim


class ExactJSON(JSONRenderer):
    """Writes what was sent as it was sent: its numbers keep their digits."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return the bytes of an answer."""
        return b"" if data is None else exact(data)


class WebhookSerializer(Native):
    """An address, without anything that a receiver keeps secret."""

    config = serializers.SerializerMethodField()

    class Meta:
        model = Webhook
        fields = [
            "id",
            "created_date",
            "modified_date",
            "target",
            "target_url",
            "is_active",
            "event_type",
            "retry_countdown_config",
            "config",
        ]

    def get_config(self, webhook) -> dict:
        """Return what narrows the address down, and that it has a login."""
        return hooks.shown_config(webhook)


class ShortSerializer(Native):
    webhook = WebhookSerializer()
    delivered = serializers.SerializerMethodField()
    request_datetimes = serializers.SerializerMethodField()
    retry_count = serializers.IntegerField(source="attempts")

    class Meta:
        model = WebhookEvent
        fields = [
            "id",
            "created_date",
            "modified_date",
            "uuid",
            "webhook",
            "event_type",
            "response_http_status",
            "response_time",
            "delivered",
            "request_datetimes",
            "retry_count",
            "content_type",
            "object_id",
        ]

    @staticmethod
    def load(messages):
        """Fetch the addresses, and leave the bodies and answers where they are."""
        return messages.select_related("webhook").defer("body", "response_content")

    def get_request_datetimes(self, message) -> list[datetime]:
        """Return when it was sent, the latest first."""
        moments = map(datetime.fromisoformat, message.request_datetimes)
        return [Moment().to_representation(moment) for moment in moments]

    def get_delivered(self, message) -> bool:
        """Tell whether the receiver took it."""
        return message.state == WebhookEvent.State.DELIVERED


class FullSerializer(ShortSerializer):
    request_payload = serializers.SerializerMethodField()

    class Meta(ShortSerializer.Meta):
        fields = [*ShortSerializer.Meta.fields, "request_payload", "response_content"]

    @staticmethod
    def load(messages):
        """Fetch the addresses."""
        return messages.select_related("webhook")

    def get_request_payload(self, message) -> Any:
        """Return the body as it was sent."""
        return verbatim(message.body)


class MessageFilters(Filters):
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = WebhookEvent
        fields = {**ROW, "event_type": ["exact"], "response_http_status": ["exact"]}


class OfOrder:
    """Messages about one order of the token's scope, and of it only what the token may see."""

    renderer_classes = [ExactJSON]
    lookup_url_kwarg = "webhook_event_id"

    def get_queryset(self):
        """Return the messages, or 404 when the token sees no such order."""
        scope = self.request.scope
        order = get_object_or_404(Order.objects.visible_to(scope), pk=self.kwargs["pk"])
        told = WebhookEvent.objects.filter(order=order)
        if scope.locations is None:
            return told
        # A body about the order itself shows every store's units: a store reads its packages' only.
        return told.filter(order_event__package__stock_location__in=scope.locations)


@extend_schema(tags=["orders"], summary="What was told about an order, with the bodies")
class OrderWebhookEvents(OfOrder, Listing):
    queryset = WebhookEvent.objects.none()
    serializer_class = FullSerializer
    filterset_class = MessageFilters


@extend_schema(tags=["orders"], summary="What was told about an order, in short")
class OrderWebhookEventsShort(OrderWebhookEvents):
    serializer_class = ShortSerializer


@extend_schema(tags=["orders"], summary="One thing told about an order")
class OrderWebhookEvent(OfOrder, Single):
    queryset = WebhookEvent.objects.none()
    serializer_class = FullSerializer
