"""Orders as Akinon publishes them, whole; and the kinds of delivery and payment."""

from django.db import connection
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from oms.pagination import envelope_bytes, page_of_ids
from orders import documents
from orders.api.commanding import Commanding, describe
from orders.api.examples import example
from orders.api.filters import OrderFilter
from orders.api.items import OrderItemSerializer
from orders.api.lists import Followed, Scoped, Single
from orders.api.places import AddressSerializer, CustomerSerializer
from orders.api.reference import ChannelSerializer
from orders.api.wire import CommandsField, Native, StateField
from orders.facts import tracking
from orders.models import Address, Order, OrderItem
from orders.scope import EVERYTHING, Scope

FACTS = [
    "payment_type",
    "retail_store",
    "delivery_range",
    "client_type",
    "delivery_type",
    "created_date",
    "modified_date",
    "omnitron_id",
    "number",
    "date_placed",
    "tracking_number",
    "has_gift_box",
    "gift_box_note",
    "notes",
    "segment",
    "cargo_company",
]
DELIVERY_TYPES = {
    "standard": "Standard",
    "same_day": "Same day",
    "scheduled": "Scheduled",
    "click_and_collect": "Click and collect",
    "fast_delivery": "Fast delivery",
}
PAYMENT_TYPES = {
    "credit_card": "Credit card",
    "pay_on_delivery": "Pay on delivery",
    "funds_transfer": "Funds transfer",
    "loyalty_money": "Loyalty money",
    "bkm_express": "BKM Express",
    "cash_register": "Cash register",
}


class TrackingNumberField(serializers.CharField):
    """The number of each package that the reader sees and that has left, commas between."""

    def __init__(self, **options):
        super().__init__(source="*", read_only=True, allow_null=True, **options)

    def to_representation(self, order):
        """Return the numbers that `tracking.sent` found, else the hub's."""
        return tracking.number(order.tracking_number, order.sent_under)


class OrderSerializer(Native):
    """An order, key by key as Akinon's clients know it."""

    state = StateField()
    commands = CommandsField()
    orderitem_set = OrderItemSerializer(many=True)
    customer = CustomerSerializer()
    shipping_address = AddressSerializer()
    billing_address = AddressSerializer()
    channel = ChannelSerializer()
    delivery_range = serializers.JSONField(allow_null=True)
    tracking_number = TrackingNumberField()
    cargo_company = serializers.IntegerField(source="cargo_company.wire_pk", allow_null=True)

    class Meta:
        model = Order
        fields = [
            "id",
            "state",
            "commands",
            "orderitem_set",
            "customer",
            "shipping_address",
            "billing_address",
            "channel",
            *FACTS,
        ]

    @staticmethod
    def load(orders, *, scope: Scope = EVERYTHING):
        """Fetch the orders with their items, as far as the scope sees them."""
        items = OrderItem.objects.visible_to(scope).order_by("id")
        addresses = AddressSerializer.load(Address.objects.all())
        sent = orders.annotate(sent_under=tracking.sent(scope))
        return sent.select_related("channel", "customer", "cargo_company").prefetch_related(
            Prefetch("orderitem_set", OrderItemSerializer.load(items)),
            Prefetch("shipping_address", addresses),
            Prefetch("billing_address", addresses),
        )


class OfOrders(Scoped):
    """A view of orders; on PostgreSQL it writes bytes without making objects first."""

    queryset = Order.objects.all()
    serializer_class = OrderSerializer

    def load(self, rows):
        """Fetch all that the serializer touches and the token sees."""
        return self.serializer_class.load(rows, scope=self.request.scope)

    def documents(self, ids):
        """Return the orders as JSON."""
        context = self.get_serializer_context()
        return documents.orders(ids, context=context, scope=self.request.scope)


@extend_schema_view(
    get=extend_schema(tags=["orders"], summary="Orders", examples=[example("order", "An order")])
)
class Orders(OfOrders, Followed):
    filterset_class = OrderFilter

    def list(self, request, *args, **kwargs):
        """Answer a page of orders."""
        if connection.vendor != "postgresql":
            return super().list(request, *args, **kwargs)
        found = self.filter_queryset(self.get_queryset())
        page = page_of_ids(found, request, within=self.within)
        return _json(envelope_bytes(page, self.documents(page.rows)))


@extend_schema_view(
    get=extend_schema(tags=["orders"], summary="An order", examples=[example("order", "An order")])
)
class SingleOrder(OfOrders, Single):
    def retrieve(self, request, *args, **kwargs):
        """Answer one order."""
        if connection.vendor != "postgresql":
            return super().retrieve(request, *args, **kwargs)
        visible = Order.objects.visible_to(request.scope)
        order_id = get_object_or_404(visible.values_list("pk", flat=True), pk=kwargs["pk"])
        return _json(self.documents([order_id])[0])


@describe("order")
class OrderCommand(Commanding):
    queryset = Order.objects.all()


class KindSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()


class _Kinds(APIView):
    """A list that is the same for everybody and every time."""

    kinds: dict[str, str]

    def get(self, request):
        """Answer the list."""
        return Response([{"value": v, "label": label} for v, label in self.kinds.items()])


@extend_schema_view(
    get=extend_schema(
        tags=["orders"],
        summary="Types of delivery",
        responses=KindSerializer(many=True),
        examples=[example("delivery_type", "A type")],
    )
)
class DeliveryTypes(_Kinds):
    kinds = DELIVERY_TYPES


@extend_schema_view(
    get=extend_schema(
        tags=["orders"],
        summary="Types of payment",
        responses=KindSerializer(many=True),
        examples=[example("payment_type", "A type")],
    )
)
class PaymentTypes(_Kinds):
    kinds = PAYMENT_TYPES


def _json(body):
    return HttpResponse(body, content_type="application/json")
