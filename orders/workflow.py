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
    CANCELLED = 900, _("Cancelled")


TURKISH = {
    OrderStatus.CANCELLATION_WAITING: "İptal Bekliyor",
    OrderStatus.CANCELLED: "İptal Edildi",
    OrderStatus.WAITING: "Beklemede",
    OrderStatus.PAYMENT_WAITING: "Ödeme Bekleniyor",
    OrderStatus.CONFIRMATION_WAITING: "Onay Bekleniyor",
    OrderStatus.APPROVED: "Onaylanmış",
    OrderStatus.INACTIVE: "Aktif Olmayan",
    OrderStatus.PREPARING: "Hazırlanıyor",
    OrderStatus.SHIPPED: "Kargoya Verildi",
    OrderStatus.SHIPPED_AND_INFORMED: "Kargolandı ve Bilgilendirildi",
    OrderStatus.READY_FOR_PICKUP: "Teslim Alınmaya Hazır",
    OrderStatus.ATTEMPTED_DELIVERY: "Teslimat Denendi",
    OrderStatus.REVIEW_STARTED: "İnceleme Başladı",
    OrderStatus.REVIEW_WAITING: "İnceleme Bekliyor",
    OrderStatus.WAITING_FOR_PAYMENT: "Ödeme Bekliyor",
    OrderStatus.PAID: "Ödendi",
    OrderStatus.DELIVERED: "Teslim Edildi",
    OrderStatus.REFUNDED: "İade Edildi",
}
TURKISH_PACKAGE = {
    PackageStatus.WAITING: "Beklemede",
    PackageStatus.PREPARING: "Hazırlanıyor",
    PackageStatus.READY: "Paketlemeye Hazır",
    PackageStatus.PACKED: "Paketlendi",
    PackageStatus.SHIPPED: "Kargoya Verildi",
    PackageStatus.DELIVERED: "Teslim Edildi",
    PackageStatus.CANCELLED: "İptal Edildi",
}

# Which code and names a State row has, for each kind of object; the migration sows from this.
STATES = {
    "order": ("OrderStatus", TURKISH),
    "orderitem": ("OrderStatus", TURKISH),
    "package": ("PackageStatus", TURKISH_PACKAGE),
    "packageitem": ("PackageStatus", TURKISH_PACKAGE),
}

FINAL = {PackageStatus.DELIVERED, PackageStatus.CANCELLED}
UNPACKED = (PackageStatus.WAITING, PackageStatus.PREPARING, PackageStatus.READY)


class IllegalMove(Exception):
    """What was asked is not possible in the state that the object is in; the text is for people."""


