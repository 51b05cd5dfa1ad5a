"""Webhooks over the API, for their owners, as dj-whisperer's clients know it."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from oms.errors import NotAcceptableNow
from oms.once_only import once_only
from orders.api.filters import ROW
from orders.api.lists import Listing, Single
from orders.api.parameters import Filters, Sort
from webhooks import event_types, hooks
from webhooks.api import WebhookSerializer
from webhooks.hook_input import HookInput
from webhooks.models import Webhook

TAGS = ["webhooks"]


class FlagField(forms.Field):
    """Yes or no, as clients spell it."""

    def to_python(self, value):
        """Return it, or refuse."""
        if value is not None and value.lower() not in {"true", "false"}:
            raise ValidationError("true or false.")
        return None if value is None else value.lower() == "true"


@extend_schema_field(OpenApiTypes.BOOL)
class Flag(django_filters.Filter):
    field_class = FlagField


class HookFilters(Filters):
    is_active = Flag("is_active")
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = Webhook
        fields = {**ROW, "target_url": ["exact"], "event_type": ["exact"]}


class HookSerializer(WebhookSerializer):
    """A webhook for its owner: the names of its headers, and of its secret nothing."""

    additional_headers = serializers.SerializerMethodField()

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "additional_headers"]

    def get_additional_headers(self, webhook) -> dict[str, str]:
        """Return the names, with masked values."""
        return hooks.shown_headers(webhook)


def visible_hooks(request):
    """Return the webhooks of the token's user, a superuser's all, that tell only what it sees."""
    scope, visible = request.scope, Webhook.objects.all()
    if not request.user.is_superuser:
        visible = visible.filter(owner=request.user)
    if scope.channels is not None:
        visible = visible.filter(channel__in=scope.channels)
    return visible if scope.locations is None else visible.none()  # a webhook knows no locations


class Own:
    right = "hooks"
    queryset = Webhook.objects.none()
    serializer_class = HookSerializer

    def get_queryset(self):
        """Return the standard ones: the others are the house's own."""
        return visible_hooks(self.request).filter(target="standard")

    def saved(self, save, subject, *, partial=False):
        """Read the body, save it and answer with what the webhook has become."""
        if self.request.scope.locations is not None:
            raise exceptions.PermissionDenied
        given = HookInput(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        channels = self.request.scope.channels
        try:
            webhook = save(subject, given.validated_data, channels=channels, at=timezone.now())
        except hooks.NotYours as error:
            raise exceptions.ValidationError({"config": [str(error)]}) from error
        except hooks.Taken as error:
            sentence = "There is an active webhook for this URL and event type."
            raise NotAcceptableNow(sentence, code="webhook_100_2") from error
        return self.get_serializer(webhook).data


class Hooks(Own, Listing):
    filterset_class = HookFilters

    @extend_schema(tags=TAGS, summary="Your webhooks")
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=TAGS,
        summary="Register a webhook",
        request=HookInput,
        responses={201: HookSerializer, 406: OpenApiTypes.OBJECT},
    )
    @once_only
    def post(self, request):
        return Response(self.saved(hooks.register, request.user), status=201)


class Hook(Own, Single):
    @extend_schema(tags=TAGS, summary="One webhook")
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    @extend_schema(tags=TAGS, summary="Change a webhook", request=HookInput)
    @once_only
    def put(self, request, pk):
        return Response(self.saved(hooks.change, self.get_object().pk))

    @extend_schema(
        tags=TAGS,
        summary="Change some of a webhook",
        description="A new secret_key leaves the one before valid for 24 hours.",
        request=HookInput(partial=True),
    )
    @once_only
    def patch(self, request, pk):
        return Response(self.saved(hooks.change, self.get_object().pk, partial=True))

    @extend_schema(tags=TAGS, summary="Switch a webhook off for good")
    @once_only
    def delete(self, request, pk):
        hooks.retire(self.get_object().pk)
        return Response(status=204)


class Registry(APIView):
    right = "hooks"

    @extend_schema(
        tags=TAGS,
        summary="The event types that a webhook can be registered for",
        responses={200: {"type": "array", "items": {"type": "string"}}},
    )
    def get(self, request):
        return Response(event_types.REGISTRY)
