"""The doors of this dialect, each with and without a slash at its end."""

from collections.abc import Iterator

from django.urls import URLPattern, re_path

from integrations.vijaysales import (
    calls,
    cancelling,
    gstin,
    interest,
    inventory,
    invoice,
    ordering,
    reading,
    serviceability,
    sessions,
)

NAME = r"[^/\x00]{1,64}"  # no row has a NUL in its name
ORDER, BLOCK, ITEM = (f"(?P<{name}>{NAME})" for name in ("order_id", "block_id", "item_id"))

ROUTES = {
    "login": sessions.Login,
    "logout": sessions.Logout,
    "me": sessions.Me,
    "gstin/validate": gstin.ValidateBody,
    "gstin/(?P<number>[^/]{1,128})": gstin.Validate,
    "serviceability": serviceability.Serviceability,
    "inventory/block": inventory.Blocks,
    f"inventory/block/{BLOCK}": inventory.Block,
    f"inventory/block/{BLOCK}/release": inventory.Release,
    "orders": ordering.OrdersOfPartner,
    "orders/status": reading.Statuses,
    f"orders/{ORDER}": reading.SingleOrder,
    f"orders/{ORDER}/status": reading.Status,
    f"orders/{ORDER}/invoice": invoice.DownloadInvoice,
    rf"orders/{ORDER}/invoice\.pdf": invoice.DownloadPdf,
    f"orders/{ORDER}/cancel": cancelling.Cancel,
    f"items/{ITEM}": reading.Item,
    "notify-me": interest.NotifyMe,
    "pre-register": interest.PreRegister,
}
ALIASES = {
    "(?:user|users/me)": sessions.Me,
    "servicability": serviceability.Serviceability,
    "inventory/blocks": inventory.Blocks,
    f"inventory/blocks/{BLOCK}": inventory.Block,
    f"inventory/blocks/{BLOCK}/release": inventory.Release,
    f"orders/{ORDER}/items/{ITEM}": reading.Item,
}


def doors() -> Iterator[URLPattern]:
    """Yield every door; the page tells the routes only, and none with a slash."""
    for route, view in ROUTES.items():
        yield re_path(f"^{route}$", calls.described(view).as_view())
    for route, view in ROUTES.items():
        yield re_path(f"^{route}/$", view.as_view(schema=None))
    for route, view in ALIASES.items():
        yield re_path(f"^{route}/?$", view.as_view(schema=None))


urlpatterns = list(doors())