class Invalid(ValueError):
    """A parameter of a command is missing or wrong; `errors` names the field and says why."""

    def __init__(self, /, **errors: str) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Parameter:
    """What a command asks for: `type` is string, text, datetime, cargo_company or location."""

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
    object (see `facts` of the model) that must, or must not, hold besides its state.
    """

    id: int
    slug: str
    title: str
    title_tr: str
    object: str
    sources: tuple[int, ...]
    destination: int
    permission: str
    parameters: tuple[Parameter, ...] = ()
    needs: frozenset[str] = field(default_factory=frozenset)
    bars: frozenset[str] = field(default_factory=frozenset)


CANCELLATION_REQUESTED = "cancellation requested"
UNPLANNED_ITEMS = "unplanned items"
_requested = frozenset({CANCELLATION_REQUESTED})

_carrier = Parameter("carrier", "cargo_company", "Carrier", "Kargo firması", required=True)
_waybill = Parameter("tracking_number", "string", "Tracking number", "Takip no", required=True)
_label = Parameter("shipping_label", "string", "Label address", "Etiket adresi")
_reason = Parameter("reason", "text", "Reason", "Neden", required=True)
_remark = Parameter("reason", "text", "Reason", "Neden")
_invoice = (
    Parameter("invoice_number", "string", "Invoice number (empty: the next one)", "Fatura no"),
    Parameter("invoice_date", "datetime", "Invoice date (empty: now)", "Fatura tarihi"),
)

_P, _O = PackageStatus, OrderStatus
COMMANDS = (
    Command(1, "start", "Start preparing", "Hazırlamaya başla", "package",
            (_P.WAITING,), _P.PREPARING, "start_package"),
    Command(2, "ready", "Ready for packaging", "Paketlemeye hazır", "package",
            (_P.WAITING, _P.PREPARING), _P.READY, "ready_package"),
    Command(3, "pack", "Pack", "Paketle", "package",
            UNPACKED, _P.PACKED, "pack_package", _invoice),
    Command(4, "ship", "Ship", "Kargoya ver", "package",
            (_P.PACKED,), _P.SHIPPED, "ship_package", (_carrier, _waybill, _label),
            bars=_requested),
    Command(5, "deliver", "Mark as delivered", "Teslim edildi", "package",
            (_P.SHIPPED,), _P.DELIVERED, "deliver_package"),
    Command(6, "cancel", "Cancel the package", "Paketi iptal et", "package",
            (*UNPACKED, _P.PACKED), _P.CANCELLED, "cancel_package", (_remark,), bars=_requested),
    Command(7, "unpack-and-cancel", "Unpack and cancel", "Paketi aç ve iptal et", "package",
            (_P.PACKED,), _P.CANCELLED, "cancel_package", (_remark,), needs=_requested),
    Command(8, "ship-anyway", "Ship anyway", "Yine de gönder", "package",
            (_P.PACKED,), _P.SHIPPED, "ship_anyway_package",
            (_carrier, _waybill, _label, _reason), needs=_requested),
    Command(20, "plan", "Plan into a package", "Pakete planla", "order",
            (_O.APPROVED,), _O.APPROVED, "plan_order",
            (Parameter("location", "location", "Location (empty: by the rules)", "Lokasyon"),),
            needs=frozenset({UNPLANNED_ITEMS})),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}
BY_SLUG = {(command.object, command.slug): command for command in COMMANDS}


def legal(kind: str, state: int, facts: Iterable[str] = ()) -> list[Command]:
    """Return the commands that an object of `kind` in `state` accepts now."""
    held = set(facts)
    return [
        c for c in COMMANDS
        if c.object == kind and state in c.sources and c.needs <= held and not c.bars & held
    ]  # fmt: skip


def require(kind: str, slug: str, state: int, facts: Iterable[str] = ()) -> Command:
    """Return the command, or raise IllegalMove with a sentence that says why not now."""
    command, held = BY_SLUG[kind, slug], set(facts)
    statuses = OrderStatus if kind == "order" else PackageStatus
    if state not in command.sources:
        raise IllegalMove(f"{command.title}: not possible while {statuses(state).label}.")
    if CANCELLATION_REQUESTED in command.bars & held:
        raise IllegalMove(
            f"{command.title}: the customer's cancellation has arrived. "
            "Unpack and cancel, or ship anyway with a reason."
        )
    if not command.needs <= held:
        raise IllegalMove(f"{command.title}: there is nothing to do ({', '.join(command.needs)}).")
    return command


_FROM_PACKAGE = {
    PackageStatus.WAITING: OrderStatus.APPROVED,
    PackageStatus.PREPARING: OrderStatus.PREPARING,
    PackageStatus.READY: OrderStatus.PREPARING,
    PackageStatus.PACKED: OrderStatus.PREPARING,
    PackageStatus.SHIPPED: OrderStatus.SHIPPED,
    PackageStatus.DELIVERED: OrderStatus.DELIVERED,
}


def item_status(*, remote: int, cancelled: bool, package: int | None) -> int:
    """Derive an item's status from the hub's word, and from the live package that it lies in."""
    if cancelled:
        return OrderStatus.CANCELLED
    if package is not None:
        return _FROM_PACKAGE[PackageStatus(package)]
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
