"""The stand-in Omnitron: its lists, and how it may word them."""

from decimal import Decimal

import pytest
import requests

from integrations.sandbox import Request, Sandbox

PLACES = ("country", "city", "township", "district")


def orders(omnitron, **query):
    return omnitron.get("orders/", params={"channel": 1, "limit": 1000} | query).json()["results"]


def only(omnitron, number):
    (order,) = orders(omnitron, number=number)
    return order


def test_equal_seeds_tell_equal_stories_and_others_do_not():
    def story(seed):
        sandbox = Sandbox(seed=seed, every=None, allowed=True)
        sandbox.grow(20)
        sandbox.tick(30)
        return sandbox.world.remember()

    assert story(4) == story(4)
    assert story(4)["tables"] != story(5)["tables"]


def test_every_change_is_stamped_later_than_all_before(sandbox, omnitron):
    sandbox.tick(40)

    stamps = [order["modified_date"] for order in orders(omnitron, sort="modified_date")]
    assert len(set(stamps)) == len(stamps) == 52
    latest = max(stamps)
    changed = sandbox.amend("2291090711512921", notes="Ring twice")
    assert changed["modified_date"] > latest
    assert only(omnitron, "2291090711512921")["notes"] == "Ring twice"


@pytest.mark.parametrize("seed", range(10))
def test_time_alone_leaves_the_published_orders_as_printed(seed):
    sandbox = Sandbox(seed=seed, every=None, allowed=True)
    before = sandbox.order("2291090711512921"), sandbox.order("2291086068212691")

    sandbox.tick(10)

    assert (sandbox.order("2291090711512921"), sandbox.order("2291086068212691")) == before


def test_orders_differ_as_customers_do(sandbox):
    placed = [sandbox.order(number) for number in sandbox.grow(300)]

    def seen(key):
        return {order[key] for order in placed}

    assert seen("status") == {"100", "300", "400"}
    assert seen("payment_option_slug") == {"credit-card", "pay-on-delivery"}
    assert seen("shipping_amount") == {"0.00", "10.01", "49.00", "99.00"}
    assert seen("retail_store") == {None, 1, 2, 3, 4, 5, 6, 7}
    assert {len(order["orderitem_set"]) for order in placed} == {1, 2, 3, 4}
    assert len({order["shipping_address"]["city"]["state_code"] for order in placed}) == 11
    rates = {item["tax_rate"] for order in placed for item in order["orderitem_set"]}
    assert rates == {"5.00", "12.00", "18.00"}


def test_pages_follow_each_other_and_the_last_has_no_next(sandbox, omnitron):
    sandbox.grow(11)
    seen, url, pages = [], "orders/?channel=1&sort=modified_date&limit=10", 0
    while url:
        page = omnitron.get(url).json()
        seen += [order["pk"] for order in page["results"]]
        url, pages = page["next"], pages + 1

    assert (pages, page["count"]) == (3, 23)
    assert seen == sorted(set(seen))
    assert omnitron.get("orders/?limit=10&page=4").status_code == 404
    assert len(omnitron.get("orders/").json()["results"]) == 10


def test_the_date_filter_includes_its_own_moment_and_reads_any_zone(sandbox, omnitron):
    (number,) = sandbox.grow(1)
    stamp = sandbox.order(number)["modified_date"]

    found = orders(omnitron, modified_date__gte=stamp)
    elsewhere = orders(omnitron, modified_date__gte="2026-11-02T15:00:00+05:30")

    assert [order["number"] for order in found] == [number]
    assert [order["number"] for order in elsewhere] == [number]
    assert omnitron.get("orders/?modified_date__gte=soon").status_code == 400
    assert orders(omnitron, channel=2) == []


def test_a_told_to_ignore_dates_omnitron_gives_everything(sandbox, omnitron):
    sandbox.speak(dates="ignored")

    assert len(orders(omnitron, modified_date__gte="2040-01-01T00:00:00Z")) == 12


