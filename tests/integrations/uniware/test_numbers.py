"""Numbers of every size, wherever a body may hold one: never a 500, and nothing done by halves."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrations.uniware.envelope import Numbers
from integrations.uniware.urls import VIEWS
from orders.models import Stock
from tests import factories
from tests.integrations.uniware import arranged
from tests.integrations.uniware.speech import refusal

pytestmark = pytest.mark.django_db
PATH = "/inventory/adjust/bulk"
ROW = {
    "itemSKU": "A",
    "quantity": 5,
    "shelfCode": "DEFAULT",
    "adjustmentType": "ADD",
    "facilityCode": "MUM1",
}
LARGEST = 10**64 - 1  # of 64 digits, as long as a number may be
NUMBERS = st.one_of(
    st.integers(-(LARGEST // 10), LARGEST),
    st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, LARGEST]),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).filter(lambda d: abs(d) < 10**50),
)
SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
POSTED = [view for view in VIEWS if "post" in view.http_method_names]


@pytest.fixture
def stock(db):
    return arranged.lay("A", factories.location(erp_code="MUM1"), 0)


def written(body):
    """Write JSON with every Decimal as the number that it is."""
    text = json.dumps(body, default=lambda value: f"@{value:f}@")
    return text.replace('"@', "").replace('@"', "")


@pytest.mark.parametrize("name", [*ROW, "inventoryType", "transferToShelfCode", "remarks", "sla"])
@SLOWLY
@given(number=NUMBERS)
@example(number=2**64)
@example(number=-(2**63) - 1)
def test_a_row_with_any_number_in_it_is_answered_and_done_only_as_it_says(
    desk, stock, name, number
):
    before = Stock.objects.get(pk=stock.pk).on_hand
    rows = [ROW | {"quantity": 1}, ROW | {"quantity": 2, name: number}]

    answer = desk.post(PATH, written({"inventoryAdjustments": rows}))

    assert answer.status_code == 200, answer.content
    first, second = answer.json()["inventoryAdjustmentResponses"]
    assert first["successful"] is True
    done = 0 if not second["successful"] else int(number) if name == "quantity" else 2
    assert Stock.objects.get(pk=stock.pk).on_hand == before + 1 + done
    Stock.objects.filter(pk=stock.pk).update(on_hand=0)


@pytest.mark.parametrize("sla", [2**63, 2**64, -(2**63), Decimal("1e60"), "5", True, [5]])
def test_a_time_to_deliver_that_is_no_number_of_64_bits_refuses_its_row(desk, stock, sla):
    told = refusal(desk.ask(PATH, written({"inventoryAdjustments": [ROW | {"sla": sla}]})))

    assert told[:3] == (100085, "INVALID_API_REQUEST", "sla")
    assert Stock.objects.get(pk=stock.pk).on_hand == 0


def test_a_time_to_deliver_is_repeated(desk, stock):
    answer = desk.ask(PATH, {"inventoryAdjustments": [ROW | {"sla": 2**63 - 1}]})

    (told,) = answer["inventoryAdjustmentResponses"]
    assert told["facilityInventoryAdjustment"]["sla"] == 2**63 - 1


NAMES = (
    *("code", "facilityCodes", "paymentDetailRequired", "displayOrderCode", "status", "channel"),
    *("customerEmailOrMobile", "customerName", "cashOnDelivery", "onHold", "fromDate", "toDate"),
    *("dateType", "updatedSinceInMinutes", "returnStatuses", "searchOptions", "statusCode"),
    *("shippingPackageCode", "saleOrderCode", "channelCode", "statuses", "createTime"),
    *("dispatchTime", "containsCancelledItems", "shippingProvider", "shippingMethod"),
    *("trackingNumber", "invoiceCode", "paymentReconciled", "itemTypeSkuCode", "priority"),
    *("saleOrderItemCodes", "cancelPartially", "cancelOnChannel", "cancelledBySeller"),
    *("cancellationReason", "shippingProviderCode", "itemTypeSKUs", "inventoryAdjustments"),
)


@pytest.mark.parametrize("view", POSTED, ids=lambda view: view.route)
@SLOWLY
@given(number=NUMBERS, data=st.data())
def test_a_number_in_any_field_of_any_call_is_no_500(desk, view, number, data):
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    shape = data.draw(st.sampled_from([lambda n: n, lambda n: [n], lambda n: {"start": n}]))
    body = {"code": "none", "saleOrderCode": "none"} | {name: shape(number) for name in names}

    answer = desk.post(f"/{view.route}", written(body))

    assert answer.status_code in (200, 400), answer.content
    assert isinstance(answer.json()["successful"], bool)


@pytest.mark.parametrize("page", ["displayStart", "displayLength"])
@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**40])
def test_a_page_that_is_nowhere_is_a_failure(desk, page, number):
    body = {"status": "CREATED", "searchOptions": {page: number}}

    assert refusal(desk.ask("/oms/saleOrder/search", body))[2] == page


@SLOWLY
@given(number=NUMBERS)
def test_every_number_can_be_written_digit_for_digit(number):
    body = {"a": [{"b": number}], "c": number, "d": "x", "e": None, "f": True}

    text = Numbers().render(body).decode()

    assert json.loads(text, parse_float=Decimal) == body
