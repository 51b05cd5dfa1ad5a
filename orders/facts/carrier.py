"""Who carries a package, by both names that partners know."""

from orders.models import Package


def provider(package: Package) -> str:
    """Return with whom the shipment was booked, or nothing."""
    return package.carrier.name if package.carrier else ""


def courier(package: Package) -> str:
    """Return who drives: the carrier's own company where it names one."""
    carrier = package.carrier
    return (carrier.shipping_company or carrier.name) if carrier else ""
