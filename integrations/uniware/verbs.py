"""What a partner may do to an order or a package; each ends in one command of the house."""

from django.utils import timezone

from integrations.models import AccessToken
from integrations.uniware.defaults import complete
from integrations.uniware.described import FLAG, TEXT, TEXTS, WHOLE, call
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import (
    UniwareView,
    flag,
    integer,
    missing,
    order_named,
    text,
    texts,
)
from orders.commands import cancelling, orders, packages
from orders.commands.reach import within_reach
from orders.facts.units import codes as codes_of
from orders.models import CargoCompany, Order, OrderItem, Package
from orders.workflow import BY_SLUG, IllegalMove, Invalid, PackageStatus

LONGEST_REASON = 100
LONGEST_WAYBILL = 256
NO_REASON = "Cancelled by the partner."
FIELDS = {"tracking_number": "trackingNumber", "items": "saleOrderItemCodes"}


class Verb(UniwareView):
    """A command: what it refuses is a Failure with the house's own sentence."""

    right = AccessToken.Right.COMMAND
    refusal = Code.INVALID_SALE_ORDER_STATE

    def answer(self, body):
        """Give the command; what the house refuses is a Failure."""
        try:
            return self.do(body, by=self.request.by, at=timezone.now()) or {}
        except IllegalMove as error:
            raise Failure(self.refusal, str(error)) from error
        except Invalid as error:
            name, said = next(iter(error.errors.items()))
            raise Failure(Code.INVALID_API_REQUEST, said, field=FIELDS.get(name, name)) from error

    def do(self, body, *, by, at):
        """Read the body, run the command, and return what there is to say besides success."""
        raise NotImplementedError

    def order(self, body):
        """Return the order that the body names."""
        return order_named(text(body, "saleOrderCode"), self.request.scope)

    def reach(self, row, slug, **named):
        """Lock the order of this order or package for a command that the partner may give here."""
        command = BY_SLUG[row._meta.model_name, slug]
        return within_reach(command, row.pk, self.request.scope, **named)


@call("Hold an order", required=("saleOrderCode",), saleOrderCode=TEXT)
class Hold(Verb):
    route = "oms/saleOrder/hold"

    def do(self, body, *, by, at):
        """Keep the order from being planned, packed and shipped."""
        order = self.order(body)
        with self.reach(order, "hold"):
            orders.hold(order.pk, by=by, at=at)


@call("Release a held order", required=("saleOrderCode",), saleOrderCode=TEXT)
class Unhold(Verb):
    route = "oms/saleOrder/unhold"

    def do(self, body, *, by, at):
        """Let a held order go on."""
        order = self.order(body)
        with self.reach(order, "release"):
            orders.release(order.pk, by=by, at=at)


@call(
    "Set an order's priority",
    required=("saleOrderCode", "priority"),
    saleOrderCode=TEXT,
    priority=WHOLE,
)
class SetPriority(Verb):
    route = "oms/saleOrder/setPriority"

    def do(self, body, *, by, at):
        """Set how urgent the order is; 0 is ordinary."""
        order = self.order(body)
        priority = integer(body, "priority", least=-orders.MOST_URGENT, most=orders.MOST_URGENT)
        if priority is None:
            raise missing("priority")
        with self.reach(order, "prioritise"):
            orders.prioritise(order.pk, priority=priority, by=by, at=at)


@call("Approve an order", required=("saleOrderCode",), saleOrderCode=TEXT)
class Verify(Verb):
    route = "oms/saleOrder/verify"
    refusal = Code.UNABLE_TO_VERIFY_ORDER

    def do(self, body, *, by, at):
        """Approve an order that waits for it."""
        order = self.order(body)
        with self.reach(order, "approve"):
            orders.approve(order.pk, by=by, at=at)


@call(
    "Cancel an order, or units of it",
    required=("saleOrderCode",),
    saleOrderCode=TEXT,
    saleOrderItemCodes=TEXTS,
    cancelPartially=FLAG,
    cancelOnChannel=FLAG,
    cancelledBySeller=FLAG,
    cancellationReason=TEXT | {"maxLength": LONGEST_REASON},
)
class Cancel(Verb):
    """
    All or nothing of what is named, or of the order when no unit is.

    The channel always learns of it: `cancelOnChannel` false is refused, and so is
    `cancelPartially` false when something of the order would be left.
    """

    route = "oms/saleOrder/cancel"

    def do(self, body, *, by, at):
        """Cancel the units that are named, or the order: all of it or nothing."""
        order = self.order(body)
        reason = text(body, "cancellationReason", required=False, longest=LONGEST_REASON)
        flag(body, "cancelledBySeller")  # read, and no more: the reason says who
        if flag(body, "cancelOnChannel") is False:
            said = "The channel always learns of a cancellation"
            raise Failure(Code.FEATURE_NOT_SUPPORTED, said, field="cancelOnChannel")
        units = _units(order, _codes(body), self.request.scope)
        whole_only = flag(body, "cancelPartially") is False
        with self.reach(order, "cancel", units=units):
            if whole_only and units is not None:
                _require_all(order, units)
            cancelling.cancel(order.pk, items=units, reason=reason or NO_REASON, by=by, at=at)


