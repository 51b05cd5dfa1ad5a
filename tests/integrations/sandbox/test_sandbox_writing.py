"""What clients write back into the stand-in Omnitron, and what tests amend there."""

import pytest


def test_a_write_back_is_stored_and_the_order_follows_agreeing_items(sandbox, omnitron):
    (number,) = sandbox.grow(1, skus=["NTB-A5-RL", "TWL-BTH-BL"], status="400")
    before = sandbox.order(number)
    first, second = (item["pk"] for item in before["orderitem_set"])

    omnitron.patch(f"order_items/{first}/", json={"status": "500", "tracking_number": "T1"})
    halfway = sandbox.order(number)
    omnitron.patch(f"order_items/{second}/", json={"status": "shipped"})
    omnitron.patch(f"orders/{before['pk']}/", json={"is_send": True})
    after = sandbox.order(number)

    assert (halfway["status"], after["status"], after["is_send"]) == ("400", "500", True)
    assert after["orderitem_set"][0]["tracking_number"] == "T1"
    assert before["modified_date"] < halfway["modified_date"] < after["modified_date"]


def test_a_write_back_of_anything_else_is_refused_and_changes_nothing(sandbox, omnitron):
    before = sandbox.order("2291090711512921")

    answer = omnitron.patch("order_items/70193/", json={"price": "1.00", "status": "999"})

    assert (answer.status_code, set(answer.json())) == (400, {"price", "status", "code"})
    assert sandbox.order("2291090711512921") == before


def test_an_amendment_reaches_address_item_and_status(sandbox):
    (number,) = sandbox.grow(1, skus=["NTB-A5-RL", "TWL-BTH-BL"], status="300")
    gone, stays = (item["pk"] for item in sandbox.order(number)["orderitem_set"])
    hash_before = sandbox.order(number)["shipping_address"]["hash_data"]

    sandbox.amend(number, address={"line": "1 New Road"}, remove_item=gone)
    order = sandbox.amend(number, status="400")

    assert [(item["pk"], item["status"]) for item in order["orderitem_set"]] == [(stays, "400")]
    assert order["shipping_address"]["line"] == "1 New Road"
    assert order["shipping_address"]["hash_data"] != hash_before
    assert order["discount_amount"] == order["orderitem_set"][0]["discount_amount"]


def test_an_amended_shared_address_stamps_every_order_that_has_it(sandbox):
    before = sandbox.order("2291086068212691")["modified_date"]

    sandbox.amend("2291090711512921", address={"line": "Via Nuova 1"})

    neighbour = sandbox.order("2291086068212691")
    assert neighbour["shipping_address"]["line"] == "Via Nuova 1"
    assert neighbour["modified_date"] > before


def test_an_unknown_column_is_not_amended(sandbox):
    before = sandbox.order("2291090711512921")

    with pytest.raises(ValueError, match="orders have no colour"):
        sandbox.amend("2291090711512921", colour="red")

    assert sandbox.order("2291090711512921") == before
