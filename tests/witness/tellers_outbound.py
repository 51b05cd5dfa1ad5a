"""What is told without being asked: the POS, the hub, the webhooks; and what is printed."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from orders.invoices.archive import pdf
from orders.invoices.document import document, loaded
from orders.models import InvoiceDocument, OrderEvent, Package
from tests.witness import doors
from tests.witness.doors import REST, read
from tests.witness.recording import Teller
from tests.witness.world import World
from webhooks.models import WebhookEvent

DIARY = Teller("diary")
POS = Teller(
    "pos",
    r"body\.(orderStatus|paymentType|currencyCode|facilityCode)$"
    r"|body\.shippingAddress\.(name|state|country|pincode)$"
    r"|orderItemPrice\.(sellingPrice|totalPrice)$|\.(integratedGst|stateGst)$",
)
WRITTEN_BACK = Teller("write_back")
HOOKS = Teller(
    "webhooks",
    r"^\[\d+\]\.body\.(event\.type|payload\.(number|state\.enum_value))$",
    frozenset({"W002", "W011"}),
)
INVOICE = Teller(
    "invoice",
    r"^facts\.(number|place_of_supply\.code|buyer_gstin|missing_rates.*"
    r"|collected|delivery\.(name|postcode|country)"
    r"|totals\.(taxable|integrated|state|total)|lines\[\d+\]\.(rate|total))$",
)
LABEL = Teller("label", r"^page\[\d\]$")
TARGETS = {"pos": POS, "omnitron": WRITTEN_BACK, "standard": HOOKS}
Said = Iterator[tuple[Teller, str, Any]]


def tell(world: World) -> Said:
    """Yield what was sent of each order, and what is printed of it."""
    for code, diary in world.diaries.items():
        yield DIARY, code, diary
    yield from _sent()
    yield from _invoices(world)
    yield from _labels(world)


def _sent() -> Said:
    first = {}
    for order, position in OrderEvent.objects.order_by("pk").values_list("order_id", "position"):
        first[order] = min(first.get(order, position), position)
    found: dict[Teller, dict] = {teller: defaultdict(list) for teller in TARGETS.values()}
    rows = WebhookEvent.objects.select_related("webhook", "order").order_by(
        "order_event", "webhook", "n"
    )
    for row in rows:
        body = read(bytes(row.body))
        if "event" in body:
            assert body["event"]["uuid"] == row.uuid.hex
            body["event"]["uuid"] = "<its uuid>"
            body["payload"]["position"] += 1 - first[row.order_id]
        told = {"event": row.event_type, "to": f"{row.method} {row.url}", "body": body}
        found[TARGETS[row.webhook.target]][row.order.code].append(told)
    for teller, by_code in found.items():
        for code, said in by_code.items():
            yield teller, code, said


def _invoices(world) -> Said:
    for invoice in loaded().select_related("package__order").order_by("pk"):
        facts = document(invoice)
        facts["date"], printed = str(facts["date"]), {}
        if invoice.package.order.code in world.whole:
            printed = {"printed": _pages(pdf(invoice.pk))}
        else:  # drawing takes long: those that are not read are not drawn
            blank = {"pdf": b"%PDF-1.4", "created_date": invoice.created_date}
            InvoiceDocument.objects.create(invoice=invoice, **blank)
        yield INVOICE, invoice.package.number, {"facts": facts} | printed


def _labels(world) -> Said:
    client = doors.uniware(world.house).client
    for number in (
        Package.objects.filter(order__code__in=world.whole)
        .order_by("pk")
        .values_list("number", flat=True)
    ):
        answer = client.get(f"{REST}oms/shipment/show?shippingPackageCodes={number}")
        if answer["Content-Type"] == "application/pdf":
            yield LABEL, number, {"page": _pages(answer.content)}


def _pages(paper: bytes) -> list[list[str]]:
    pages = PdfReader(BytesIO(paper)).pages
    return [page.extract_text().split("\n") for page in pages]
