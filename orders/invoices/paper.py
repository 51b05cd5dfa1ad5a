"""The paper of an invoice, with all that rule 46 of the CGST Rules asks for."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from oms.core.currency import exponent
from orders import gstin
from orders.invoices import beneath, ink
from orders.invoices.document import CREDIT_NOTE, INVOICE
from orders.invoices.ink import BARE, GRID, figure, legible, small, small_figure, text
from orders.invoices.words import grouped

MARGIN, FOOT = 14 * mm, 18 * mm
CRORE = 10**7  # from here on, figures are set smaller
WIDTH = A4[0] - 2 * MARGIN
ROUNDED_TO = ("the whole", "the tenth", "the hundredth", "the thousandth", "four decimals")
HEADS = {
    "integrated": "IGST",
    "central": "CGST",
    "state": "SGST",
    "union_territory": "UTGST",
}


# What each kind of paper calls itself: its name, its title, its date and its total.
WORDS = {
    INVOICE: ("Invoice", "INVOICE", "Date of invoice", "Invoice total"),
    CREDIT_NOTE: ("Credit note", "CREDIT NOTE", "Date of credit note", "Total credited"),
}


def drawn(facts: dict) -> bytes:
    """Draw what `document` says; the same facts are always the same bytes."""
    pages = _build(facts, pages=0)[1]
    return _build(facts, pages=pages)[0]


def _build(facts: dict, *, pages: int) -> tuple[bytes, int]:
    """Return the paper and how many pages it has; each page's foot tells of `pages`."""
    ink.fonts()
    paper = BytesIO()
    template = BaseDocTemplate(
        paper,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=FOOT,
        title=f"{_name(facts)} {facts['number']}",
        author=legible(facts["seller"]["name"]),
        invariant=1,
    )
    frame = Frame(MARGIN, FOOT, WIDTH, A4[1] - MARGIN - FOOT, 0, 0, 0, 0)
    foot = partial(_foot, facts=facts, pages=pages)
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=foot))
    template.build(_story(facts))
    return paper.getvalue(), template.page


def _foot(canvas, template, *, facts, pages) -> None:
    canvas.setFont(ink.PLAIN, 7)
    canvas.setFillColor(ink.GREY)
    canvas.drawString(MARGIN, 10 * mm, f"{_name(facts)} {legible(facts['number'])}")
    canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {template.page} of {pages}")


def _story(facts: dict) -> list[Flowable]:
    return [
        _title(facts),
        Spacer(0, 3 * mm),
        _parties(facts),
        Spacer(0, 3 * mm),
        _lines(facts),
        *_unrated(facts),
        Spacer(0, 2 * mm),
        KeepTogether([_sums(facts), Spacer(0, 4 * mm), _signature(facts)]),
    ]


def _title(facts: dict) -> Table:
    name, title, date, _ = WORDS[facts["kind"]]
    taxed = facts["kind"] == INVOICE and facts["seller_gstin"] and not facts["missing_rates"]
    title = f"TAX {title}" if taxed else title
    left = [text(title, size=15, bold=True), text("Original for recipient", colour=ink.GREY)]
    place = facts["place_of_supply"]
    right = _pairs(
        [
            (f"{name} number", facts["number"]),
            (date, f"{facts['date']:%d %b %Y}"),
            *_taken_back(facts),
            ("Place of supply", f"{place['name']} ({place['code']})" if place else "–"),
            ("Reverse charge", "Yes" if facts["reverse_charge"] else "No"),
            ("Order", facts["order_number"]),
            ("Package", facts["package_number"]),
        ]
    )
    return Table([[left, right]], colWidths=[WIDTH * 0.42, WIDTH * 0.58], style=BARE)


def _taken_back(facts: dict) -> list[tuple[str, str]]:
    """Name the invoice that a credit note is against, and why."""
    if facts["kind"] == INVOICE:
        return []
    against = f"{facts['invoice_number']} of {facts['invoice_date']:%d %b %Y}"
    return [("Against invoice", against), ("Reason", facts["reason"] or "–")]


def _name(facts: dict) -> str:
    return WORDS[facts["kind"]][0]


def _parties(facts: dict) -> Table:
    seller, buyer, delivery = facts["seller"], facts["buyer"], facts["delivery"]
    cells = [_party("Sold by", seller), _party("Billed to", buyer)]
    if facts["collected"]:
        cells.append([small("Delivered to"), text("Collected by the buyer in the store")])
    elif _place(delivery) == _place(buyer):
        cells.append([small("Delivered to"), text("Same as billed to")])
    else:
        cells.append(_party("Delivered to", delivery))
    style = [
        *GRID,
        ("BOX", (0, 0), (-1, -1), 0.4, ink.RULE),
        ("INNERGRID", (0, 0), (-1, -1), 0.4, ink.RULE),
    ]
    return Table([cells], colWidths=[WIDTH / 3] * 3, splitInRow=1, style=style)


def _place(party: dict) -> tuple:
    return party["name"], party["lines"], party["city"], party["postcode"], party["state_code"]


def _party(title: str, party: dict) -> list[Flowable]:
    city = " ".join(filter(None, [party["city"], party["postcode"]]))
    state = f"State: {party['state_name']} ({party['state_code']})" if party["state_code"] else ""
    attention = party.get("attention") and f"Attn. {party['attention']}"
    phone = party.get("phone") and f"Phone: {party['phone']}"
    rows = [attention, *party["lines"], city, party["country"], state, phone, _number(party)]
    return [
        small(title),
        text(party["name"], size=8.5, bold=True),
        *(text(row) for row in rows if row),
    ]


