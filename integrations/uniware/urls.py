"""The doors of this dialect."""

from django.urls import URLPattern, include, path
from django.urls.resolvers import RoutePattern

from integrations.uniware import adjusting, facilities, inventory, papers, reading, verbs
from integrations.uniware.oauth import Token


class EitherSpelling(RoutePattern):
    """A route that its clients write with other capitals, or with a slash behind it."""

    def match(self, path):
        """Return what Django expects of a route that matches to the end, or None."""
        fits = path.removesuffix("/").casefold() == str(self._route).casefold()
        return ("", (), {}) if fits else None


def door(view):
    """Return the pattern of a view's route."""
    name = f"uniware-{view.route}"
    return URLPattern(EitherSpelling(view.route, name, is_endpoint=True), view.as_view(), name=name)


VIEWS = [
    reading.SaleOrderGet,
    reading.SaleOrderSearch,
    reading.PackageSearch,
    reading.PackageDetails,
    reading.PackagesByStatus,
    reading.InvoiceDetails,
    verbs.Cancel,
    verbs.Hold,
    verbs.Unhold,
    verbs.SetPriority,
    verbs.Verify,
    verbs.Dispatch,
    facilities.FacilityGet,
    papers.InvoiceShow,
    papers.ShipmentShow,
    inventory.InventorySnapshot,
    adjusting.InventoryAdjust,
]
urlpatterns = [
    path("oauth/", include([door(Token)])),
    path("services/rest/v1/", include([door(view) for view in VIEWS])),
]
