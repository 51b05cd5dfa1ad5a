"""The workflow as data: codes, the table of commands, and the statuses that follow."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class OrderStatus(IntegerChoices):
    """Codes of an order and of an item; Omnitron speaks the same ones (425 is ours alone)."""

    CANCELLATION_WAITING = 50, _("Cancellation Waiting")
    CANCELLED = 100, _("Cancelled")
    WAITING = 200, _("Waiting")
    PAYMENT_WAITING = 300, _("Payment Waiting")
    CONFIRMATION_WAITING = 350, _("Confirmation Waiting")
    APPROVED = 400, _("Approved")
    INACTIVE = 425, _("Inactive")
    PREPARING = 450, _("Preparing")
    SHIPPED = 500, _("Shipped")
    SHIPPED_AND_INFORMED = 510, _("Shipped and Informed")
    READY_FOR_PICKUP = 520, _("Ready for Pickup")
    ATTEMPTED_DELIVERY = 540, _("Attempted Delivery")
    REVIEW_STARTED = 544, _("Review Started")
    REVIEW_WAITING = 545, _("Review Waiting")
    WAITING_FOR_PAYMENT = 546, _("Waiting for Payment")
    PAID = 547, _("Paid")
    DELIVERED = 550, _("Delivered")
    REFUNDED = 600, _("Refunded")


class PackageStatus(IntegerChoices):
    """Codes of a package and of what lies in it; 100 waits here and is cancelled for an order."""

    WAITING = 100, _("Waiting")
    PREPARING = 200, _("Preparing")
    READY = 400, _("Ready for Packaging")
    PACKED = 500, _("Packed")
    SHIPPED = 600, _("Shipped")
    DELIVERED = 700, _("Delivered")
    RETURNED = 800, _("Returned")
    CANCELLED = 900, _("Cancelled")


FINAL = {PackageStatus.RETURNED, PackageStatus.CANCELLED}
UNPACKED = (PackageStatus.WAITING, PackageStatus.PREPARING, PackageStatus.READY)
FINAL_ORDER = {OrderStatus.CANCELLED, OrderStatus.DELIVERED, OrderStatus.REFUNDED}
# Words of the hub on orders that are sent from elsewhere: it alone gives them and takes them back.
OF_THE_HUB_ALONE = {
    OrderStatus.SHIPPED_AND_INFORMED,
    OrderStatus.READY_FOR_PICKUP,
    OrderStatus.ATTEMPTED_DELIVERY,
    OrderStatus.REVIEW_STARTED,
    OrderStatus.REVIEW_WAITING,
    OrderStatus.WAITING_FOR_PAYMENT,
    OrderStatus.PAID,
}


class IllegalMove(Exception):
    """What was asked is not possible in the state that the object is in; the text is for people."""


class Invalid(ValueError):
    """A parameter of a command is missing or wrong; `errors` names the field and says why."""

    def __init__(self, /, **errors: str) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Parameter:
    """What a command asks for; `type` names its reader in `orders.commands.running`."""

    name: str
    type: str
    title: str
    title_tr: str
    required: bool = False


@dataclass(frozen=True)
class Command:
    """
    One thing that can be asked of an object.

    `id` is `transition` on the wire and never changes. `needs` and `bars` name facts about the
    object (see `facts` of the model) that must, or must not, hold besides its state. Without a
    `destination` the state stays, or follows from what the command does.
    """

    id: int
    slug: str
    title: str
    title_tr: str
    object: str
    sources: tuple[int, ...]
    destination: int | None
    permission: str
    parameters: tuple[Parameter, ...] = ()
    needs: frozenset[str] = field(default_factory=frozenset)
    bars: frozenset[str] = field(default_factory=frozenset)


CANCELLATION_REQUESTED = "cancellation requested"
UNPLANNED_ITEMS = "unplanned items"
HELD = "held"
HUB_DECIDES = "the hub decides"
NEWER_COPY = "a newer copy waits"
APPROVAL_WITHDRAWN = "approval withdrawn"
SENT_ELSEWHERE = "sent elsewhere"
CHANGED_SINCE_PACKED = "changed since packed"
IN_DOUBT = "in doubt"  # because of one of these, which are left to a person:
DOUBTS = frozenset({CANCELLATION_REQUESTED, APPROVAL_WITHDRAWN, SENT_ELSEWHERE})
_requested, _held = frozenset({CANCELLATION_REQUESTED}), frozenset({HELD})
_doubted = _held | {APPROVAL_WITHDRAWN, SENT_ELSEWHERE}
_changed = frozenset({CHANGED_SINCE_PACKED})
_newer = frozenset({NEWER_COPY})

_carrier = Parameter("carrier", "cargo_company", "Carrier", "Kargo firması", required=True)
_waybill = Parameter("tracking_number", "string", "Tracking number", "Takip no", required=True)
_parcel = Parameter(
    "one_parcel", "boolean",
    "Travels in one parcel with another package of the order",
    "Siparişin başka bir paketiyle tek kolide gidiyor",
)  # fmt: skip
_label = Parameter("shipping_label", "string", "Label address", "Etiket adresi")
_reason = Parameter("reason", "text", "Reason", "Neden", required=True)
_remark = Parameter("reason", "text", "Reason", "Neden")
_invoice = (
    Parameter("invoice_number", "string", "Invoice number (empty: the next one)", "Fatura no"),
    Parameter("invoice_date", "datetime", "Invoice date (empty: now)", "Fatura tarihi"),
)
_serials = Parameter("serials", "serials", "Serial numbers", "Seri numaraları")
_priority = Parameter("priority", "integer", "Priority", "Öncelik", required=True)
_rate = Parameter("tax_rate", "percentage", "Tax rate in percent", "Vergi oranı (%)", required=True)
_supplied_in = Parameter("state", "state", "State of the supply", "Teslim eyaleti", required=True)
_unrated = Parameter(
    "items", "items", "Units (none: those without a rate)", "Ürünler (boş: oranı olmayanlar)"
)
_units = Parameter(
    "items", "items", "Units (none: the whole order)", "Ürünler (boş: siparişin tamamı)"
)

_sent = (_carrier, _waybill, _label, _parcel)

_P, _O = PackageStatus, OrderStatus
_UNAPPROVED = (
    _O.CANCELLATION_WAITING, _O.WAITING, _O.PAYMENT_WAITING, _O.CONFIRMATION_WAITING,
)  # fmt: skip
_BEFORE_DISPATCH = (*_UNAPPROVED, _O.APPROVED, _O.INACTIVE, _O.PREPARING)
COMMANDS = (
    Command(1, "start", "Start preparing", "Hazırlamaya başla", "package",
            (_P.WAITING,), _P.PREPARING, "start_package", bars=_doubted),
    Command(2, "ready", "Ready for packaging", "Paketlemeye hazır", "package",
            (_P.WAITING, _P.PREPARING), _P.READY, "ready_package", bars=_doubted),
    Command(3, "pack", "Pack", "Paketle", "package",
            UNPACKED, _P.PACKED, "pack_package", (*_invoice, _serials), bars=_doubted | _newer),
    Command(4, "ship", "Ship", "Kargoya ver", "package",
            (_P.PACKED,), _P.SHIPPED, "ship_package", _sent,
            bars=_requested | _doubted | _changed | _newer),
    Command(5, "deliver", "Mark as delivered", "Teslim edildi", "package",
            (_P.SHIPPED,), _P.DELIVERED, "deliver_package"),
    Command(6, "cancel", "Cancel the package", "Paketi iptal et", "package",
            (*UNPACKED, _P.PACKED), _P.CANCELLED, "cancel_package", (_remark,), bars=_requested),
    Command(7, "unpack-and-cancel", "Unpack and cancel", "Paketi aç ve iptal et", "package",
            (_P.PACKED,), _P.CANCELLED, "cancel_package", (_remark,), needs=_requested),
    Command(8, "ship-anyway", "Ship anyway", "Yine de gönder", "package",
            (_P.PACKED,), _P.SHIPPED, "ship_anyway_package",
            (*_sent, _reason), needs=frozenset({IN_DOUBT}), bars=_held | _newer),
    Command(9, "take-back", "Take back", "Geri al", "package",
            (_P.SHIPPED, _P.DELIVERED), _P.RETURNED, "take_back_package", (_reason,)),
    Command(10, "reopen", "Open again", "Yeniden aç", "package",
            (_P.PACKED,), _P.PREPARING, "reopen_package", (_remark,), bars=_requested),
    Command(11, "ship-as-packed", "Ship as packed", "Paketlendiği gibi gönder", "package",
            (_P.PACKED,), _P.SHIPPED, "ship_as_packed_package", (*_sent, _reason),
            needs=_changed, bars=_requested | _doubted | _newer),
    Command(12, "correct-tracking", "Correct carrier or tracking number",
            "Kargo firmasını veya takip numarasını düzelt", "package",
            (_P.SHIPPED, _P.DELIVERED), None, "correct_tracking_package", (*_sent, _remark)),
    Command(20, "plan", "Plan into a package", "Pakete planla", "order",
            (_O.APPROVED,), _O.APPROVED, "plan_order",
            (Parameter("location", "location", "Location (empty: by the rules)", "Lokasyon"),),
            needs=frozenset({UNPLANNED_ITEMS}), bars=_held),
    Command(21, "hold", "Hold", "Beklet", "order",
            _BEFORE_DISPATCH, None, "hold_order", (_remark,), bars=_held),
    Command(22, "release", "Release", "Serbest bırak", "order",
            tuple(_O), None, "hold_order", needs=_held),
    Command(23, "prioritise", "Set the priority", "Öncelik ver", "order",
            _BEFORE_DISPATCH, None, "prioritise_order", (_priority,)),
    Command(24, "approve", "Approve", "Onayla", "order",
            _UNAPPROVED, _O.APPROVED, "approve_order", bars=frozenset({HUB_DECIDES})),
    Command(25, "cancel", "Cancel the order", "Siparişi iptal et", "order",
            _BEFORE_DISPATCH, _O.CANCELLED, "cancel_order", (_reason, _units)),
    Command(30, "set-tax-rate", "Set the tax rate", "Vergi oranını belirle", "order",
            _BEFORE_DISPATCH, None, "set_tax_rate_order", (_rate, _unrated, _reason)),
    Command(31, "set-place-of-supply", "Set the place of supply", "Teslim yerini belirle", "order",
            _BEFORE_DISPATCH, None, "set_place_of_supply_order", (_supplied_in, _reason)),
    Command(32, "go-on-without-copy", "Go on without this copy", "Bu kopya olmadan devam et",
            "order", tuple(_O), None, "skip_copy_order", (_reason,), needs=_newer),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}
BY_SLUG = {(command.object, command.slug): command for command in COMMANDS}


# What to say when a fact bars a command.
_BARRED = {
    HELD: "The order is held; release it first.",
    NEWER_COPY: "{}: Omnitron has a newer copy of this order that could not be taken. "
    "Try it again in the quarantine, or go on without this copy.",
    HUB_DECIDES: "Omnitron decides when this order is approved.",
    CANCELLATION_REQUESTED: "{}: the customer's cancellation has arrived. "
    "Unpack and cancel, or ship anyway with a reason.",
    APPROVAL_WITHDRAWN: "{}: Omnitron has taken its approval back. It can go on once the order is "
    "approved again; what is packed can be cancelled, or shipped anyway with a reason.",
    CHANGED_SINCE_PACKED: "{}: the order has changed since the box was closed. Open it again and "
    "pack it anew, or ship it as packed with a reason.",
    SENT_ELSEWHERE: "{}: Omnitron says that the goods were sent already, and not by us. Cancel the "
    "package; or, if it was packed and has left, ship it anyway with a reason.",
}
# What to say when a fact that a command needs is not there.
_MISSING = {
    HELD: "The order is not held.",
    NEWER_COPY: "No newer copy of the order waits.",
    UNPLANNED_ITEMS: "Nothing of the order waits for a package.",
    CANCELLATION_REQUESTED: "{}: the customer has not asked to cancel.",
    IN_DOUBT: "{}: the customer has not asked to cancel.",
    CHANGED_SINCE_PACKED: "{}: nothing of the order has changed since the box was closed.",
}


def legal(kind: str, state: int, facts: Iterable[str] = ()) -> list[Command]:
    """Return the commands that an object of `kind` in `state` accepts now."""
    known = set(facts)
    return [
        c for c in COMMANDS
        if c.object == kind and state in c.sources and c.needs <= known and not c.bars & known
    ]  # fmt: skip


def require(kind: str, slug: str, state: int, facts: Iterable[str] = ()) -> Command:
    """Return the command, or raise IllegalMove with a sentence that says why not now."""
    command, known = BY_SLUG[kind, slug], set(facts)
    statuses = OrderStatus if kind == "order" else PackageStatus
    if state not in command.sources:
        raise IllegalMove(f"{command.title}: not possible while {statuses(state).label}.")
    for fact in sorted(command.bars & known):
        raise IllegalMove(_BARRED[fact].format(command.title))
    for fact in sorted(command.needs - known):
        raise IllegalMove(_MISSING[fact].format(command.title))
    return command


FROM_PACKAGE = {
    PackageStatus.WAITING: OrderStatus.APPROVED,
    PackageStatus.PREPARING: OrderStatus.PREPARING,
    PackageStatus.READY: OrderStatus.PREPARING,
    PackageStatus.PACKED: OrderStatus.PREPARING,
    PackageStatus.SHIPPED: OrderStatus.SHIPPED,
    PackageStatus.DELIVERED: OrderStatus.DELIVERED,
    PackageStatus.RETURNED: OrderStatus.REFUNDED,
}


def item_status(
    *, remote: int, cancelled: bool, package: int | None, refunded: bool = False
) -> int:
    """Derive an item's status from the hub's word, and from the live package that it lies in."""
    if cancelled:
        return OrderStatus.CANCELLED
    if refunded:
        return OrderStatus.REFUNDED
    if package is not None:
        return FROM_PACKAGE[PackageStatus(package)]
    if OrderStatus.APPROVED <= remote < OrderStatus.PREPARING:
        return OrderStatus.INACTIVE
    return remote


def order_status(*, remote: int, items: Iterable[tuple[int, bool]]) -> int:
    """Derive an order's status from its items, each given as (status, lies in a live package)."""
    every = list(items)
    open_items = [pair for pair in every if pair[0] != OrderStatus.CANCELLED]
    if every and not open_items:
        return OrderStatus.CANCELLED
    if not any(packed for _, packed in open_items):
        return remote
    least = min(status for status, _ in open_items)
    return OrderStatus.APPROVED if least == OrderStatus.INACTIVE else least


def plannable(remote: int) -> bool:
    """Tell whether the hub's status lets an order go into packages here."""
    return OrderStatus.APPROVED <= remote < OrderStatus.PREPARING
