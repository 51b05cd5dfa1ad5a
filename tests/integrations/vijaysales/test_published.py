"""What is published of the dialect is true: the page, its examples, its codes and its defaults."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

import integrations.vijaysales
from integrations.defaults import table
from integrations.vijaysales import calls, codes, schema, urls
from integrations.vijaysales.defaults import DEFAULTS
from integrations.vijaysales.dialect import DIALECT
from tests.integrations.coverage import unaccounted
from tests.integrations.uniware.shapes import CONTRACTS, differences
from tests.integrations.vijaysales.every_call import every_call, get

GOLDEN = json.loads((CONTRACTS / "vijaysales.json").read_text(encoding="utf-8"))
SAME = {
    "gstin_body": "gstin", "serviceability_body": "serviceability", "block_now": "block",
    "block_released": "block", "block_deleted": "block", "statuses": "status",
}  # fmt: skip
CODE = re.compile(r'\b(\d{1,4}), "([A-Z_]{5,})"')


@pytest.fixture(scope="module")
def document():
    answer = Client().get("/api/schema/vijaysales/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


@pytest.fixture
def done(shop, vijay):
    return every_call(shop, vijay)


def operations(document):
    return {
        operation["operationId"].removeprefix("vijaysales_"): (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_call_is_described_once_and_no_other(document):
    found = operations(document)

    assert found.keys() == GOLDEN.keys()
    assert len(found) == sum(len(item) for item in document["paths"].values())
    assert len(document["paths"]) == len(urls.ROUTES)
    assert all(operation["summary"] for _method, _path, operation in found.values())


@pytest.mark.parametrize("name", GOLDEN)
def test_a_description_has_the_example_and_the_fields_of_the_answer(document, name):
    _method, _path, operation = operations(document)[name]
    answered = operation["responses"]["200"]["content"]["application/json"]

    (example,) = answered["examples"].values()
    assert example["value"] == schema.example(name)["answer"]
    assert answered["schema"]["properties"].keys() == GOLDEN[name].keys()
    assert operation["responses"]["4XX"]["content"]["application/json"]["schema"] == schema.ERROR


@pytest.mark.parametrize("name", GOLDEN)
def test_an_example_has_the_structure_that_was_laid_down(name):
    text = (schema.EXAMPLES / f"{name}.json").read_text(encoding="utf-8")

    assert differences(json.loads(text, parse_float=Decimal)["answer"], GOLDEN[name]) == []


def test_whatever_a_call_has_to_name_in_path_or_query_has_an_example(document):
    needed = [
        (name, one["name"], [example["value"] for example in one.get("examples", {}).values()])
        for name, (_method, _path, operation) in operations(document).items()
        for one in operation.get("parameters", [])
        if one.get("required")
    ]

    assert len(needed) == 12
    assert [row for row in needed if not row[2]] == []
    assert ("serviceability", "pincode", ["400059"]) in needed
    assert ("cancelled", "order_id", ["2"]) in needed


def test_an_example_of_a_body_is_one_that_its_serializer_reads():
    bodies = {call.name: call.body for of in calls.CALLS.values() for call in of.values()}

    for name, body in bodies.items():
        if body:
            asked = body(data=schema.example(name)["asked"])
            assert asked.is_valid(), (name, asked.errors)


@pytest.mark.django_db
def test_every_call_answers_the_structure_that_was_laid_down(done):
    assert done.keys() == GOLDEN.keys()
    for name, one in done.items():
        assert differences(one["answer"], GOLDEN[name]) == [], name


@pytest.mark.django_db
def test_every_field_is_a_fact_or_in_the_list_of_defaults(done, vijay):
    done["invalid"] = get(vijay, "gstin/27AAPFU0939F1ZW")
    answers = [
        {SAME.get(name, name).replace("invalid", "gstin"): one["answer"]["data"]}
        for name, one in done.items()
    ]
    wanted = [
        field
        for name, shape in GOLDEN.items()
        if name not in SAME
        for field in leaves(shape["data"], name)
    ]

    assert len(wanted) == 272
    assert unaccounted(wanted, answers, DEFAULTS) == []


def test_the_page_holds_the_defaults_the_codes_and_both_ways_to_prove_oneself(document):
    text = document["info"]["description"]

    assert table(DEFAULTS) in text
    assert codes.table() in text
    _method, _path, order = operations(document)["order_created"]
    assert [sorted(way) for way in order["security"]] == [
        ["applicationId", "bearer", "restApiKey"],
        ["applicationId", "partnerKey", "restApiKey"],
    ]
    assert operations(document)["login"][2].get("security", []) in ([], [{}])


def test_every_code_that_is_written_somewhere_is_on_the_page():
    here = Path(integrations.vijaysales.__file__).parent
    written = {
        (int(code), symbol)
        for source in here.glob("*.py")
        if source.name != "codes.py"
        for code, symbol in CODE.findall(source.read_text(encoding="utf-8"))
    }

    assert written == {(row.code, row.symbol) for row in codes.ALL}


def test_every_route_of_a_view_can_be_switched_off():
    routes = {
        view().route_of(method.upper())
        for view, of in calls.CALLS.items()
        for method in of
        if view.permission_classes
    }

    assert routes == set(DIALECT.routes)


def leaves(shape, path):
    """Return the dotted paths of a golden structure."""
    match shape:
        case {"or null": _}:
            return [path]
        case {"by key": inner}:
            return leaves(inner, f"{path}.*")
        case dict():
            return [leaf for name, one in shape.items() for leaf in leaves(one, f"{path}.{name}")]
        case [dict() as inner]:
            return leaves(inner, path)
    return [path]
