"""From a row of the workflow's table, and raw parameters, to the function that does it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.dateparse import parse_datetime

from orders import gst
from orders.commands import cancelling, orders, packages, serials, tax, tracking
from orders.models import CargoCompany, StockLocation
from orders.workflow import (
    COMMANDS,
    FINAL,
    FINAL_ORDER,
    FROM_PACKAGE,
    OF_THE_HUB_ALONE,
    Command,
    Invalid,
    OrderStatus,
    PackageStatus,
    Parameter,
)

FUNCTIONS: dict[tuple[str, str], Callable] = {
    ("package", "start"): packages.start,
    ("package", "ready"): packages.ready,
    ("package", "pack"): packages.pack,
    ("package", "ship"): packages.ship,
    ("package", "deliver"): packages.deliver,
    ("package", "cancel"): packages.cancel,
    ("package", "unpack-and-cancel"): packages.unpack_and_cancel,
    ("package", "ship-anyway"): packages.ship_anyway,
    ("package", "take-back"): packages.take_back,
    ("package", "reopen"): packages.reopen,
    ("package", "ship-as-packed"): packages.ship_as_packed,
    ("package", "correct-tracking"): tracking.correct,
    ("order", "plan"): orders.plan,
    ("order", "hold"): orders.hold,
    ("order", "release"): orders.release,
    ("order", "prioritise"): orders.prioritise,
    ("order", "approve"): orders.approve,
    ("order", "cancel"): cancelling.cancel,
    ("order", "set-tax-rate"): tax.set_tax_rate,
    ("order", "set-place-of-supply"): tax.set_place_of_supply,
    ("order", "go-on-without-copy"): orders.go_on_without_copy,
}


def run(command: Command, object_id: int, parameters: Mapping, *, by: str, at: datetime) -> object:
    """
    Run a command with parameters as a form or the wire gives them, and return the object.

    Invalid names the parameters that are missing, unknown or wrong; IllegalMove says why the
    object does not accept the command now. Nothing is written then.
    """
    function = FUNCTIONS[command.object, command.slug]
    return function(object_id, **clean(command, parameters), by=by, at=at)


def clean(command: Command, raw: Mapping) -> dict:
    """Return the parameters as the command's function takes them, or raise Invalid."""
    errors, cleaned = {}, {}
    known = {parameter.name: parameter for parameter in command.parameters}
    allowed = ", ".join(known) or "none"
    for name in raw.keys() - known.keys():
        errors[name] = f"Unknown parameter. {command.slug} takes: {allowed}."
    for name, parameter in known.items():
        value = raw.get(name)
        if value is None or value == "":
            if parameter.required:
                errors[name] = "This field is required."
        else:
            try:
                cleaned[name] = _READERS[parameter.type](parameter, value)
            except ValueError as error:
                errors[name] = str(error)
    if errors:
        raise Invalid(**errors)
    return cleaned


def _text(parameter: Parameter, value) -> str:
    limit = _LENGTHS.get(parameter.name, 512)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("A text is needed.")
    if len(value) > limit:
        raise ValueError(f"At most {limit} characters.")
    return value.strip()


def _moment(parameter: Parameter, value) -> datetime:
    if isinstance(value, str):
        try:
            value = parse_datetime(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("A date and time with its offset is needed, as 2026-04-01T09:30:00Z.")
    if not _FIRST_DAY <= value < _LAST_DAY:
        raise ValueError("A date between 2000 and 2100 is needed.")
    return value


def _carrier(parameter: Parameter, value) -> int:
    key = _integer(value)
    column, key = ("pk", -key) if key < 0 else ("omnitron_id", key)
    found = CargoCompany.objects.filter(**{column: key}).values_list("pk", flat=True).first()
    if found is None:
        raise ValueError("There is no such carrier; see cargo_companies/ for their pk.")
    return found


def _location(parameter: Parameter, value) -> int:
    column = "pk" if isinstance(value, int) or str(value).isdigit() else "erp_code"
    key = _integer(value) if column == "pk" else value
    found = StockLocation.objects.filter(**{column: key}).values_list("pk", flat=True).first()
    if found is None:
        raise ValueError("There is no such location.")
    return found


def _whole(parameter: Parameter, value) -> int:
    return _integer(value)


def _percentage(parameter: Parameter, value) -> Decimal:
    if isinstance(value, bool) or not _PERCENTAGE.fullmatch(str(value)):
        raise ValueError("A number of percent is needed, as 18 or 2.5.")
    return Decimal(str(value))


def _state(parameter: Parameter, value) -> str:
    if not isinstance(value, str) or (state := gst.state(value)) is None:
        raise ValueError("A state of India is needed: its letters, code or name, as KA.")
    return state.letters


def _flag(parameter: Parameter, value) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is needed.")
    return value


def _items(parameter: Parameter, value) -> list[int]:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_ITEMS:
        raise ValueError(f"A list of one to {_MOST_ITEMS} keys of units is needed.")
    return [_integer(key) for key in value]


def _serials(parameter: Parameter, value) -> list[serials.Piece]:
    return serials.read(value)


def _integer(value) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.lstrip("-").isascii() or len(text) > 18:
        raise ValueError("A whole number is needed.")
    try:
        return int(text)
    except ValueError:
        raise ValueError("A whole number is needed.") from None


_FIRST_DAY, _LAST_DAY = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2100))
_MOST_ITEMS = 1000
_PERCENTAGE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
_LENGTHS = {"invoice_number": 64, "tracking_number": 256, "shipping_label": 1024}
_READERS: dict[str, Callable] = {
    "string": _text,
    "text": _text,
    "datetime": _moment,
    "cargo_company": _carrier,
    "location": _location,
    "integer": _whole,
    "items": _items,
    "percentage": _percentage,
    "state": _state,
    "boolean": _flag,
    "serials": _serials,
}


def require_sound(commands: Iterable[Command]) -> None:
    """Raise RuntimeError for a command without a function, or a state without a way in or out."""
    commands = list(commands)
    if {(command.object, command.slug) for command in commands} != FUNCTIONS.keys():
        raise RuntimeError("The table of commands and the functions behind it are out of step.")
    moves = [(c.object, source, c.destination) for c in commands for source in c.sources]
    packages_only = {(source, to) for kind, source, to in moves if kind == "package" and to}
    whole = {(source, to) for kind, source, to in moves if kind == "order" and to is not None}
    # A package that moves takes its order along.
    whole |= {(_with(source), _with(to)) for source, to in packages_only}
    _refuse_traps(PackageStatus, packages_only, {PackageStatus.WAITING}, FINAL)
    # The hub may give an order any state, so none is out of reach.
    _refuse_traps(OrderStatus, whole, set(OrderStatus), FINAL_ORDER | OF_THE_HUB_ALONE)


def _with(package_state: int) -> OrderStatus:
    return FROM_PACKAGE.get(PackageStatus(package_state), OrderStatus.APPROVED)


def _refuse_traps(states, moves: set, first: set, final: set) -> None:
    reached = first | {to for _, to in moves}
    left = {source for source, to in moves if to != source}
    if trapped := set(states) - left - final:
        raise RuntimeError(f"Nothing leads out of {', '.join(state.name for state in trapped)}.")
    if unreached := set(states) - reached:
        raise RuntimeError(f"Nothing leads to {', '.join(state.name for state in unreached)}.")


require_sound(COMMANDS)  # at start-up: an order without a next step is found before it exists
