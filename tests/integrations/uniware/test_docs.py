"""The documentation page of the dialect: every door, true examples, the tables, and the links."""

import json
import re
from decimal import Decimal

import pytest
from django.test import Client

from integrations.defaults import Default, table
from integrations.schemas import PAGES
from integrations.uniware import described
from integrations.uniware.defaults import DEFAULTS, RECKONED
from integrations.uniware.envelope import Code
from integrations.uniware.urls import VIEWS
from tests.integrations.coverage import unaccounted
from tests.integrations.uniware.shapes import differences, golden

GOLDEN = {
    "oms/saleorder/get": "sale_order_get",
    "oms/saleOrder/search": "sale_order_search",
    "oms/shippingPackage/search": "shipping_package_search",
    "oms/shippingPackage/getShippingPackageDetails": "shipping_package_details",
    "oms/shippingPackage/getShippingPackages": "shipping_packages",
    "oms/shippingPackage/dispatch": "shipping_package_dispatch",
    "invoice/details/get": "invoice_details",
    "facility/get": "facility_get",
    "oms/invoice/show": "refusal",
    "oms/shipment/show": "refusal",
    "inventory/inventorySnapshot/get": "inventory_snapshot",
    "inventory/adjust/bulk": "inventory_adjust",
    "oauth/token": "token",
}
ROUTES = [view.route for view in VIEWS]


@pytest.fixture(scope="module")
def document():
    answer = Client().get("/api/schema/uniware/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_every_door_of_the_dialect_is_described_and_no_other(document):
    doors = {f"/services/rest/v1/{route}" for route in ROUTES}

    assert document["paths"].keys() == doors | {"/oauth/token"}
    for path in doors:
        (operation,) = document["paths"][path].values()
        assert operation["summary"], path
        assert operation["responses"]["200"]["content"]["application/json"]["examples"], path
        if "post" in document["paths"][path]:
            assert operation["requestBody"]["content"]["application/json"]["examples"], path


def test_what_is_printed_is_described_as_a_pdf_and_its_codes_are_needed(document):
    for route, name in (
        ("oms/invoice/show", "invoiceCodes"),
        ("oms/shipment/show", "shippingPackageCodes"),
    ):
        operation = document["paths"][f"/services/rest/v1/{route}"]["get"]
        needed = [one for one in operation["parameters"] if one.get("required")]
        assert [one["name"] for one in needed] == [name]
        assert needed[0]["examples"]["Asked"]["value"]
        printed = operation["responses"]["200"]["content"]["application/pdf"]
        assert printed["schema"] == {"type": "string", "format": "binary"}
        assert "examples" not in printed


def test_the_login_is_described_both_ways(document):
    login = document["paths"]["/oauth/token"]

    assert login.keys() == {"get", "post"}
    assert [one["name"] for one in login["get"]["parameters"] if one.get("required")] == [
        "client_id",
        "grant_type",
    ]
    asked = {"grant_type": "password", "client_id": "my-trusted-client"}
    asked |= {"username": "shop@example.com", "password": "…"}
    shown = {p["name"]: p["examples"] for p in login["get"]["parameters"] if "examples" in p}
    assert {name: one["Asked"]["value"] for name, one in shown.items()} == asked
    bodies = login["post"]["requestBody"]["content"]
    assert bodies.keys() == {"application/x-www-form-urlencoded", "application/json"}
    assert [one["value"] for b in bodies.values() for one in b["examples"].values()] == [asked] * 2


def test_only_facility_level_calls_take_the_header(document):
    with_header = {
        path.removeprefix("/services/rest/v1/")
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if any(one["name"] == "Facility" for one in operation.get("parameters", []))
    }

    assert with_header == {view.route for view in VIEWS if view.facility_level}


@pytest.mark.parametrize("route", [*ROUTES, "oauth/token"])
def test_an_example_has_the_structure_of_an_answer(route):
    name = route.removeprefix("oms/").replace("/", "_")
    example = (described.EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    answer = json.loads(example, parse_float=Decimal)["answer"]

    assert differences(answer, golden(GOLDEN.get(route, "frame"))["answer"]) == []


def test_the_page_holds_the_table_of_defaults_and_the_error_codes(document):
    text = document["info"]["description"]

    assert table(DEFAULTS) in text
    assert all(f"| {code.value} | {code.name} |" in text for code in Code)
    assert all(f"| `{path}` | {how} |" in text for path, how in RECKONED.items())
    assert document["info"]["title"] == "OMS: Uniware"


def test_a_default_is_a_row_of_the_table():
    told = table({"a.b": Default(None, "Why | not."), "c": Default("", "So.")})

    assert told.splitlines() == [
        "| Field | Stands there | Why |",
        "| --- | --- | --- |",
        "| `a.b` | `null` | Why \\| not. |",
        '| `c` | `""` | So. |',
    ]


@pytest.mark.parametrize("name", ["", *(page.name for page in PAGES)])
def test_every_page_is_shown_without_an_inline_script_and_links_to_the_others(name):
    address = f"/api/docs/{name}/" if name else "/api/docs/"
    page = Client().get(address)
    schema = Client().get(address.replace("docs", "schema"), headers={"accept": "application/json"})

    assert page.status_code == 200
    assert re.findall(rb"<script[^>]*>\s*[^<\s]", page.content) == []
    addresses = ["/api/docs/", *(f"/api/docs/{other.name}/" for other in PAGES)]
    text = json.loads(schema.content)["info"]["description"]
    assert [f"]({one})" in text for one in addresses] == [one != address for one in addresses]


def test_the_native_page_shows_native_paths_only():
    answer = Client().get("/api/schema/", headers={"accept": "application/json"})

    paths = json.loads(answer.content)["paths"]
    assert "/api/v1/oms/orders/" in paths
    assert [path for path in paths if not path.startswith(("/api/v1/oms/", "/whisperer/"))] == []


def test_a_field_that_is_neither_a_fact_nor_a_default_is_found():
    answer = {
        "order": {"code": "1", "tat": None, "units": [{"id": None}, {"id": 3}], "by": {"A": 1}}
    }
    default = {"order.tat": Default(None, "Nobody tells.")}
    fields = ["order.code", "order.tat", "order.units.id", "order.by.*"]

    assert unaccounted(fields, [answer], default) == []
    assert unaccounted(fields, [answer], {}) == ["order.tat: neither a fact nor a default"]
    assert unaccounted([*fields, "order.x"], [answer], default) == ["order.x: in no answer"]
    assert unaccounted(fields[:1], [answer], default) == ["order.tat: a default of no field"]
    wrong = {"order.tat": Default(0, "Nobody tells.")}
    assert unaccounted(fields, [answer], wrong) == ["order.tat: the default stands in no answer"]


def test_the_page_explains_the_sums_and_bundles_that_a_point_of_sale_is_sent(document):
    description = document["info"]["description"]

    assert "## What a point of sale is sent" in description
    for field in ("totalPrice", "bundleSku", "bundleIdentifier", "giftWrapMessage"):
        assert f"| `{field}` |" in description
