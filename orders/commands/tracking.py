"""The number under which a carrier takes a box: its form, who has it already, and correcting it."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Required, TypedDict, Unpack

from django.db import connection, transaction

from orders import workflow
from orders.commands.dossier import Dossier
from orders.commands.locking import lock_for_package
from orders.models import CargoCompany, Package
from orders.workflow import Invalid, PackageStatus

USUAL = re.compile(r"[A-Za-z0-9/-]{6,40}", re.ASCII)
# Carriers give a number again one day; until then a parcel that was delivered keeps its own.
KEPT = timedelta(days=180)
ADVISORY_CLASS = 0x0D7


class Parcel(TypedDict, total=False):
    """
    What a carrier is given a box under; `carrier` is our key.

    `one_parcel` says that it travels with another package of the order under the same number.
    """

    carrier: Required[int]
    tracking_number: Required[str]
    shipping_label: str
    one_parcel: bool


@transaction.atomic
def correct(
    package_id: int,
    *,
    reason: str = "",
    by: str,
    at: datetime,
    **parcel: Unpack[Parcel],
) -> Package:
    """
    Replace a wrong carrier or tracking number of what was sent; to say it twice changes nothing.

    Whoever was told of the dispatch is told again.
    """
    dossier = lock_for_package(package_id)
    package = dossier.package(package_id)
    workflow.require("package", "correct-tracking", package.state, package.facts())
    dossier.change(package, **of_parcel(dossier, package, **parcel, at=at))
    if changes := dossier.changed[package]:
        tracked = ("package.tracked", package)
        why = {"reason": ["", reason]} if reason else {}
        dossier.record(tracked, by=by, at=at, changes={tracked: changes | why})
    return package


def of_parcel(
    dossier: Dossier,
    package: Package,
    *,
    carrier: int,
    tracking_number: str,
    shipping_label: str = "",
    one_parcel: bool = False,
    at: datetime,
) -> dict:
    """Return the columns of a package that travels under this number; Invalid when it cannot."""
    if (company := CargoCompany.objects.filter(pk=carrier).first()) is None:
        raise Invalid(carrier="There is no such carrier.")
    number = tracking_number.strip()
    same = (package.carrier_id, package.tracking_number) == (company.pk, number)
    if not same:
        _require_form(company, number)
        _require_free(dossier, package, company, number, one_parcel=one_parcel, at=at)
    label = {"shipping_label": shipping_label} if shipping_label else {}
    return {"carrier": company, "tracking_number": number, **label}


def _require_form(company: CargoCompany, number: str) -> None:
    if not number:
        raise Invalid(tracking_number="A tracking number is needed.")
    if not company.tracking_pattern:
        if not USUAL.fullmatch(number):
            usual = "6 to 40 letters, digits, hyphens and slashes"
            raise Invalid(tracking_number=f"A tracking number has {usual}.")
    elif not re.fullmatch(company.tracking_pattern, number, re.ASCII):
        raise Invalid(tracking_number=f"{company} gives no such numbers; look at the label again.")


def _require_free(
    dossier: Dossier,
    package: Package,
    company: CargoCompany,
    number: str,
    *,
    one_parcel: bool,
    at: datetime,
) -> None:
    """Raise Invalid for a number that another live package has, unless they are one parcel."""
    _one_at_a_time(company, number)
    live = Package.objects.filter(
        carrier=company,
        tracking_number=number,
        state__in=[PackageStatus.SHIPPED, PackageStatus.DELIVERED],
        shipped_at__gt=at - KEPT,
    )
    others = list(live.exclude(pk=package.pk).values("number", "order_id", "stock_location_id"))
    if not others:
        return
    place = {"order_id": dossier.order.pk, "stock_location_id": package.stock_location_id}
    if any(other | place != other for other in others):
        taken = f"{company} has {number} already for another package"
        raise Invalid(tracking_number=f"{taken}; look at the label again.")
    if not one_parcel:
        taken = f"{others[0]['number']} of the same order travels under it"
        raise Invalid(tracking_number=f"{taken}: confirm that both are in one parcel.")


def _one_at_a_time(company: CargoCompany, number: str) -> None:
    """Let nobody else take the same number meanwhile; the order's row does not stop them."""
    if connection.vendor == "postgresql":
        digest = sha256(f"{company.pk}/{number}".encode()).digest()
        key = int.from_bytes(digest[:4], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY_CLASS, key])
