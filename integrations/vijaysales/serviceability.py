"""Can this be delivered there, how, and by when: a snapshot that promises nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from integrations.vijaysales import fields
from integrations.vijaysales.base import View
from integrations.vijaysales.fields import moment, money
from orders import serviceability
from orders.facts.place import Place
from orders.models import Product
from orders.serviceability import Offer, Pickup, Verdict

MOST = 50  # different SKUs
LARGEST = 10_000
UNKNOWN = "UNKNOWN_SKU"


class Query(serializers.Serializer):
    pincode = fields.Pincode()
    vanNo = serializers.CharField(max_length=MOST * 65)
    quantity = fields.Count(min_value=1, max_value=LARGEST, default=1)
    storeList = serializers.BooleanField(default=False)
    paymentMode = serializers.ChoiceField(["PREPAID", "COD"], default="PREPAID")

    def validate_vanNo(self, value):  # noqa: N802 - the field's name
        """Read a list with commas."""
        sku = fields.Sku()
        named = dict.fromkeys(sku.run_validation(one) for one in value.split(",") if one.strip())
        if not 1 <= len(named) <= MOST:
            raise serializers.ValidationError(f"1 to {MOST} different SKUs.")
        return list(named)


class Item(fields.Asked):
    vanNo = fields.Sku()
    quantity = fields.Count(min_value=1, max_value=LARGEST, default=1)


class Body(fields.Asked):
    pincode = fields.Pincode()
    items = serializers.ListField(child=Item(), min_length=1, max_length=MOST)
    storeList = serializers.BooleanField(default=False)
    paymentMode = serializers.ChoiceField(["PREPAID", "COD"], default="PREPAID")


class Serviceability(View):
    route = "serviceability"
    asks = True

    def get(self, request):
        """Get serviceability of some SKUs, all in the same quantity."""
        data = request.query_params.dict()
        data.setdefault("vanNo", data.get("sku"))
        asked = self.read(Query, {name: value for name, value in data.items() if value is not None})
        return self._answer(asked, dict.fromkeys(asked["vanNo"], asked["quantity"]))

    def post(self, request):
        """Get serviceability of some SKUs, each in its quantity."""
        asked = self.read(Body, request.data)
        wanted: dict[str, int] = {}
        for item in asked["items"]:
            wanted[item["vanNo"]] = wanted.get(item["vanNo"], 0) + item["quantity"]
        return self._answer(asked, wanted)

    def _answer(self, asked: Mapping, wanted: Mapping[str, int]) -> Response:
        known = _known(wanted)
        found = serviceability.verdicts(
            asked["pincode"],
            {known[sku]: quantity for sku, quantity in wanted.items() if sku in known},
            now=timezone.now(),
            cod=asked["paymentMode"] == "COD",
            within=self.request.scope.locations,
        )
        stores = asked["storeList"]
        return Response({"data": {s: _told(found.get(known.get(s, 0)), stores) for s in wanted}})


def _known(wanted: Iterable[str]) -> dict[str, int]:
    """Return our keys by SKU; a SKU of two products names none."""
    rows = list(Product.objects.current().filter(sku__in=wanted).values_list("sku", "pk"))
    times = Counter(sku for sku, _pk in rows)
    return {sku: pk for sku, pk in rows if times[sku] == 1}


def _told(verdict: Verdict | None, stores: bool) -> dict:
    if verdict is None:
        verdict = Verdict(0, 0, reason=UNKNOWN)
    return {
        "isServiceable": verdict.serviceable,
        "maxQuantity": verdict.most,
        "shippingModes": [_mode(offer) for offer in verdict.offers],
        "storePickupList": [_store(pickup) for pickup in verdict.pickups] if stores else [],
        "reason": verdict.reason,
    }


def _mode(offer: Offer) -> dict:
    return {
        "mode": offer.mode,
        "deliveryType": offer.mode,
        "promisedFrom": offer.promise.first.isoformat(),
        "promisedTo": offer.promise.last.isoformat(),
        "cutoffAt": moment(offer.promise.cutoff_at),
        "charge": money(offer.charge),
        "codAvailable": offer.cod,
    }


def _store(pickup: Pickup) -> dict:
    location, where = pickup.location, Place(pickup.location.address)
    city = where.address.city if where.address else None
    return {
        "storeCode": location.erp_code,
        "name": location.name,
        "address": ", ".join(where.lines),
        "pincode": where.pin,
        "latitude": float(city.latitude) if city and city.latitude is not None else None,
        "longitude": float(city.longitude) if city and city.longitude is not None else None,
        "availableQuantity": pickup.available,
        "readyAt": moment(pickup.ready_at),
    }
