"""Which piece is packed for a unit: its serial number, IMEI and seal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from orders.commands.dossier import Dossier
from orders.models import OrderItem, Package, Product
from orders.workflow import Invalid

LENGTHS = {"serial": 128, "imei": 32, "seal": 64}
MOST = 1000
_NAMES = {Product.SerialKind.SERIAL: "a serial number", Product.SerialKind.IMEI: "an IMEI"}


@dataclass(frozen=True)
class Piece:
    """What stands on the piece that is packed for a unit; `item` is the key of the unit."""

    item: int
    serial: str = ""
    imei: str = ""
    seal: str = ""


def read(value: object) -> list[Piece]:
    """Return the pieces that a caller names, or raise ValueError for what names none."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError(f"A list of at most {MOST} objects with item, serial, imei, seal.")
    pieces = [_piece(each) for each in value]
    if len({piece.item for piece in pieces}) < len(pieces):
        raise ValueError("A unit is named twice.")
    return pieces


def _piece(value: object) -> Piece:
    if not isinstance(value, Mapping) or value.keys() - {"item", *LENGTHS}:
        raise ValueError("Each is an object with item, serial, imei, seal, and nothing else.")
    item = value.get("item")
    if type(item) is not int or not 0 < item < 2**63:
        raise ValueError("item: the key of a unit is needed.")
    texts = {name: _text(name, value.get(name)) for name in LENGTHS}
    return Piece(item, **texts | {"imei": texts["imei"].replace(" ", "").replace("-", "")})


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not value.isprintable() or len(value) > LENGTHS[name]:
        raise ValueError(f"{name}: a text of at most {LENGTHS[name]} characters is needed.")
    return value.strip()


def is_imei(text: str) -> bool:
    """Tell whether these are the 15 digits of an IMEI, of which the last checks the others."""
    if len(text) != 15 or not (text.isascii() and text.isdigit()):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in text[1::2])
    return (sum(doubled) + sum(map(int, text[::2]))) % 10 == 0


def give(dossier: Dossier, package: Package, pieces: Iterable[Piece]) -> None:
    """
    Note which piece is packed for each unit of a package.

    The number that the partner ordered counts where none is given. Invalid names the SKU of what
    lacks the number that its product asks for, has a wrong one, or one of another live unit.
    """
    given = {piece.item: piece for piece in pieces}
    units = dossier.inside(package)
    if strangers := given.keys() - {unit.pk for unit in units}:
        listed = ", ".join(map(str, sorted(strangers)))
        raise Invalid(serials=f"Not in this package: unit {listed}.")
    known = [(unit, _known(unit, given.get(unit.pk, Piece(unit.pk)))) for unit in units]
    if wrong := [*_missing(known), *_no_imei(known)]:
        raise Invalid(serials=" ".join(wrong))
    for unit, piece in sorted(known, key=_in_order):
        _note(dossier, unit, piece)


def _known(unit: OrderItem, piece: Piece) -> Piece:
    kind, ordered = unit.product.serial_kind, unit.serial_number
    if kind == Product.SerialKind.SERIAL:
        return Piece(unit.pk, piece.serial or ordered, piece.imei, piece.seal)
    if kind == Product.SerialKind.IMEI and is_imei(ordered):
        return Piece(unit.pk, piece.serial, piece.imei or ordered, piece.seal)
    return piece


def _missing(known: Iterable[tuple[OrderItem, Piece]]) -> Iterable[str]:
    lacking: dict[tuple[str, str], list[str]] = {}
    for unit, piece in known:
        kind = unit.product.serial_kind
        if kind and not getattr(piece, kind):
            lacking.setdefault((unit.product.sku, kind), []).append(str(unit.pk))
    for (sku, kind), keys in lacking.items():
        name = _NAMES[Product.SerialKind(kind)]
        yield f"{sku} is packed with {name} of each unit; none is given for unit {', '.join(keys)}."


def _no_imei(known: Iterable[tuple[OrderItem, Piece]]) -> Iterable[str]:
    rule = "it has 15 digits, of which the last checks the others"
    for unit, piece in known:
        if piece.imei and not is_imei(piece.imei):
            yield f"{unit.product.sku}: {piece.imei} is no IMEI; {rule}."


def _in_order(pair: tuple[OrderItem, Piece]) -> tuple:
    """Sort, so that two packages with the same numbers never wait for each other."""
    unit, piece = pair
    return piece.imei, unit.product.sku, piece.serial, unit.pk


def _note(dossier: Dossier, unit: OrderItem, piece: Piece) -> None:
    if not (piece.serial or piece.imei or piece.seal):
        return
    columns = {
        "packed_sku": unit.product.sku,
        "packed_serial": piece.serial,
        "packed_imei": piece.imei,
        "packed_seal": piece.seal,
    }
    try:
        with transaction.atomic():
            OrderItem.objects.filter(pk=unit.pk).update(**columns)
    except IntegrityError as error:
        numbers = " / ".join(filter(None, (piece.serial, piece.imei)))
        taken = "was packed for another unit, which was neither cancelled nor came back"
        raise Invalid(serials=f"{unit.product.sku}: {numbers} {taken}.") from error
    dossier.change(unit, **columns)
