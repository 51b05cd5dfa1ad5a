"""Packages: what one location packs and sends, and the commands that move it on."""

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from orders.api.commanding import Commanding, describe
from orders.api.examples import example
from orders.api.filters import PackageFilter
from orders.api.items import OrderItemSerializer
from orders.api.lists import Followed, Scoped, Single
from orders.api.reference import CargoCompanySerializer, StockLocationSerializer
from orders.api.wire import CommandsField, Moment, Native, StateField, code_of
from orders.facts import carrier
from orders.models import OrderItem, Package, PackageItem, StockLocation
from orders.workflow import PackageStatus

SHIPMENT: dict[int, str] = {
    PackageStatus.PACKED: "created",
    PackageStatus.SHIPPED: "in_transit",
    PackageStatus.DELIVERED: "delivered",
    PackageStatus.RETURNED: "returned",
    PackageStatus.CANCELLED: "cancelled",
}


class PackageItemSerializer(Native):
    state = StateField()
    order_item = OrderItemSerializer()

    class Meta:
        model = PackageItem
        fields = [
            "id",
            "package",
            "order_item",
            "state",
            "quantity",
            "unit_weight",
            "created_date",
            "modified_date",
        ]


class ShipmentSerializer(serializers.Serializer):
    """The way of a package to the customer; it begins when the package is packed."""

    cargo_company = CargoCompanySerializer(source="carrier", allow_null=True)
    awb_number = serializers.CharField(source="tracking_number")
    tracking_number = serializers.CharField()
    tracking_url = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    label = serializers.CharField(source="shipping_label")
    shipped_date = Moment(source="shipped_at", allow_null=True)
    delivered_date = Moment(source="delivered_at", allow_null=True)

    def get_tracking_url(self, package) -> str:
        """Return where the package can be followed, or a blank."""
        return carrier.link(package)

    def get_status(self, package) -> str:
        """Return created, in_transit, delivered, returned or cancelled."""
        return SHIPMENT.get(code_of(package, self.context), "created")


class PackageSerializer(Native):
    state = StateField()
    commands = CommandsField()
    order_id = serializers.IntegerField()
    order_number = serializers.CharField(source="order.number")
    order_notes = serializers.CharField(source="order.notes", allow_null=True)
    channel_name = serializers.CharField(source="order.channel.name")
    city = serializers.CharField(source="destination.city.name", allow_null=True)
    date_placed = Moment(source="order.date_placed")
    payment_type = serializers.CharField(source="order.payment_type")
    delivery_range = serializers.JSONField(source="order.delivery_range", allow_null=True)
    stock_location = StockLocationSerializer()
    packageitem_set = PackageItemSerializer(many=True)
    shipment = serializers.SerializerMethodField()
    shipment_date = Moment(source="shipped_at", allow_null=True)
    invoice_number = serializers.CharField(allow_null=True)

    class Meta:
        model = Package
        fields = [
            "id",
            "number",
            "state",
            "commands",
            "order",
            "order_id",
            "order_number",
            "order_notes",
            "channel_name",
            "city",
            "date_placed",
            "payment_type",
            "delivery_range",
            "stock_location",
            "packageitem_set",
            "shipment",
            "shipment_date",
            "shipping_label",
            "invoice_number",
            "remote_id",
            "created_date",
            "modified_date",
        ]

    @extend_schema_field(ShipmentSerializer(allow_null=True))
    def get_shipment(self, package):
        """Return the shipment, once there is one."""
        if package.packed_at is None:
            return None
        return ShipmentSerializer(package, context=self.context).data

    @staticmethod
    def load(packages):
        """Fetch the packages with their items, and the location with its address."""
        items = PackageItem.objects.order_by("id").prefetch_related(
            Prefetch("order_item", OrderItemSerializer.load(OrderItem.objects.all()))
        )
        return packages.select_related("order__channel", "carrier", "invoice").prefetch_related(
            "order__shipping_address__city",
            "shipping_address__city",
            Prefetch("stock_location", StockLocationSerializer.load(StockLocation.objects.all())),
            Prefetch("packageitem_set", items),
        )


class OfPackages(Scoped):
    queryset = Package.objects.all()
    serializer_class = PackageSerializer


@extend_schema_view(
    get=extend_schema(
        tags=["packages"], summary="Packages", examples=[example("package", "A package")]
    )
)
class Packages(OfPackages, Followed):
    filterset_class = PackageFilter


class PackageShortSerializer(Native):
    """A package with keys instead of objects; its state is the code, as on Akinon's page."""

    state = serializers.SerializerMethodField()
    stock_location_erp_code = serializers.CharField(source="stock_location.erp_code")
    cargo_company = serializers.IntegerField(source="carrier.wire_pk", allow_null=True)
    packageitem_count = serializers.IntegerField()
    shipment_date = Moment(source="shipped_at", allow_null=True)

    class Meta:
        model = Package
        fields = [
            "id",
            "number",
            "state",
            "order",
            "stock_location",
            "stock_location_erp_code",
            "cargo_company",
            "packageitem_count",
            "tracking_number",
            "shipment_date",
            "remote_id",
            "created_date",
            "modified_date",
        ]

    def get_state(self, package) -> str:
        """Return the code as a text."""
        return str(package.state)

    @staticmethod
    def load(packages):
        """Fetch the packages with two keys, and count what lies in each."""
        inside = PackageItem.objects.filter(package=OuterRef("pk")).order_by()
        number = inside.values("package").annotate(number=Count("pk")).values("number")
        counted = packages.annotate(packageitem_count=Coalesce(Subquery(number), 0))
        return counted.select_related("stock_location", "carrier")


@extend_schema_view(
    get=extend_schema(
        tags=["packages"],
        summary="Packages, with keys instead of objects",
        examples=[example("package_short", "A package")],
    )
)
class ShortPackages(Followed):
    queryset = Package.objects.all()
    serializer_class = PackageShortSerializer
    filterset_class = PackageFilter


@extend_schema_view(
    get=extend_schema(
        tags=["packages"], summary="A package", examples=[example("package", "A package")]
    )
)
class SinglePackage(OfPackages, Single):
    pass


@describe("package")
class PackageCommand(Commanding):
    queryset = Package.objects.all()
