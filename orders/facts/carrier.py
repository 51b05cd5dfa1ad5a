"""Who carries a package, by both names that partners know, and where it can be followed."""

from urllib.parse import quote

from orders.models import Package

NUMBER = "{number}"  # where it stands in a carrier's `tracking_link`


def provider(package: Package) -> str:
    """Return with whom the shipment was booked, or nothing."""
    return package.carrier.name if package.carrier else ""


def link(package: Package) -> str:
    """Return where a package can be followed: as told for it, else at its carrier; or nothing."""
    at_carrier = package.carrier.tracking_link if package.carrier else ""
    if package.tracking_url or not (at_carrier and package.tracking_number):
        return package.tracking_url
    return at_carrier.replace(NUMBER, quote(package.tracking_number, safe=""))


def courier(package: Package) -> str:
    """Return who drives: the carrier's own company where it names one."""
    carrier = package.carrier
    return (carrier.shipping_company or carrier.name) if carrier else ""
