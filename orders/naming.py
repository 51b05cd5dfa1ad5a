"""Locations by code and products by SKU: the names that files and other systems use for them."""

from collections import defaultdict
from collections.abc import Iterable

from orders.models import Product, StockLocation
from orders.scope import EVERYTHING, Scope

CHUNK = 1000


class Unknown(ValueError):
    """Nothing, or more than one thing, has that name; the text is for people."""


class Names:
    """The locations and products that one batch names, as far as its sender sees them."""

    def __init__(
        self, *, codes: Iterable[str] = (), skus: Iterable[str] = (), scope: Scope = EVERYTHING
    ) -> None:
        visible = StockLocation.objects.visible_to(scope)
        self._locations = _found(visible, "erp_code", codes)
        self._products = _found(Product.objects.current(), "sku", skus)

    def location(self, code: str) -> int:
        """Return the key of a location, or raise Unknown."""
        return _one(self._locations[code], "location", "code")

    def product(self, sku: str) -> int:
        """Return the key of a product, or raise Unknown."""
        return _one(self._products[sku], "product", "SKU")


def _found(rows, column: str, names: Iterable[str]) -> defaultdict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    wanted = sorted(set(names))
    for start in range(0, len(wanted), CHUNK):
        here = rows.filter(**{f"{column}__in": wanted[start : start + CHUNK]})
        for name, pk in here.values_list(column, "pk"):
            found[name].append(pk)
    return found


def _one(keys: list[int], what: str, name: str) -> int:
    if not keys:
        raise Unknown(f"There is no such {what}.")
    if len(keys) > 1:
        raise Unknown(f"{len(keys)} {what}s have this {name}.")
    return keys[0]