@call(
    "Hand a packed package to its carrier",
    required=("shippingPackageCode",),
    shippingPackageCode=TEXT,
    shippingProviderCode=TEXT,
    trackingNumber=TEXT,
)
class Dispatch(Verb):
    route = "oms/shippingPackage/dispatch"
    refusal = Code.INVALID_PACKAGE_STATE
    facility_level = True

    def do(self, body, *, by, at):
        """Hand a packed package to its carrier."""
        package = _package(text(body, "shippingPackageCode"), self.request.scope)
        waybill = text(body, "trackingNumber", required=False, longest=LONGEST_WAYBILL)
        with self.reach(package, "ship"):
            package.refresh_from_db()  # what it has of a carrier is read behind the lock
            self.refusal = _why_not(package)
            packages.ship(
                package.pk,
                carrier=_carrier(text(body, "shippingProviderCode", required=False), package),
                tracking_number=waybill or package.tracking_number,
                by=by,
                at=at,
            )
        return complete("shippingPackageDispatch", {"shippingPackageCode": package.number})


def _codes(body) -> list[str]:
    """Return which units are named; an empty list is never the whole order by mistake."""
    codes = texts(body, "saleOrderItemCodes")
    if body.get("saleOrderItemCodes") == []:
        said = "saleOrderItemCodes is empty: leave it out to cancel the order"
        raise Failure(Code.INVALID_API_REQUEST, said, field="saleOrderItemCodes")
    return codes


def _units(order: Order, codes: list[str], scope) -> list[int] | None:
    """Return the keys of the units that `codes` name; without codes None, which is the order."""
    if not codes:
        return None
    every = OrderItem.objects.filter(order=order)
    keys = set(every.visible_to(scope).values_list("pk", flat=True))
    all_codes = codes_of(every.select_related("product"))
    named = {code: pk for pk, code in all_codes.items() if pk in keys}
    if unknown := [code for code in codes if code not in named]:
        described = f"Invalid sale order item code at position {codes.index(unknown[0]) + 1}"
        raise Failure(Code.INVALID_SALE_ORDER_ITEM_CODE, described, field="saleOrderItemCodes")
    return sorted({named[code] for code in codes})


def _require_all(order: Order, units: list[int]) -> None:
    """Raise Failure when something of the order would be left."""
    left = OrderItem.objects.filter(order=order, cancelled_at=None, is_parent=False)
    if left.exclude(pk__in=units).exists():
        said = "cancelPartially is false, and this would not cancel the whole order"
        raise Failure(Code.INVALID_API_REQUEST, said, field="cancelPartially")


def _package(code: str, scope) -> Package:
    seen = Package.objects.visible_to(scope).select_related("order")
    if (package := seen.filter(number=code).first()) is None:  # unique
        raise Failure(Code.INVALID_SHIPPING_PACKAGE_CODE)
    return package


def _why_not(package: Package) -> Code:
    """Return the code of a refusal to send this package."""
    held = package.state == PackageStatus.PACKED and package.order.held_at is not None
    return Code.SALE_ORDER_IS_ON_HOLD if held else Code.INVALID_PACKAGE_STATE


def _carrier(code: str, package: Package) -> int:
    """Return the carrier that is named, by its ERP code or its name; else the package's own."""
    if not code:
        own = package.carrier_id or package.order.cargo_company_id
        if own is None:
            said = "shippingProviderCode is required: the package has no shipping provider"
            raise Failure(Code.MISSING_REQUIRED_PARAMETERS, said, field="shippingProviderCode")
        return own
    for column in ("erp_code", "name"):
        found = CargoCompany.objects.filter(**{column: code}).values_list("pk", flat=True)[:2]
        if len(found) == 1:  # neither is unique: two of a name are none
            return found[0]
    raise Failure(Code.INVALID_SHIPPING_PROVIDER_CODE, field="shippingProviderCode")
