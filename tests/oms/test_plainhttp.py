"""HTTPS is on: reads over plain HTTP are redirected, writes are refused in their dialect."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_a_read_is_redirected_with_its_query(client):
    answer = client.get("/api/v1/oms/orders/?limit=2")

    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/api/v1/oms/orders/?limit=2"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_write_is_refused_and_not_redirected(client, method):
    answer = getattr(client, method)("/api/v1/oms/orders/1/command/")

    assert answer.status_code == 403
    assert answer.json() == {"detail": "Send this over HTTPS.", "code": "https_required"}
    assert "Location" not in answer


def test_a_form_is_refused_on_a_page(client):
    answer = client.post("/admin/login/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")


def test_the_dialect_that_wants_it_redirects_writes(client):
    answer = client.post("/api/vs/v1/orders")

    assert answer.status_code == 301
    assert answer.content == b""


def test_a_write_over_https_goes_on(client):
    answer = client.post("/api/v1/oms/orders/1/command/", headers={"X-Forwarded-Proto": "https"})

    assert answer.status_code == 401


def test_a_monitor_behind_the_proxy_is_not_redirected(client):
    assert client.get("/live").status_code == 200
