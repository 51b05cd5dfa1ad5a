"""Why stock was refused, in this dialect's codes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from integrations.vijaysales.envelope import unprocessable
from orders.commands import stock
from orders.models import Product, StockLocation
from orders.scope import Scope

KINDS = {
    stock.NotServiceable: (9020, "PINCODE_NOT_SERVICEABLE"),
    stock.BlockExpired: (9023, "BLOCK_EXPIRED"),
    stock.BlockUsed: (9024, "BLOCK_ALREADY_USED"),
    stock.BlockMismatch: (9025, "BLOCK_MISMATCH"),
    stock.TooManyOpen: (9027, "BLOCK_LIMIT"),
    stock.BlockNotFound: (9031, "BLOCK_NOT_FOUND"),
    stock.ReferenceReused: (9036, "REFERENCE_REUSED"),
}


@contextmanager
def in_words(products: Mapping[str, Product], asked: Sequence[Mapping]) -> Iterator[None]:
    """Turn what stock refuses into a 422; `asked` are the lines, in the order of the request."""
    try:
        yield
    except (stock.Insufficient, stock.OverLimit) as error:
        over = isinstance(error, stock.OverLimit)
        code = (9011, "VALIDATION_FAILED") if over else (9021, "INSUFFICIENT_STOCK")
        raise unprocessable(*code, str(error), details=_lacks(error, products, asked)) from error
    except stock.StockRefused as error:
        raise unprocessable(*KINDS[type(error)], str(error)) from error


def named(skus: Sequence[str]) -> dict[str, Product]:
    """Return the products of these SKUs, or refuse all that are unknown, by their place."""
    found: dict[str, list[Product]] = {}
    for product in Product.objects.current().filter(sku__in=skus).order_by("pk"):
        found.setdefault(product.sku, []).append(product)
    unknown = [
        {"field": f"items[{n}].vanNo", "message": "There is no such SKU.", "vanNo": sku}
        for n, sku in enumerate(skus)
        if len(found.get(sku, ())) != 1  # one that names two products names none
    ]
    if unknown:
        text = f"Unknown: {', '.join(one['vanNo'] for one in unknown)}."
        raise unprocessable(9022, "UNKNOWN_SKU", text, details=unknown)
    return {sku: rows[0] for sku, rows in found.items()}


def store(code: str | None, scope: Scope) -> StockLocation | None:
    """Return the partner's store of this code, None where none is named, or refuse it."""
    if not code:
        return None
    stores = StockLocation.objects.visible_to(scope).filter(erp_code=code, is_active=True)
    if (found := stores.first()) is None:  # unique
        details = [{"field": "storeCode", "message": "There is no such store."}]
        text = "storeCode: there is no such store."
        raise unprocessable(9011, "VALIDATION_FAILED", text, details=details)
    return found


def _lacks(error, products, asked):
    skus = {product.pk: sku for sku, product in products.items()}
    places = {line["vanNo"]: n for n, line in reversed(list(enumerate(asked)))}
    word = "limit" if isinstance(error, stock.OverLimit) else "available"
    return [
        {
            "field": f"items[{places[skus[key]]}]",
            "message": f"{requested} asked for, {word} {most}.",
            "vanNo": skus[key],
            "requested": requested,
            word: most,
        }
        for key, requested, most in error.lines
    ]