def test_items_told_apart_are_found_by_their_order(sandbox, omnitron):
    (number,) = sandbox.grow(1, skus=["CBL-USC-1M", "CBL-USC-1M", "NTB-A5-RL"])
    embedded = only(omnitron, number)["orderitem_set"]
    sandbox.speak(items="apart")

    order = only(omnitron, number)

    assert "orderitem_set" not in order
    apart = omnitron.get("order_items/", params={"order": order["pk"]}).json()
    assert apart["results"] == embedded
    assert len({item["product"] for item in embedded}) == 2


def test_relations_are_told_as_ids_or_as_objects(sandbox, omnitron):
    sandbox.speak(relations="id")
    by_id = only(omnitron, "2291090711512921")
    address = omnitron.get("addresses/10033/").json()
    sandbox.speak(relations="object")
    whole = only(omnitron, "2291090711512921")

    assert (by_id["customer"], by_id["shipping_address"]) == (3433, 10033)
    assert [address[key] for key in PLACES] == [1, 7, 84, 6245]
    assert whole["orderitem_set"][0]["product"]["sku"] == "AKN-008"
    assert whole["orderitem_set"][0]["stock_list"]["name"] == "pz_stok_list"


def test_lists_may_be_bare_and_statuses_words(sandbox, omnitron):
    sandbox.speak(lists="bare", statuses="name")

    told = omnitron.get("orders/?number=2291090711512921").json()

    assert [(order["status"], order["orderitem_set"][0]["status"]) for order in told] == [
        ("approved", "approved")
    ]
    with pytest.raises(ValueError, match="lists is one of envelope, bare"):
        sandbox.speak(lists="page")


def test_stores_and_carriers_are_known_with_their_states(omnitron):
    stores = omnitron.get("retail_stores/").json()["results"]
    cargos = omnitron.get("cargos/").json()["results"]

    kinds = {store["erp_code"]: store["store_type"] for store in stores}
    states = {store["erp_code"]: store["address"]["city"]["state_code"] for store in stores}
    assert (len(stores), kinds["WH-BHW"], kinds["DEL01"]) == (7, "warehouse", "retail_store")
    assert (states["WH-BHW"], states["DEL01"], states["BLR01"]) == ("MH", "DL", "KA")
    assert [cargo["pk"] for cargo in cargos] == [34, 35, 36, 37, 38]


def test_the_customer_pays_the_net_amounts_and_the_shipping(sandbox):
    (number,) = sandbox.grow(1, skus=["BAG-BCK-25"] * 2, shipping_amount="10.01", status="400")

    order = sandbox.order(number)

    first, second = order["orderitem_set"]
    assert first["product"] == second["product"]
    assert first["price"] == first["net_amount"]
    paid = sum(Decimal(item["net_amount"]) for item in (first, second))
    assert Decimal(order["amount"]) == paid + Decimal("10.01")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "orders/1/", 404),
        ("GET", "orders", 404),
        ("GET", "nonsense/", 404),
        ("GET", "customers/", 404),
        ("GET", "orders/abc/", 404),
        ("POST", "orders/", 405),
        ("PATCH", "products/8362/", 405),
        ("GET", "auth/login/", 405),
    ],
)
def test_whatever_is_asked_the_answer_is_json(omnitron, method, path, status):
    answer = omnitron.request(method, path, json={})

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert "detail" in answer.json()


def test_without_a_token_there_is_nothing_and_bad_credentials_are_a_400(sandbox):
    stranger = requests.get(f"{sandbox.omnitron_url}/orders/", timeout=30)
    login = {"username": "omnitron", "password": "wrong"}
    refused = requests.post(f"{sandbox.omnitron_url}/auth/login/", json=login, timeout=30)

    assert (stranger.status_code, stranger.json()) == (401, {"detail": "Invalid token."})
    assert refused.status_code == 400
    assert refused.json()["non_field_errors"] == ["Unable to log in with provided credentials."]


def test_both_bases_speak_and_every_request_is_remembered(sandbox, omnitron):
    omnitron.get(f"{sandbox.url}/api/i1/orders/?number=2291090711512921")
    omnitron.get("cargos/")

    assert sandbox.requests == [
        Request("omnitron", "GET", "/api/i1/orders/", {"number": "2291090711512921"}),
        Request("omnitron", "GET", "/api/v1/cargos/", {}),
    ]
