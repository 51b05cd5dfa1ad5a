"""How goods look: their picture, colour, brand and size, as far as the hub tells of them."""

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery

from orders.models import OrderItem, Product, ProductImage

PREFIX = "integration_"  # before the names that a catalogue fills from elsewhere
NAMES = {
    "color": ("color", "colour", "renk"),
    "brand": ("brand", "marka"),
    "size": ("size", "beden"),
}


def first_image(product: str = "product") -> Subquery:
    """Return what finds the first picture of the product at that path."""
    images = ProductImage.objects.filter(product=OuterRef(product)).order_by("order", "pk")
    return Subquery(images.values("url")[:1])


def picture(unit: OrderItem, of_product: str | None) -> str | None:
    """Return the picture of a unit: its own, else the first of its product."""
    return unit.image or of_product or None


def color(product: Product) -> str | None:
    return _attribute(product, "color")


def brand(product: Product) -> str | None:
    return _attribute(product, "brand")


def size(product: Product) -> str | None:
    return _attribute(product, "size")


def _attribute(product: Product, name: str) -> str | None:
    """Return an attribute in the words for people, where there are some beside its value."""
    labels, values = _plain(product.attributes_kwargs), _plain(product.attributes)
    for spelling in NAMES[name]:
        for known in (labels, values):
            if text := _text(known.get(spelling)):
                return text
    return None


def _plain(attributes: Mapping) -> dict[str, object]:
    """Return attributes by their names in lower case, without the prefix."""
    return {name.lower().removeprefix(PREFIX): value for name, value in attributes.items()}


def _text(value: object) -> str | None:
    if isinstance(value, Mapping):
        return _text(value.get("label")) or _text(value.get("value"))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None