def _number(party: dict) -> str:
    """Return a party's registration under the name that it has."""
    if not (number := party["gstin"]):
        return ""
    registered = gstin.registration(number)
    return f"{registered.kind if registered else gstin.Kind.GSTIN}: {number}"


def _lines(facts: dict) -> Table:
    heads, amount = _heads(facts), _amount(facts)
    names = ["#", "Description of goods", "HSN", "Qty", "Unit price", "Taxable value"]
    head = [*names, *(HEADS[name] for name in heads), "Total"]
    sides = [text, text, text, *[figure] * (len(head) - 3)]
    rows = [[side(name, bold=True) for side, name in zip(sides, head, strict=True)]]
    for line in facts["lines"]:
        rows.append(_line(line, facts["currency"], heads, amount))
        rows += [["", small(row), *[""] * (len(head) - 2)] for row in beneath.further(line)]
    rows.append(_total(facts, heads, amount))
    style = [
        *GRID,
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, ink.INK),
        ("BACKGROUND", (0, 0), (-1, 0), ink.SHADE),
        ("BACKGROUND", (0, -1), (-1, -1), ink.SHADE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, ink.INK),
    ]
    fixed = [7 * mm, 17 * mm, 10 * mm, 20 * mm, 23 * mm, *[20 * mm] * len(heads), 22 * mm]
    widths = [fixed[0], WIDTH - sum(fixed), *fixed[1:]]
    return Table(rows, colWidths=widths, repeatRows=1, style=style)


def _heads(facts: dict) -> list[str]:
    """Return the tax heads that this invoice bears, in the order of their columns."""
    lines = facts["lines"]
    return [head for head in HEADS if any(line[f"{head}_rate"] or line[head] for line in lines)]


def _amount(facts: dict) -> Callable[..., Paragraph]:
    """Return how amounts are set, so that the longest fits into its column."""
    size, currency = _size(facts), facts["currency"]
    return lambda amount, **looks: figure(grouped(amount, currency), size=size, **looks)


def _size(facts: dict) -> float:
    return 5.8 if facts["totals"]["total"] >= CRORE else 7.2


def _line(line: dict, currency: str, heads: list[str], amount: Callable[..., Paragraph]) -> list:
    return [
        text(str(line["line_no"])),
        [text(line["description"]), *(small(row) for row in beneath.first(line, currency))],
        text(line["hsn"] or "–"),
        [figure(str(line["quantity"])), small_figure(line["unit"])],
        amount(line["unit_price"]),
        amount(line["taxable"]),
        *([amount(line[h]), _rate(line, h)] for h in heads),
        amount(line["total"]),
    ]


def _rate(line: dict, head: str) -> Paragraph:
    return small_figure(f"{line[f'{head}_rate'].normalize():f} %" if line["rated"] else "no rate")


def _total(facts: dict, heads: list[str], amount: Callable[..., Paragraph]) -> list:
    totals = facts["totals"]
    gross = sum(line["total"] for line in facts["lines"])
    sums = [amount(totals[name], bold=True) for name in ("taxable", *heads)]
    pieces = figure(str(totals["quantity"]), size=_size(facts), bold=True)
    return ["", text("Total", bold=True), "", pieces, "", *sums, amount(gross, bold=True)]


def _unrated(facts: dict) -> list[Flowable]:
    """Name the goods for which this is no tax invoice."""
    if not facts["missing_rates"]:
        return []
    skus = ", ".join(facts["missing_rates"])
    return [Spacer(0, 2 * mm), text(f"No tax rate is on record for {skus}.", bold=True)]


def _sums(facts: dict) -> Table:
    totals, currency = facts["totals"], facts["currency"]
    rows = [("Taxable value", totals["taxable"])]
    rows += [(HEADS[head], totals[head]) for head in _heads(facts)]
    if totals["round_off"]:
        rows.append(("Rounded off", totals["round_off"]))
    sums = [[text(name), figure(grouped(amount, currency))] for name, amount in rows]
    sums.append([
        text(f"{WORDS[facts['kind']][-1]} ({currency})", size=9, bold=True),
        figure(grouped(totals["total"], currency), size=9, bold=True),
    ])  # fmt: skip
    notes = (
        f"Amounts are in {currency}. Unit prices include tax; a discount named with the goods is "
        f"already taken off. Tax is rounded to {ROUNDED_TO[exponent(currency)]} for each unit."
    )
    words = [
        small("Amount in words"),
        text(facts["amount_in_words"], bold=True),
        Spacer(0, 2 * mm),
        small(notes),
    ]
    right = Table(sums, colWidths=[WIDTH * 0.20, WIDTH * 0.22], style=GRID)
    return Table([[words, right]], colWidths=[WIDTH * 0.58, WIDTH * 0.42], style=BARE)


def _signature(facts: dict) -> Table:
    right = [
        figure(f"For {facts['seller']['name']}", bold=True),
        Spacer(0, 14 * mm),
        figure("Authorised signatory"),
    ]
    return Table([["", right]], colWidths=[WIDTH * 0.5] * 2, style=BARE)


def _pairs(rows: list[tuple[str, str]]) -> Table:
    cells = [[text(name, colour=ink.GREY), text(value, bold=True)] for name, value in rows]
    tight = [*BARE, ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    return Table(cells, colWidths=[WIDTH * 0.18, WIDTH * 0.40], style=tight)
