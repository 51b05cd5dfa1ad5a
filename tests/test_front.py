"""The front doors: where they lead, and that nothing behind them is fetched from strangers."""

import re

import pytest
from django.urls import resolve, reverse


@pytest.mark.parametrize("path", ["/", "/admin"])
def test_who_comes_without_an_address_is_led_to_the_admin(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.django_db
def test_the_admin_asks_for_a_login_in_the_language_of_the_browser(client):
    answer = client.get(reverse("admin:login"), headers={"accept-language": "tr"})

    assert answer.status_code == 200
    assert 'lang="tr"' in answer.text


def test_a_path_without_its_slash_is_not_redirected(client):
    answer = client.post("/api/v1/oms/orders", {}, content_type="application/json")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"
    assert "/api/v1/oms/orders/" in answer.json()["detail"]


def test_the_documentation_runs_no_inline_script_and_asks_no_stranger(client):
    page = client.get(reverse("docs")).text

    assert [
        script
        for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)
        if script.strip()
    ] == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_what_the_documentation_needs_is_served_without_collectstatic(client):
    page = client.get(reverse("docs")).text
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)

    assert len(assets) >= 3
    assert [client.get(asset).status_code for asset in assets] == [200] * len(assets)


def test_the_schema_names_every_door_of_the_native_api(client):
    paths = client.get(reverse("schema"), {"format": "json"}).json()["paths"]

    assert "/api/v1/oms/orders/" in paths
    assert "/api/v1/oms/orders/pull_from_omnitron/" in paths


def test_pulling_orders_is_not_swallowed_by_the_order_of_that_name():
    found = resolve("/api/v1/oms/orders/pull_from_omnitron/")

    assert found.func.__module__.startswith("integrations.omnitron.")
