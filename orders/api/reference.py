"""Channels, carriers and stock locations: what orders and packages refer to."""

from urllib.parse import urlsplit

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from oms.pagination import LongPageLimit
from orders.api.examples import example
from orders.api.filters import CargoCompanyFilter, ChannelFilter, LocationFilter
from orders.api.lists import Listing
from orders.api.places import (
    CitySerializer,
    CountrySerializer,
    DistrictSerializer,
    TownshipSerializer,
)
from orders.api.wire import Native
from orders.models import Address, CargoCompany, Channel, StockLocation
from orders.models.channel import SECRETS

MASK = "********"


class ChannelSerializer(Native):
    configuration = serializers.SerializerMethodField(
        help_text="Every key of the channel; what is secret is shown as stars."
    )

    class Meta:
        model = Channel
        fields = [
            "id",
            "channel_type",
            "created_date",
            "modified_date",
            "omnitron_id",
            "name",
            "configuration",
            "is_active",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_configuration(self, channel):
        """Return the configuration without a secret."""
        return {
            "server": _public(channel.server),
            "password": MASK,
            "username": channel.username,
            "sales_url": _origin(channel.server),
            "auth_token": MASK,
            **channel.configuration,
            **{key: MASK for key in SECRETS if key in channel.configuration},
        }


class CargoCompanySerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")

    class Meta:
        model = CargoCompany
        fields = [
            "pk",
            "name",
            "erp_code",
            "shipping_company",
            "is_active",
            "created_date",
            "modified_date",
        ]


class LocationAddressSerializer(Native):
    city = CitySerializer(allow_null=True)
    country = CountrySerializer(allow_null=True)
    township = TownshipSerializer(allow_null=True)
    district = DistrictSerializer(allow_null=True)

    class Meta:
        model = Address
        fields = [
            "id",
            "city",
            "country",
            "township",
            "district",
            "mapping",
            "title",
            "is_active",
            "line",
            "postcode",
            "notes",
        ]


LOCATION = [
    "stock_location_type",
    "address",
    "tags",
    "priority",
    "conf",
    "is_active",
    "is_fulfillment_center",
    "is_pickup_location",
    "is_delivery_location",
    "is_return_available",
    "is_fast_delivery_available",
    "daytime_phone",
    "evening_phone",
    "fax_number",
    "email",
    "max_quota",
    "quota",
    "created_date",
    "modified_date",
]


class StockLocationSerializer(Native):
    address = LocationAddressSerializer(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = StockLocation
        fields = ["id", "omnitron_id", "name", "erp_code", *LOCATION]

    @staticmethod
    def load(locations):
        """Fetch the addresses with their places."""
        return locations.prefetch_related(
            "address__country", "address__city__country", "address__township__city",
            "address__district__city", "address__district__township",
        )  # fmt: skip


class StockLocationSimpleSerializer(Native):
    """A location on one level: its address is a key."""

    tags = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = StockLocation
        fields = ["id", "omnitron_id", "name", "erp_code", *LOCATION]


def _described(name, summary, title):
    return extend_schema_view(
        get=extend_schema(tags=["reference"], summary=summary, examples=[example(name, title)])
    )


@_described("channel", "Channels", "A channel")
class Channels(Listing):
    queryset = Channel.objects.all()
    serializer_class = ChannelSerializer
    filterset_class = ChannelFilter


@_described("cargo_company", "Carriers", "A carrier")
class CargoCompanies(Listing):
    queryset = CargoCompany.objects.all()
    serializer_class = CargoCompanySerializer
    filterset_class = CargoCompanyFilter

    def get_queryset(self):
        """Return every carrier: they belong to nobody's channel or store."""
        return self.queryset.all()


@_described("stock_location_simple", "Stock locations on one level", "A store")
class SimpleStockLocations(Listing):
    queryset = StockLocation.objects.all()
    serializer_class = StockLocationSimpleSerializer
    filterset_class = LocationFilter
    pagination_class = LongPageLimit


def _public(server):
    """Return the address without the name and password that it may hold."""
    user, at, _host = urlsplit(server).netloc.rpartition("@")
    return server.replace(f"{user}{at}", "", 1) if at else server


def _origin(server):
    url = urlsplit(_public(server))
    return f"{url.scheme}://{url.netloc}/" if url.netloc else ""
