"""The calls of this dialect, as its page tells them."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.views import APIView

from integrations.vijaysales import (
    cancelling,
    gstin,
    interest,
    inventory,
    invoice,
    order_request,
    ordering,
    reading,
    serviceability,
    sessions,
)
from integrations.vijaysales.schema import Call, name_apart

ONCE = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="At most 255 printable ASCII characters, kept for 7 days: a repeat is answered with"
    " the first answer and Idempotent-Replayed: true. X-Parse-Request-Id is the same.",
)
ORDER_NAMES = "Our id, our number, or your partnerOrderId; `by` says which one is meant."
BY = OpenApiParameter("by", str, enum=list(reading.NAMES), description=ORDER_NAMES)
FORMS = OpenApiParameter("format", str, enum=list(invoice.FORMS), description="Overrides Accept.")
CHOICE = [
    OpenApiParameter(name, str, description="Which invoice, where an order has several.")
    for name in ("invoiceId", "packageId")
]


CALLS: dict[type[APIView], dict[str, Call]] = {
    sessions.Login: {
        "post": Call(
            "login", "Generate a token", sessions.LoginRequest, open_to_all=True,
            text="Good for 7 days; earlier tokens stay good until their own end. Needs the two"
            " X-Parse headers. clientId and clientSecret are taken for username and password.",
        )
    },
    sessions.Logout: {"post": Call("logout", "End the token that was sent")},
    sessions.Me: {"get": Call("me", "Get authenticated user", text="Also /user and /users/me.")},
    gstin.ValidateBody: {"post": Call("gstin_body", "Validate GSTIN", gstin.GstinRequest)},
    gstin.Validate: {"get": Call("gstin", "Validate GSTIN")},
    serviceability.Serviceability: {
        "get": Call("serviceability", "Get serviceability", query=serviceability.Query,
            text="vanNo may hold up to 50 SKUs with commas between; sku is the same, and so is the"
            " path /servicability. The answer promises nothing: only a block does."),
        "post": Call("serviceability_body", "Get serviceability, each SKU in its quantity",
            serviceability.Body),
    },
    inventory.Blocks: {
        "post": Call("block", "Block inventory", inventory.BlockRequest, parameters=(ONCE,),
            text="All or nothing, until it expires or is released. The same referenceId with the"
            " same content gets the same block. Also /inventory/blocks.")
    },
    inventory.Block: {
        "get": Call("block_now", "Get a block"),
        "delete": Call("block_deleted", "Release a block"),
    },
    inventory.Release: {"post": Call("block_released", "Release a block")},
    ordering.OrdersOfPartner: {
        "get": Call("orders", "Get orders", query=reading.ListRequest),
        "post": Call("order_created", "Create order", order_request.OrderRequest,
            parameters=(ONCE,), text="The same partnerOrderId gets the first answer, for ever."
            " It stands in paths, so it holds no slash. payment.amount is the whole orderAmount;"
            " with COD it may be 0, too."),
    },
    reading.SingleOrder: {
        "get": Call("order", "Get single order", parameters=(BY,), text=ORDER_NAMES)
    },
    reading.Item: {
        "get": Call("item", "Item by id", text="Also /orders/{orderId}/items/{itemId}.")
    },
    reading.Status: {
        "get": Call("status", "Get order status", parameters=(BY,), text=f"{ORDER_NAMES} Sent back"
            " as If-None-Match, the ETag of an answer is answered 304 until there is news.")
    },
    reading.Statuses: {
        "post": Call("statuses", "Get the status of up to 100 orders", reading.StatusRequest)
    },
    invoice.DownloadInvoice: {
        "get": Call("invoice", "Download invoice", parameters=(BY, FORMS, *CHOICE), paper=True,
            text="As JSON, as a PDF, or as a PDF within JSON: Accept chooses.")
    },
    invoice.DownloadPdf: {
        "get": Call("invoice_base64", "Download invoice as PDF", parameters=(BY, FORMS, *CHOICE),
            paper=True, text="A PDF, unless format or Accept asks for JSON.")
    },
    cancelling.Cancel: {
        "post": Call("cancelled", "Cancel order", cancelling.CancelRequest, parameters=(ONCE,),
            text="The whole order, or so many units of its lines now. A part without"
            " cancelRequestId or Idempotency-Key is cancelled again when it is asked again.")
    },
    interest.NotifyMe: {
        "post": Call("notify_me", "NotifyMe", interest.NotifyRequest, parameters=(ONCE,),
            text="Tell this person once when the product is back.")
    },
    interest.PreRegister: {
        "post": Call("pre_register", "Pre register", interest.RegisterRequest, parameters=(ONCE,),
            text="A place in line for a product that is to come; it reserves nothing.")
    },
}  # fmt: skip


def described(view: type[APIView]) -> type[APIView]:
    """Return the view with the description of its calls."""
    calls = {method: call.described() for method, call in CALLS[view].items()}
    hidden = extend_schema(exclude=True)
    unsaid = {method.lower(): hidden for method in view().allowed_methods if method != "OPTIONS"}
    return extend_schema_view(**(unsaid | calls))(view)


name_apart([order_request.ItemRequest, cancelling.ItemRequest, serviceability.Item,
        serviceability.Body, serviceability.Query])  # fmt: skip
