"""The OpenAPI document describes every native route, and its examples are what we answer."""

import json

import pytest
from django.core.management import call_command

from orders.api.examples import FILES
from orders.workflow import COMMANDS
from tests.orders.api.routes import native_routes
from tests.orders.api.shapes import contract, differences

EXAMPLES = {
    "order": "order_list",
    "order_short": "order_short_list",
    "order_simple": "order_simple_list",
    "order_detail_short": "order_detail_short",
    "order_item": "order_item_list",
    "package": "package_list",
    "package_short": "package_short_list",
    "state_transition_log": "state_transition_log_list",
    "channel": "channel_list",
    "cargo_company": "cargo_company_list",
    "stock_location_simple": "stock_location_simple_list",
    "delivery_type": "kinds",
    "payment_type": "kinds",
}


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    asked = ["--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(path)]
    call_command("spectacular", *asked)
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_native_route_is_described_without_a_warning_and_with_an_example(schema):
    for route in native_routes():
        path = route.path(pk="{id}", webhook_event_id="{webhook_event_id}")
        described = schema["paths"].get(path) or schema["paths"][path.replace("{id}", "{pk}")]
        (operation,) = described.values()
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        examples = [body.get("content", {}).get("application/json", {}) for body in bodies]
        if route.view.__module__.startswith("orders."):
            assert operation["summary"], path
            assert any(example.get("examples") for example in examples), path


def test_a_list_names_its_filters_and_how_it_is_sorted(schema):
    operation = schema["paths"]["/api/v1/oms/orders/list-simple/"]["get"]
    parameters = {one["name"]: one["schema"] for one in operation["parameters"]}

    assert parameters["modified_date__gte"] == {"type": "string", "format": "date-time"}
    columns = {"id", "created_date", "modified_date", "date_placed", "number"}
    assert set(parameters["sort"]["enum"]) == columns | {f"-{column}" for column in columns}
    assert parameters["limit"]["maximum"] == 1000
    assert parameters["id__gt"] == {"type": "integer"}


def test_the_door_of_commands_names_each_of_them(schema):
    for kind in ("order", "package"):
        paths = [path for path in schema["paths"] if path.endswith("/command/") and kind in path]
        body = schema["paths"][paths[0]]["post"]["requestBody"]["content"]["application/json"]
        slugs = [command.slug for command in COMMANDS if command.object == kind]
        assert body["schema"]["properties"]["slug"]["enum"] == slugs


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_structure_of_an_answer(name):
    published = contract(EXAMPLES[name])
    shape = published[0] if isinstance(published, list) else published
    example = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))

    assert differences(example, shape["results"][0] if "results" in shape else shape) == []
    assert {path.stem for path in FILES.glob("*.json")} == {*EXAMPLES, "changes"}
