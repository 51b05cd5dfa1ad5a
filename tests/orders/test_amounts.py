"""Amounts of 0, 2 and 3 decimals at every door, and the columns that keep them."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from pypdf import PdfReader
from rest_framework.request import Request

from integrations.omnitron.facts import Unmappable
from integrations.omnitron.mapping import order_draft
from integrations.pos import payload
from integrations.uniware import loading, sale_order
from integrations.vijaysales import answers
from integrations.xstak import sales_orders
from oms.core import currency as currencies
from orders import documents, invoices, labels
from orders.api.orders import OrderSerializer
from orders.invoices import archive
from orders.invoices.words import grouped, in_words
from orders.models import InvoiceTax, Order, OrderItem
from orders.models.amounts import AmountField
from orders.scope import EVERYTHING
from orders.workflow import PackageStatus
from tests import factories
from tests.integrations.omnitron.test_mapping import told, told_item

SELLER = "27AAPFU0939F1ZV"
# The goods, three units of which are ordered, the shipping, and what the order costs.
NOTHING_ELSE = {"retail_price": None, "discount_amount": None}
SUMS = {
    "inr": ("83.34", "10.00", "260.02"),
    "jpy": ("833", "100", "2599"),
    "kwd": ("12.345", "1.000", "38.035"),
}


def order(currency, **facts):
    goods, shipping, amount = map(Decimal, SUMS[currency])
    store = factories.location(seller_gstin=SELLER, seller_name="Acme", state_code="MH")
    shop = factories.channel(default_location=store)
    items = [
        factories.item(
            currency=currency,
            price=goods,
            net_amount=goods,
            retail_price=None,
            discount_amount=None,
        )
        for _ in range(3)
    ]
    facts |= {"currency": currency, "amount": amount, "shipping_amount": shipping}
    return factories.order(channel=shop, items=items, payment_type="cod", **facts)


def natively(pk):
    documents.forget()
    context = {"request": Request(RequestFactory().get("/"))}
    (fast,) = documents.orders([pk], context=context, scope=EVERYTHING)
    row = OrderSerializer.load(Order.objects.filter(pk=pk), scope=EVERYTHING).get()
    slow = OrderSerializer(row, context=context).data
    return [json.loads(fast)["orderitem_set"][0], slow["orderitem_set"][0]]


@pytest.mark.django_db
@pytest.mark.parametrize("currency", SUMS)
def test_the_native_api_prints_an_amount_with_the_decimals_of_its_currency(currency):
    for item in natively(order(currency).pk):
        assert (item["net_amount"], item["price"]) == (SUMS[currency][0], SUMS[currency][0])
        assert (item["retail_price"], item["tax_rate"]) == (None, "18.00")


@pytest.mark.django_db
@pytest.mark.parametrize(("currency", "nothing"), [("inr", "0.00"), ("jpy", "0"), ("kwd", "0.000")])
def test_an_amount_of_nothing_is_saved_with_those_decimals_too(currency, nothing):
    row = Order.objects.get(pk=order(currency).pk)

    assert (f"{row.cod_amount:f}", f"{row.orderitem_set.first().cod_charge:f}") == (nothing,) * 2


@pytest.mark.django_db
@pytest.mark.parametrize("currency", SUMS)
def test_every_teller_says_the_same_sum_with_those_decimals(currency):
    amount = SUMS[currency][2]
    packed = factories.package(state=PackageStatus.SHIPPED, order=order(currency))
    package = payload.load(packed.pk)
    body = payload.render(package)
    items = body["invoiceDetails"]["invoiceItems"]
    prices = [unit["orderItemPrice"] for item in items for unit in item["orderItems"]]
    document = invoices.document(invoices.loaded().get(package=packed))
    (whole,) = loading.whole(Order.objects.filter(pk=packed.order_id), EVERYTHING)
    shown = sale_order.render(whole, payment=False)
    row = answers.load(Order.objects.filter(pk=packed.order_id)).get()
    units = list(OrderItem.objects.filter(order=packed.order_id).select_related("product"))

    assert body["currencyCode"] == currency.upper()
    assert f"{package.invoice.total:f}" == amount
    assert f"{sum(price['totalPrice'] for price in prices):f}" == amount
    assert f"{document['totals']['total']:f}" == amount
    assert f"{sum(unit['totalPrice'] for unit in shown['saleOrderItems']):f}" == amount
    assert f"{shown['shippingPackages'][0]['collectableAmount']:f}" == amount
    assert answers.amounts(row)["total"] == amount
    assert sales_orders._amounts(units)["total"] == amount
    assert f"{labels.due(package):f}" == amount
    assert grouped(Decimal(amount), currency.upper()) in _text(archive.pdf(package.invoice.pk))
    assert grouped(Decimal(amount), currency.upper()) in _text(labels.drawn([package]))


@pytest.mark.django_db
@pytest.mark.parametrize("currency", SUMS)
def test_tax_is_rounded_to_the_minor_unit_and_leaves_the_rest_to_the_taxable_value(currency):
    factories.package(state=PackageStatus.PACKED, order=order(currency))
    least = currencies.minor_unit(currency)

    for row in InvoiceTax.objects.all():
        parts = (row.taxable, row.central, row.state, row.gross)
        assert [part.as_tuple().exponent for part in parts] == [least.as_tuple().exponent] * 4
        assert row.taxable + row.central + row.state == row.gross
        assert abs(row.central - row.gross * 9 / 118) <= least / 2


def _text(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("net_amount", Decimal("12.345"), "12.345"),
        ("net_amount", "12.5000", "12.500"),
        ("price", "12.34567", "12.346"),
        ("tax_amount", "1.118644", "1.119"),
        ("retail_price", 20, "20.000"),
    ],
)
def test_a_dinar_has_a_thousand_parts(name, value, kept):
    draft = order_draft(
        told_item(**{"price": "0", "net_amount": 0, name: value}) | {"currency": "KWD"}
    )

    assert f"{getattr(draft.items[0], name):f}" == kept


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (told(currency="KWD", amount="1.2345"), "amount has more than three decimals."),
        (told(currency="JPY", amount="100.50"), "amount has decimals, which its currency has not."),
        (told(shipping_amount="0.005"), "shipping_amount has more than two decimals."),
        (told_item(net_amount="0.005"), "orderitem_set[0].net_amount has more than two decimals."),
        (
            told_item(price_currency="usd"),
            "orderitem_set[0].price_currency is usd, the order's is try.",
        ),
    ],
)
def test_what_the_customer_pays_is_exact_and_in_one_currency(raw, sentence):
    with pytest.raises(Unmappable) as raised:
        order_draft(raw)

    assert str(raised.value) == sentence


def test_a_yen_has_no_parts_but_zeros_are_understood():
    assert f"{order_draft(told(currency='JPY', amount='1200.00')).amount:f}" == "1200"


@pytest.mark.parametrize(
    ("amount", "currency", "figures", "words"),
    [
        ("1200000", "JPY", "12,00,000", "JPY Twelve Lakh Only"),
        ("12.345", "KWD", "12.345", "KWD Twelve and 345/1000 Only"),
        ("12.005", "KWD", "12.005", "KWD Twelve and 005/1000 Only"),
        ("12.05", "AED", "12.05", "AED Twelve and 05/100 Only"),
        ("-1234.50", "INR", "-1,234.50", None),
    ],
)
def test_an_amount_is_written_in_figures_and_in_words(amount, currency, figures, words):
    assert grouped(Decimal(amount), currency) == figures
    assert words is None or in_words(Decimal(amount), currency) == words


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1000000000000", "1.00001"])
def test_the_database_takes_no_amount_that_is_none(amount):
    kept = factories.order()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET amount = %s::numeric WHERE id = %s", [amount, kept.pk]
        )


@pytest.mark.django_db
def test_the_column_is_widened_without_rewriting_the_table():
    """`to numeric(14,3)` would rewrite it under a lock, and turn 1.00 into 1.000."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE narrow (amount numeric(14, 2))")
        cursor.execute("INSERT INTO narrow VALUES (1.00)")
        before = _file_of(cursor, "narrow")
        cursor.execute(f"ALTER TABLE narrow ALTER amount TYPE {_type()} USING amount::{_type()}")

        assert _file_of(cursor, "narrow") == before
        cursor.execute("SELECT amount::text FROM narrow")
        assert cursor.fetchone() == ("1.00",)


def _type():
    return AmountField().db_type(connection)


def _file_of(cursor, table):
    cursor.execute("SELECT pg_relation_filenode(%s::regclass)", [table])
    return cursor.fetchone()


@pytest.mark.django_db
def test_no_column_of_money_is_left_that_rounds_to_two_decimals():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'orders_%' AND data_type = 'numeric' AND numeric_scale = 2"
            " AND column_name NOT LIKE '%rate%' ORDER BY 1, 2"
        )
        assert cursor.fetchall() == [("orders_servicearea", "charge")]  # rupees, by its contract
