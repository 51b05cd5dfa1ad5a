"""The six fixed statements of the fast read path; they keep the text that PostgreSQL wrote."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection
from psycopg.adapt import Loader


class Statement:
    """Columns by their key on the wire; a row is found again by its `key`."""

    def __init__(self, key: str, columns: dict[str, str], rest: str) -> None:
        self.names = tuple(columns)
        self.sql = f"SELECT {key}, {', '.join(columns.values())} {rest}"

    def rows(self, *parameters: Any) -> dict[int, dict]:
        """Return the rows by key, each a dict in the order of the columns."""
        with connection.cursor() as cursor:
            adapters = cursor.cursor.adapters  # of this cursor alone
            for type_name, loader in _LOADERS.items():
                adapters.register_loader(type_name, loader)
            cursor.execute(self.sql, parameters)
            return {row[0]: dict(zip(self.names, row[1:], strict=True)) for row in cursor}


class _Text(Loader):
    def load(self, data):
        return bytes(data).decode()


class _Json(Loader):
    def load(self, data):
        return orjson.Fragment(bytes(data))


class _Moment(Loader):
    """`2026-01-31 09:00:00.5+00`, as a session in UTC writes it, becomes what the wire shows."""

    def load(self, data):
        date, _, clock = bytes(data).decode().partition(" ")
        seconds, _, fraction = clock.removesuffix("+00").partition(".")
        return f"{date}T{seconds}.{fraction:0<6}Z"


_LOADERS = {"numeric": _Text, "jsonb": _Json, "timestamptz": _Moment}


def _of(table: str, names: str) -> dict[str, str]:
    return {name: f'{table}."{name}"' for name in names.split()}


ORDERS = Statement(
    "o.id",
    {
        **_of("o", "id state"),
        "commands": "ARRAY[o.cancellation_requested_at IS NOT NULL, o.held_at IS NOT NULL,"
        " o.newer_copy_at IS NOT NULL]",
        "orderitem_set": "NULL",
        "customer": "o.customer_id",
        "shipping_address": "o.shipping_address_id",
        "billing_address": "o.billing_address_id",
        "channel": "o.channel_id",
        "payment_type": "o.payment_type",
        "retail_store": "o.retail_store_id",
        **_of("o", "delivery_range client_type delivery_type created_date modified_date"),
        **_of("o", "omnitron_id number date_placed"),
        "tracking_number": (
            "ARRAY[o.tracking_number] || ARRAY(SELECT b.tracking_number FROM orders_package b"
            " WHERE b.order_id = o.id AND b.shipped_at IS NOT NULL AND (%s::bigint[] IS NULL OR"
            " b.stock_location_id = ANY(%s)) ORDER BY b.sequence)"
        ),
        **_of("o", "has_gift_box gift_box_note notes segment"),
        "cargo_company": "coalesce(c.omnitron_id, -c.id)",
    },
    "FROM orders_order o LEFT JOIN orders_cargocompany c ON c.id = o.cargo_company_id"
    " WHERE o.id = ANY(%s)",
)
ITEMS = Statement(
    "i.id",
    {
        **_of("i", "id state"),
        "product": "i.product_id",
        **_of("i", "created_date modified_date omnitron_id net_amount price price_currency"),
        **_of("i", "retail_price tax_rate tax_amount discount_amount without_net_amount"),
        **_of("i", "installment_interest_amount attributes attributes_kwargs image"),
        "price_list": "i.price_list_id",
        "stock_list": "i.stock_list_id",
        **_of("i", "extra_field parent_omnitron_id"),
        "order": "i.order_id",
    },
    "FROM orders_orderitem i WHERE i.order_id = ANY(%s) AND (%s::bigint[] IS NULL OR EXISTS"
    " (SELECT FROM orders_packageitem k JOIN orders_package b ON b.id = k.package_id"
    " WHERE k.order_item_id = i.id AND b.stock_location_id = ANY(%s))) ORDER BY i.id",
)
PRODUCTS = Statement(
    "p.id",
    {
        "id": "p.id",
        "productimage_set": "NULL",
        **_of("p", "created_date modified_date omnitron_id name base_code sku barcode"),
        **_of("p", "attributes attributes_kwargs extra_attributes remote_modified_date"),
    },
    "FROM orders_product p WHERE p.id = ANY(%s)",
)
IMAGES = Statement(
    "g.id",
    {**_of("g", "order id url"), "product": "g.product_id"},
    'FROM orders_productimage g WHERE g.product_id = ANY(%s) ORDER BY g."order", g.id',
)
ADDRESSES = Statement(
    "a.id",
    {
        "id": "a.id",
        **{place: f"a.{place}_id" for place in ("city", "country", "township", "district")},
        "customer": "a.customer_id",
        **_of("a", "address_type created_date modified_date omnitron_id mapping title"),
        **_of("a", "is_active line postcode notes email phone_number first_name last_name"),
        **_of("a", "company_name tax_office tax_no e_bill_taxpayer"),
    },
    "FROM orders_address a WHERE a.id = ANY(%s)",
)
CUSTOMERS = Statement(
    "u.id",
    {
        **_of("u", "email first_name last_name phone_number erp_code"),
        "pk": "coalesce(u.omnitron_id, -u.id)",
        "channel": "u.channel_id",
    },
    "FROM orders_customer u WHERE u.id = ANY(%s)",
)


def values(rows: Iterable[dict], *names: str) -> list[int]:
    """Return the keys that stand under the names in the rows, each once."""
    return list({row[name] for row in rows for name in names if row[name] is not None})
