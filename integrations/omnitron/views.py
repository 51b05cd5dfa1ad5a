"""The native endpoint that pulls chosen orders at once, and the doors for Omnitron's hooks."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.models import AccessToken
from integrations.omnitron import cursor, hooks
from integrations.omnitron.chosen import MOST, pull_numbers
from integrations.omnitron.signature import HookSignature
from oms.once_only import once_only_apart
from orders.models import Channel


class OrderNumber(serializers.CharField):
    """A text, and nothing that only could be written as one."""

    def to_internal_value(self, data):
        """Return the text; a number is refused, because it may have lost its leading zeros."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WantedOrders(serializers.Serializer):
    order_numbers = serializers.ListField(
        child=OrderNumber(max_length=128), allow_empty=False, max_length=MOST
    )


class PulledOrder(serializers.Serializer):
    order_number = serializers.CharField(source="number")
    success = serializers.SerializerMethodField()
    errors = serializers.ListField(child=serializers.CharField())

    def get_success(self, result) -> bool:
        """Tell whether the order was taken in."""
        return not result.errors


class PullFromOmnitron(APIView):
    """Pull the named orders now; each has its own result, in the order asked."""

    right = AccessToken.Right.PULL

    @extend_schema(request=WantedOrders, responses=PulledOrder(many=True))
    @once_only_apart
    def post(self, request):
        """Pull the named orders now; the answer is 200 also where single ones were not taken in."""
        wanted = WantedOrders(data=request.data)
        wanted.is_valid(raise_exception=True)
        channels = cursor.pullable(Channel.objects.visible_to(request.scope)).order_by("pk")
        numbers = wanted.validated_data["order_numbers"]
        results = pull_numbers(channels, numbers, by=request.by, now=timezone.now())
        return Response(PulledOrder(results, many=True).data)


@extend_schema(exclude=True)
class OrdersHook(APIView):
    """Omnitron says that an order changed: believed once it is asked, for what it signed."""

    authentication_classes = [HookSignature]
    permission_classes = []  # the signature is all
    resource = "orders"

    def post(self, request):
        """Keep the hook and answer at once: 202 for a new one, 200 for a repeat."""
        event, new = hooks.keep(
            request.body, resource=self.resource, channels=request.auth, at=timezone.now()
        )
        return Response({"uuid": event.uuid}, status=202 if new else 200)


@extend_schema(exclude=True)
class StockLocationsHook(OrdersHook):
    """Omnitron says that a store changed."""

    resource = "retail_stores"
