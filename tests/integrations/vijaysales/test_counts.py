"""Every door takes a count as an integer or as its digits, and nothing that only looks like one."""

from urllib.parse import quote

import pytest

from tests.integrations.vijaysales.arranged import CANCEL, PHONE, a_block, placed, refusal
from tests.integrations.vijaysales.conftest import an_order
from tests.integrations.vijaysales.every_call import SIGN_UP

pytestmark = pytest.mark.django_db

UNFIT = (422, 9011, "VALIDATION_FAILED")
ODD = ["1_0", "１", " 1 ", 1.5, True]
DOORS = {
    "order": lambda n: ("orders", an_order(items=[PHONE | {"quantity": n}])),
    "cancel": lambda n: (
        "orders/VS-1/cancel", CANCEL | {"items": [{"lineId": "a", "quantity": n}]},
    ),
    "block": lambda n: ("inventory/block", a_block(("C-1", n))),
    "ttl": lambda n: ("inventory/block", a_block(("C-1", 1), ttlSeconds=n)),
    "sign up": lambda n: ("pre-register", SIGN_UP | {"quantity": n}),
    "serviceability": lambda n: (
        "serviceability", {"pincode": "400001", "items": [{"vanNo": "C-1", "quantity": n}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("odd", [*ODD, "６00", "6_00"], ids=ascii)
@pytest.mark.parametrize("door", DOORS)
def test_what_only_looks_like_a_count_is_refused(shop, vijay, door, odd):
    placed(vijay)
    path, body = DOORS[door](odd)

    answer = vijay.post(path, body)

    assert refusal(answer) == UNFIT
    (told,) = answer.json()["details"]
    assert told["field"].rpartition(".")[2] in {"quantity", "ttlSeconds"}


@pytest.mark.parametrize("odd", ["1_0", "１", " 1 ", "1.0"], ids=ascii)
@pytest.mark.parametrize(
    "query",
    ["orders?page={}", "orders?limit={}", "serviceability?pincode=400001&vanNo=C-1&quantity={}"],
)
def test_a_count_in_a_query_is_digits(shop, vijay, query, odd):
    assert vijay.get(query.format("1")).status_code == 200
    assert refusal(vijay.get(query.format(quote(odd)))) == UNFIT
