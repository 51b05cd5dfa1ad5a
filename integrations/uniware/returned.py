"""What came back of an order, one return for each package (Uniware: recorded answers)."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from integrations.uniware import words
from integrations.uniware.envelope import Code, Failure
from orders.facts import carrier, holder
from orders.models import Package
from orders.scope import Scope
from orders.workflow import PackageStatus

COMPLETED = {"ALL_RETURNS", "RETURN_COMPLETED"}  # ours lie on the shelf again as they are written
OPEN = {"RETURN_AWAITED", "RETURN_RECEIVED_BUT_NOT_COMPLETED"}
BY_COURIER, BY_CUSTOMER = "Courier Returned", "Customer Returned"


def render(packages: Sequence[Package], codes: Mapping[int, str]) -> list[dict]:
    """Return the returns of an order; `codes` are the names of its units."""
    back = [package for package in packages if package.state == PackageStatus.RETURNED]
    return [_return(package, codes) for package in back]


def asked(statuses: Sequence[str], scope: Scope) -> list[Q]:
    """Return what finds the orders that have a return of one of these statuses."""
    if set(statuses) - COMPLETED - OPEN:
        said = f"returnStatuses must be of {', '.join(sorted(COMPLETED | OPEN))}"
        raise Failure(Code.INVALID_API_REQUEST, said, field="returnStatuses")
    if not statuses:
        return []
    if not COMPLETED.intersection(statuses):
        return [Q(pk__in=[])]
    back = Package.objects.visible_to(scope).filter(state=PackageStatus.RETURNED)
    return [Q(Exists(back.filter(order=OuterRef("pk"))))]


def _return(package: Package, codes: Mapping[int, str]) -> dict:
    back = words.milliseconds(package.returned_at)
    units = holder.packed(package)
    return {
        "code": package.number,
        "type": BY_CUSTOMER if package.delivered_at else BY_COURIER,
        "statusCode": "COMPLETE",
        "created": back,
        "trackingNumber": package.tracking_number or None,
        "shippingProvider": carrier.provider(package) or None,
        "returnItems": [
            {"saleOrderItemCode": codes[unit.pk], "itemSku": unit.product.sku} for unit in units
        ],
        "inventoryReceivedDate": back,
        "returnCompletedDate": back,
    }
