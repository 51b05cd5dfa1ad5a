"""Orders cut short: for a screen's list, for a screen's first look, and for the BI tool."""

from django.db.models import Count, OuterRef, Prefetch, Subquery
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from oms.pagination import LongPageLimit
from orders.api.examples import example
from orders.api.filters import OrderFilter
from orders.api.lists import Followed, Single
from orders.api.orders import FACTS, OfOrders, OrderSerializer, TrackingNumberField
from orders.api.places import AddressSerializer
from orders.api.reference import ChannelSerializer
from orders.api.wire import Native, StateKeyField
from orders.facts import tracking
from orders.models import Address, Order, OrderItem
from orders.scope import EVERYTHING, Scope


class Keys(Native):
    """What the lists show of an order instead of the objects that belong to it."""

    state = StateKeyField()
    customer = serializers.IntegerField(source="customer.wire_pk")
    cargo_company = serializers.IntegerField(source="cargo_company.wire_pk", allow_null=True)


class OrderSimpleSerializer(Keys):
    class Meta:
        model = Order
        fields = [
            "id",
            "omnitron_id",
            "number",
            "created_date",
            "modified_date",
            "date_placed",
            "state",
            "channel",
            "customer",
            "shipping_address",
            "billing_address",
            "cargo_company",
            "payment_type",
            "delivery_type",
            "amount",
            "currency",
        ]

    @staticmethod
    def load(orders, *, scope: Scope = EVERYTHING):
        """Fetch the columns that are shown, and two keys of the hub."""
        return _narrow(orders, OrderSimpleSerializer.Meta.fields)


class ItemCountField(serializers.IntegerField):
    """How many items the reader sees."""

    def __init__(self, **options):
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, order):
        """Return the number that `counted` found, or else the one that the order keeps."""
        return getattr(order, "visible_item_count", order.order_item_count)


class OrderShortSerializer(Keys):
    delivery_range = serializers.JSONField(allow_null=True)
    tracking_number = TrackingNumberField()
    order_item_count = ItemCountField()

    class Meta:
        model = Order
        fields = [
            "id",
            "omnitron_id",
            "number",
            "date_placed",
            "created_date",
            "modified_date",
            "state",
            "channel",
            "customer",
            "shipping_address",
            "billing_address",
            "cargo_company",
            "retail_store",
            "payment_type",
            "delivery_type",
            "client_type",
            "delivery_range",
            "tracking_number",
            "segment",
            "order_item_count",
        ]

    @staticmethod
    def load(orders, *, scope: Scope = EVERYTHING):
        """Fetch the columns that are shown, and two keys of the hub."""
        sent = orders.annotate(sent_under=tracking.sent(scope))
        return counted(_narrow(sent, OrderShortSerializer.Meta.fields), scope)


class NamedSerializer(serializers.Serializer):
    """A place, cut to what a screen shows."""

    pk = serializers.IntegerField(source="wire_pk")
    name = serializers.CharField()


class AddressShortSerializer(AddressSerializer):
    city = NamedSerializer(allow_null=True)
    country = NamedSerializer(allow_null=True)
    township = NamedSerializer(allow_null=True)
    district = NamedSerializer(allow_null=True)

    @staticmethod
    def load(addresses):
        """Fetch the customer and the places by themselves."""
        return addresses.prefetch_related("customer", "country", "city", "township", "district")


class ChannelShortSerializer(ChannelSerializer):
    class Meta(ChannelSerializer.Meta):
        fields = ["id", "name", "channel_type"]

    configuration = None


class OrderDetailShortSerializer(OrderSerializer):
    orderitem_set = None
    order_item_count = ItemCountField()
    shipping_address = AddressShortSerializer()
    billing_address = AddressShortSerializer()
    channel = ChannelShortSerializer()

    class Meta(OrderSerializer.Meta):
        fields = [
            "id",
            "state",
            "commands",
            "order_item_count",
            "customer",
            "shipping_address",
            "billing_address",
            "channel",
            *FACTS,
        ]

    @staticmethod
    def load(orders, *, scope: Scope = EVERYTHING):
        """Fetch the orders, and of their items only what decides the commands."""
        items = OrderItem.objects.visible_to(scope).only("order", "state")
        addresses = AddressShortSerializer.load(Address.objects.all())
        sent = orders.annotate(sent_under=tracking.sent(scope))
        related = sent.select_related("channel", "customer", "cargo_company")
        return counted(related, scope).prefetch_related(
            Prefetch("orderitem_set", items),
            Prefetch("shipping_address", addresses),
            Prefetch("billing_address", addresses),
        )


@extend_schema_view(
    get=extend_schema(
        tags=["orders"],
        summary="Orders, with keys instead of objects",
        examples=[example("order_short", "An order")],
    )
)
class ShortOrders(OfOrders, Followed):
    serializer_class = OrderShortSerializer
    filterset_class = OrderFilter


@extend_schema_view(
    get=extend_schema(
        tags=["orders"],
        summary="Orders on one level, for the BI tool",
        description=(
            "For increments: `sort=modified_date&modified_date__gte=…&limit=1000`, then follow"
            " `next` until it is null, and begin again at the last `modified_date` seen. Read so,"
            " the list ends below what is still being written, and the header `Complete-Until`"
            " says where: nothing earlier will come in later. `orders/changes/` tells the same by"
            " number, and what happened."
        ),
        examples=[example("order_simple", "An order")],
    )
)
class SimpleOrders(OfOrders, Followed):
    serializer_class = OrderSimpleSerializer
    filterset_class = OrderFilter
    pagination_class = LongPageLimit


@extend_schema_view(
    get=extend_schema(
        tags=["orders"],
        summary="An order without its items",
        examples=[example("order_detail_short", "An order")],
    )
)
class SingleShortOrder(OfOrders, Single):
    serializer_class = OrderDetailShortSerializer


def counted(orders, scope: Scope):
    """Count the items that a location sees; who sees all of them reads the number kept."""
    if scope.locations is None:
        return orders
    items = OrderItem.objects.visible_to(scope).filter(order=OuterRef("pk")).order_by()
    number = items.values("order").annotate(number=Count("pk")).values("number")
    return orders.annotate(visible_item_count=Subquery(number))


def _narrow(orders, fields):
    related = {"customer", "cargo_company"}
    keys = [f"{name}__omnitron_id" for name in related]
    return orders.select_related(*related).only(*fields, *keys)
