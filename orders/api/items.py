"""Order items: one row, one unit; with its product and the lists that priced and stocked it."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from orders.api.examples import example
from orders.api.filters import ItemFilter
from orders.api.lists import Followed
from orders.api.wire import Native, StateField
from orders.models import OrderItem, PriceList, Product, ProductImage, StockList


class ProductImageSerializer(Native):
    class Meta:
        model = ProductImage
        fields = ["order", "id", "url", "product"]


class ProductSerializer(Native):
    productimage_set = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "id",
            "productimage_set",
            "created_date",
            "modified_date",
            "omnitron_id",
            "name",
            "base_code",
            "sku",
            "barcode",
            "attributes",
            "attributes_kwargs",
            "extra_attributes",
            "remote_modified_date",
        ]

    @extend_schema_field(ProductImageSerializer(many=True))
    def get_productimage_set(self, product):
        """Return the images in the order that the hub gave them."""
        images = sorted(product.productimage_set.all(), key=lambda image: (image.order, image.pk))
        return ProductImageSerializer(images, many=True).data


class PriceListSerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")

    class Meta:
        model = PriceList
        fields = [
            "pk",
            "code",
            "name",
            "currency",
            "created_date",
            "is_auto_sync",
            "modified_date",
        ]


class StockListSerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")

    class Meta:
        model = StockList
        fields = ["pk", "code", "name", "created_date", "is_auto_sync", "modified_date"]


class OrderItemSerializer(Native):
    state = StateField()
    product = ProductSerializer()
    price_list = PriceListSerializer(allow_null=True)
    stock_list = StockListSerializer(allow_null=True)

    class Meta:
        model = OrderItem
        fields = [
            "id",
            "state",
            "product",
            "created_date",
            "modified_date",
            "omnitron_id",
            "net_amount",
            "price",
            "price_currency",
            "retail_price",
            "tax_rate",
            "tax_amount",
            "discount_amount",
            "without_net_amount",
            "installment_interest_amount",
            "attributes",
            "attributes_kwargs",
            "image",
            "price_list",
            "stock_list",
            "extra_field",
            "parent_omnitron_id",
            "order",
        ]

    @staticmethod
    def load(items):
        """Fetch the products with their images, and the lists."""
        return items.select_related("product", "price_list", "stock_list").prefetch_related(
            "product__productimage_set"
        )


@extend_schema_view(
    get=extend_schema(
        tags=["orders"], summary="Items, unit by unit", examples=[example("order_item", "An item")]
    )
)
class OrderItems(Followed):
    queryset = OrderItem.objects.all()
    serializer_class = OrderItemSerializer
    filterset_class = ItemFilter
