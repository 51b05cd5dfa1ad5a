"""What an order's source owns of it, and what is different from what we hold."""

from dataclasses import fields
from datetime import datetime

from orders.commands import hub_status
from orders.commands.fingerprint import digest
from orders.commands.hub_status import Heard, Units
from orders.drafts import ItemDraft, OrderDraft
from orders.models import Order, OrderItem
from orders.workflow import OrderStatus

# The hub's columns of an order and of a unit. What we write there ourselves is none of them:
# tracking, shipping company, invoice; nor are stamps. For status see `hub_status`.
ORDER_COLUMNS = (
    "number",
    "payment_type",
    "payment_option_slug",
    "delivery_type",
    "delivery_range",
    "client_type",
    "language_code",
    "date_placed",
    "has_gift_box",
    "gift_box_note",
    "notes",
    "segment",
    "extra_field",
    "currency",
    "amount",
    "shipping_amount",
    "discount_amount",
    "cod_amount",
    "gift_wrap_amount",
    "paid_amount",
)
ITEM_COLUMNS = (
    "parent_omnitron_id",
    "net_amount",
    "price",
    "retail_price",
    "tax_rate",
    "tax_amount",
    "discount_amount",
    "without_net_amount",
    "installment_interest_amount",
    "attributes",
    "attributes_kwargs",
    "image",
    "extra_field",
    "line_ref",
)
# What a release covers beyond the one before it. Whoever adds a column above raises COVERAGE and
# names the column here: then it is filled in silently on orders that an earlier release has taken.
COVERAGE = 2
ADDED: dict[int, frozenset[str]] = {2: frozenset({"paid_amount"})}
_KEYS = ("product", "price_list", "stock_list")


def added_since(content_hash: str) -> frozenset[str]:
    """Return the columns that are covered now, and were not when this hash was taken."""
    older = _coverage(content_hash)
    return frozenset().union(*(names for release, names in ADDED.items() if release > older))


def is_older(content_hash: str) -> bool:
    """Tell whether a hash covers less than today's, so that only the facts themselves compare."""
    return _coverage(content_hash) != COVERAGE


def _coverage(content_hash):
    release, colon, _digest = content_hash.partition(":")
    return int(release) if colon else 1


def content_hash(draft: OrderDraft) -> str:
    """Return the digest of exactly what the source owns of an order, after its coverage."""
    facts: dict = {name: getattr(draft, name) for name in ORDER_COLUMNS}
    if not draft.paid_amount:  # was never told before; orders that have none stay what they are
        del facts["paid_amount"]
    facts |= {
        "status": _owned(draft.status),
        "cargo_company": draft.cargo_company,
        "retail_store": draft.retail_store,
        "customer": _person(draft.customer),
        "shipping_address": _person(draft.shipping_address),
        "billing_address": _person(draft.billing_address),
        "items": sorted((_item(item) for item in draft.items), key=lambda i: str(i["key"])),
    }
    return digest(facts) if COVERAGE == 1 else f"{COVERAGE}:{digest(facts)}"


def rank(draft: OrderDraft, at: datetime) -> datetime | None:
    """Return how new a copy is: its stamp, but no later than when it was received."""
    return min(draft.remote_modified, at) if draft.remote_modified else None


def says_the_same(order: Order, items: Units, draft: OrderDraft) -> bool:
    """Tell whether a copy holds what we hold: what is new in it, if anything, we wrote there."""
    if hub_status.hear(order, items, draft).news:
        return False
    held = {key: unit.remote_status for key, unit in items.items()}
    known = hub_status.with_statuses(draft, order.remote_status, held)
    return order.content_hash in (content_hash(draft), content_hash(known))


def hash_of(draft: OrderDraft, heard: Heard) -> str:
    """Return the digest of a copy as it is held once its statuses have been heard."""
    statuses = {key: columns["remote_status"] for key, columns in heard.units.items()}
    return content_hash(
        hub_status.with_statuses(draft, heard.order["remote_status"], heard.words | statuses)
    )


def changes(order: Order, items: Units, draft: OrderDraft) -> dict:
    """
    Return {field: [before, after]} between an order that we hold and its source's new word.

    A column that the release which took the order did not cover is no difference.
    """
    added = added_since(order.content_hash)
    found = _columns(order, draft, [name for name in ORDER_COLUMNS if name not in added])
    if not hub_status.order_is_known(order, items.values(), draft.status):
        found["remote_status"] = [order.remote_status, draft.status]
    for name in ("cargo_company", "retail_store"):
        row, key = getattr(order, name), getattr(draft, name)
        if (row.omnitron_id if row else None) != key:
            found[name] = [row.omnitron_id if row else None, key]
    words = hub_status.hear(order, items, draft).words
    for item in draft.items:
        held = items.get(item.omnitron_id)
        found |= {f"items.{item.omnitron_id}": [None, "added"]} if held is None else {}
        word = words[item.omnitron_id]
        found |= _item_changes(held, item, word, added) if held else {}
    for key in items.keys() - {item.omnitron_id for item in draft.items}:
        if items[key].cancelled_at is None:
            found[f"items.{key}"] = ["ordered", "cancelled"]
    return found


def _item_changes(held: OrderItem, draft: ItemDraft, status: int, added: frozenset[str]) -> dict:
    found = _columns(held, draft, [name for name in ITEM_COLUMNS if name not in added])
    if not held.cancel_reason and not hub_status.is_known(held, status):
        found["remote_status"] = [held.remote_status, status]
    for name in _KEYS:
        row, key = getattr(held, name), _key(getattr(draft, name))
        if (row.omnitron_id if row else None) != key:
            found[name] = [row.omnitron_id if row else None, key]
    if held.price_currency != draft.currency:
        found["currency"] = [held.price_currency, draft.currency]
    return {f"items.{draft.omnitron_id}.{name}": pair for name, pair in found.items()}


def _columns(row, draft, names) -> dict:
    pairs = {name: [getattr(row, name), getattr(draft, name)] for name in names}
    return {name: [_text(v) for v in pair] for name, pair in pairs.items() if pair[0] != pair[1]}


def _text(value):
    return value.isoformat() if isinstance(value, datetime) else value


def _owned(status: int) -> int:
    # Whose word a later status is does not show in a digest: `hub_status` tells.
    return OrderStatus.APPROVED if status >= OrderStatus.PREPARING else status


def _person(reference) -> object:
    if isinstance(reference, int):
        return reference
    plain = {fact.name: getattr(reference, fact.name) for fact in fields(reference)}
    return {name: _key(value) if name in _PLACES else value for name, value in plain.items()}


_PLACES = {"country", "city", "township", "district"}


def _item(item: ItemDraft) -> dict:
    facts = {name: getattr(item, name) for name in ITEM_COLUMNS}
    facts |= {name: _key(getattr(item, name)) for name in _KEYS}
    return facts | {
        "key": item.omnitron_id,
        "status": _owned(item.status),
        "currency": item.currency,
    }


def _key(reference):
    if reference is None or isinstance(reference, int):
        return reference
    return reference.omnitron_id
