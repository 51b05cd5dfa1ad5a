"""The label of a shipment: where it goes, who carries it and what is in it, on a page each."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
)

from orders.facts.holder import inside
from orders.facts.invoice import standing
from orders.facts.payment import collectable, on_delivery
from orders.facts.person import name, phone
from orders.facts.place import Place
from orders.invoices import ink
from orders.invoices.ink import BARE, figure, small, text
from orders.invoices.words import grouped
from orders.models import Address, Customer, Package, StockLocation

MARGIN = 6 * mm
WIDTH = A6[0] - 2 * MARGIN
BAR_HEIGHT, WIDEST_BAR, QUIET = 15 * mm, 0.5 * mm, 3 * mm
MOST_KINDS = 6  # what is told of the contents fits on the page
LONGEST_NAME, LONGEST_LINE = 48, 120


def drawn(packages: Iterable[Package]) -> bytes:
    """Draw a page for each package, in the order given; the same facts are the same bytes."""
    ink.fonts()
    paper = BytesIO()
    template = BaseDocTemplate(paper, pagesize=A6, title="Shipping labels", invariant=1)
    frame = Frame(MARGIN, MARGIN, WIDTH, A6[1] - 2 * MARGIN, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    story: list[Flowable] = []
    for package in packages:
        story += [*_page(package), PageBreak()]
    template.build(story)
    return paper.getvalue()


def due(package: Package) -> Decimal:
    """Return what is to be collected at the door."""
    return collectable(package, inside(package))


def _page(package: Package) -> list[Flowable]:
    gap = partial(Spacer, 0)
    return [
        _head(package),
        gap(2 * mm),
        _bars(package.tracking_number or package.number),
        gap(2 * mm),
        small("Deliver to"),
        *_home(package.destination, package.recipient),
        gap(2 * mm),
        _payment(package),
        gap(2 * mm),
        small("If undelivered, return to"),
        *_sender(package.stock_location),
        gap(2 * mm),
        *_contents(package),
    ]


def _head(package: Package) -> Table:
    carrier = package.carrier.name if package.carrier else "No carrier yet"
    left = [text(_cut(carrier, LONGEST_NAME), size=11, bold=True)]
    right = [figure(f"Package {package.number}"), figure(f"Order {package.order.number}")]
    return Table([[left, right]], colWidths=[WIDTH * 0.5] * 2, style=BARE)


def _bars(code: str) -> Table:
    """Return a number in bars, above what they say; one with other letters has no bars."""
    rows: list[list[Flowable]] = [[text(_cut(code, LONGEST_NAME), size=9, bold=True, align=1)]]
    if code.isascii() and code.isprintable():
        unit = Code128(code, barWidth=1, quiet=False).width
        width = min(WIDEST_BAR, (WIDTH - 2 * QUIET) / unit)
        bars = Code128(code, barWidth=width, barHeight=BAR_HEIGHT, quiet=False)
        rows.insert(0, [bars])
    return Table(rows, colWidths=[WIDTH], style=[*BARE, ("ALIGN", *ink.ALL, "CENTER")])


def _home(address: Address, customer: Customer) -> list[Flowable]:
    place, rows_of = Place(address), (address, customer)
    number = phone(*rows_of)
    rows = [
        *place.lines,
        ", ".join(place.nearby),
        place.city_and_pin,
        number and f"Phone: {number}",
    ]
    named = text(_cut(name(*rows_of), LONGEST_NAME), size=10, bold=True)
    return [named, *(text(_cut(row, LONGEST_LINE), size=8.5) for row in rows if row)]


def _sender(place: StockLocation) -> list[Flowable]:
    where = Place(place.address)
    rows = [place.seller_name or place.name, *where.lines, where.city_and_pin]
    return [text(_cut(row, LONGEST_LINE)) for row in rows if row]


def _payment(package: Package) -> Table:
    order = package.order
    said = "PREPAID: collect nothing"
    if on_delivery(order):
        currency = order.currency.upper()
        said = f"CASH ON DELIVERY: collect {currency} {grouped(due(package), currency)}"
    style = [*ink.GRID, ("BOX", *ink.ALL, 0.8, ink.INK), ("BACKGROUND", *ink.ALL, ink.SHADE)]
    return Table([[text(said, size=9, bold=True, align=1)]], colWidths=[WIDTH], style=style)


def _contents(package: Package) -> list[Flowable]:
    units = inside(package)
    counts = Counter((unit.product.sku, unit.product.name) for unit in units)
    told = [
        text(_cut(f"{number} × {sku}  {name}", LONGEST_NAME))
        for (sku, name), number in list(counts.items())[:MOST_KINDS]
    ]
    if len(counts) > MOST_KINDS:
        told.append(small(f"and {len(counts) - MOST_KINDS} more"))
    invoice = standing(package)
    billed = f", invoice {invoice.number}" if invoice else ""
    return [small(f"Contents: {len(units)} in all{billed}"), *told]


def _cut(said: str, most: int) -> str:
    said = ink.legible(said)
    return said if len(said) <= most else f"{said[: most - 1]}…"
