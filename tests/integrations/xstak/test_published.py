"""The document of this dialect: one entry for each call, with an example that is true."""

import json

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from integrations.xstak.defaults import DEFAULTS
from integrations.xstak.urls import urlpatterns
from tests.integrations.xstak.conftest import ORDERS, TOKEN
from tests.orders.api.shapes import contract, differences

ANSWERS = {("post", TOKEN): "xstak_token", ("get", ORDERS): "xstak_sales_orders"}


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(patterns=urlpatterns).get_schema(public=True)


def operation(document, method, path):
    return document["paths"][path][method]


def answer_of(operation):
    return operation["responses"]["200"]["content"]["application/json"]


def test_there_is_one_entry_for_each_call(document):
    found = {(method, path) for path, item in document["paths"].items() for method in item}

    assert found == set(ANSWERS)


@pytest.mark.parametrize("call", ANSWERS, ids=str)
def test_x_o_every_example_is_json_of_the_structure_that_was_laid_down(document, call):
    (example,) = answer_of(operation(document, *call))["examples"].values()
    value = json.loads(json.dumps(example["value"]))

    assert differences(value, contract(ANSWERS[call])["answer"]) == []


@pytest.mark.parametrize("call", ANSWERS, ids=str)
def test_the_document_names_the_fields_that_are_answered(document, call):
    schema = answer_of(operation(document, *call))["schema"]

    expected = leaves_of(contract(ANSWERS[call])["answer"])
    assert sorted(leaves(schema, document)) == sorted(expected)


@pytest.mark.django_db
def test_the_login_answers_the_structure_that_was_laid_down(member):
    answer = Client().post(TOKEN, member().login, content_type="application/json").json()

    assert differences(answer, contract("xstak_token")["answer"]) == []


def test_every_default_stands_for_a_field_that_is_answered():
    fields = {path for name in ANSWERS.values() for path in leaves_of(contract(name)["answer"])}

    assert set(DEFAULTS) <= fields


def refusals(document):
    """Return (method, path, status, example) of every refusal that is shown."""
    for method, path in ANSWERS:
        for status, answer in operation(document, method, path)["responses"].items():
            if status != "200":
                (example,) = answer["content"]["application/json"]["examples"].values()
                yield method, path, int(status), example["value"]


def test_every_refusal_that_is_shown_is_one_that_is_answered(document, one, client, asked):
    wrong, incomplete = one.login | {"clientSecret": "x"}, one.login | {"companyCode": ""}
    json = {"content_type": "application/json"}
    told = [
        Client().post(TOKEN, incomplete, **json),
        *(Client().post(TOKEN, wrong, **json) for _ in range(6)),
        client.get(ORDERS, asked(order_status=None)),
        Client().get(ORDERS, asked()),
    ]
    answered = [(answer.status_code, answer.json()) for answer in told]

    shown = list(refusals(document))
    assert [row[2] for row in shown] == [400, 401, 429, 400, 401, 429]
    assert [row for row in shown if row[2:] not in answered] == []


def test_the_parameters_of_the_example_are_asked_as_they_stand(document, client):
    told = operation(document, "get", ORDERS)["parameters"]
    examples = {one["name"]: one["examples"] for one in told if "examples" in one}
    asked = {name: shown["AsAsked"]["value"] for name, shown in examples.items()}

    assert list(asked) == ["locationId", "order_status", "start_date"]
    assert client.get(ORDERS, asked).json()["page"]["totalElements"] == 0


def test_the_example_of_a_login_is_the_one_of_the_page(document):
    body = operation(document, "post", TOKEN)["requestBody"]["content"]["application/json"]
    (example,) = body["examples"].values()

    assert list(example["value"]) == ["clientId", "clientSecret", "grant type", "companyCode"]


def leaves(schema, document, path=""):
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "items" in schema:
        return leaves(schema["items"], document, path)
    if "allOf" in schema:
        return leaves(schema["allOf"][0], document, path)
    if "properties" not in schema:
        return [path]
    return [
        leaf
        for name, inner in schema["properties"].items()
        for leaf in leaves(inner, document, f"{path}.{name}".lstrip("."))
    ]


def leaves_of(shape, path=""):
    if isinstance(shape, list):
        return leaves_of(shape[0], path)
    if not isinstance(shape, dict):
        return [path]
    return [
        leaf
        for name, inner in shape.items()
        for leaf in leaves_of(inner, f"{path}.{name}".lstrip("."))
    ]
