"""How an invoice is written: two embedded fonts, sizes and lines; text in no other letters."""

from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from orders.invoices.latin import in_latin

PLAIN, BOLD = "Vera", "VeraBd"  # come with reportlab, are free to embed
INK, GREY, RULE, SHADE = (HexColor(c) for c in ("#111111", "#555555", "#9a9a9a", "#efefef"))
ALL = (0, 0), (-1, -1)
BARE = [
    ("VALIGN", *ALL, "TOP"),
    ("LEFTPADDING", *ALL, 0),
    ("RIGHTPADDING", *ALL, 0),
    ("TOPPADDING", *ALL, 0),
    ("BOTTOMPADDING", *ALL, 0),
]
GRID = [
    ("VALIGN", *ALL, "TOP"),
    ("LINEBELOW", *ALL, 0.4, RULE),
    ("LEFTPADDING", *ALL, 3),
    ("RIGHTPADDING", *ALL, 3),
    ("TOPPADDING", *ALL, 3),
    ("BOTTOMPADDING", *ALL, 3),
]


@cache
def fonts() -> None:
    """Make both fonts known; once is enough."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


@cache
def known() -> frozenset[int]:
    """Return the letters that both fonts have."""
    fonts()
    plain, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in (PLAIN, BOLD))
    return frozenset(plain) & frozenset(bold)


def legible(text: str) -> str:
    """Return a text in letters that the fonts have."""
    return in_latin(text, known())


def text(words: str, *, size=7.2, bold=False, colour=INK, align=0) -> Paragraph:
    """Return a paragraph that wraps; what its words say is never markup."""
    style = ParagraphStyle(
        "text",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.3,
        textColor=colour,
        alignment=align,
    )
    return Paragraph(escape(legible(words)), style)


def figure(words: str, **looks) -> Paragraph:
    return text(words, align=TA_RIGHT, **looks)


def small(words: str) -> Paragraph:
    return text(words, size=6.2, colour=GREY)


def small_figure(words: str) -> Paragraph:
    return figure(words, size=6.2, colour=GREY)
