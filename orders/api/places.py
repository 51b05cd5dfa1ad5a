"""Where and to whom orders go: places, customers and addresses, as Omnitron keys them."""

from rest_framework import serializers

from orders.api.wire import Native
from orders.models import Address, City, Country, Customer, District, Township

PLACE = ["is_active", "longitude", "latitude"]


class CountrySerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")

    class Meta:
        model = Country
        fields = ["pk", "name", "code", *PLACE]


class CitySerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")
    country = serializers.IntegerField(source="country.wire_pk")

    class Meta:
        model = City
        fields = ["pk", "name", "country", *PLACE]


class TownshipSerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")
    city = serializers.IntegerField(source="city.wire_pk")

    class Meta:
        model = Township
        fields = ["pk", "name", "city", *PLACE]


class DistrictSerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")
    city = serializers.IntegerField(source="city.wire_pk")
    township = serializers.IntegerField(source="township.wire_pk", allow_null=True)

    class Meta:
        model = District
        fields = ["pk", "name", "city", "township", *PLACE]


class CustomerSerializer(Native):
    pk = serializers.IntegerField(source="wire_pk")

    class Meta:
        model = Customer
        fields = [
            "email",
            "first_name",
            "last_name",
            "phone_number",
            "erp_code",
            "pk",
            "channel",
        ]


class AddressSerializer(Native):
    city = CitySerializer(allow_null=True)
    country = CountrySerializer(allow_null=True)
    township = TownshipSerializer(allow_null=True)
    district = DistrictSerializer(allow_null=True)
    customer = CustomerSerializer(allow_null=True)

    class Meta:
        model = Address
        fields = [
            "id",
            "city",
            "country",
            "township",
            "district",
            "customer",
            "address_type",
            "created_date",
            "modified_date",
            "omnitron_id",
            "mapping",
            "title",
            "is_active",
            "line",
            "postcode",
            "notes",
            "email",
            "phone_number",
            "first_name",
            "last_name",
            "company_name",
            "tax_office",
            "tax_no",
            "e_bill_taxpayer",
        ]

    @staticmethod
    def load(addresses):
        """Fetch the places and the customer, each in a query of its own."""
        return addresses.prefetch_related(
            "customer", "country", "city__country", "township__city", "district__city",
            "district__township",
        )  # fmt: skip
