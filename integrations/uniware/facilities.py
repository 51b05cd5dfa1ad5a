"""A facility: one of our locations, as far as the partner may use it."""

from integrations.uniware.described import TEXT, call
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import UniwareView, missing, text
from orders.facts.place import Place
from orders.models import StockLocation


@call("Get a facility", facilityCode=TEXT, code=TEXT)
class FacilityGet(UniwareView):
    route = "facility/get"
    nulls = ("facility",)

    def answer(self, body):
        """Return the facility that the body names, by `facilityCode` or as it was once, `code`."""
        code = text(body, "facilityCode", required=False) or text(body, "code", required=False)
        if not code:
            raise missing("facilityCode")
        seen = StockLocation.objects.visible_to(self.request.scope)
        places = seen.select_related("address__country", "address__city__country")
        if (place := places.filter(erp_code=code).first()) is None:  # unique
            raise Failure(Code.INVALID_FACILITY_CODE)
        return {"facility": shown(place)}


def shown(place: StockLocation) -> dict:
    """Return a location in this dialect's words."""
    where = Place(place.address)
    return {
        "code": place.erp_code,
        "displayName": place.name,
        "name": place.seller_name or place.name,
        "enabled": place.is_active,
        "gstNumber": place.seller_gstin,
        "email": place.email,
        "phone": place.daytime_phone,
        "addressLine1": ", ".join(where.lines),
        "pincode": where.pin,
        "city": where.city,
        "state": place.state_code or where.state,
        "country": where.country_code,
    }
