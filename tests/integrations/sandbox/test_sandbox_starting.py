"""The sandbox starts only where it may, and goes on where it stopped."""

import json
from datetime import timedelta

import pytest
import requests

from integrations.sandbox import Sandbox


def test_a_restart_goes_on_where_the_sandbox_stopped(tmp_path, printed):
    file = tmp_path / "sandbox.json"
    uninterrupted = Sandbox(every=None, allowed=True)
    uninterrupted.grow(3)
    uninterrupted.tick(5)
    with Sandbox(every=None, allowed=True, state_file=file) as first:
        first.grow(3)
        login = {"username": "pos", "password": "sandbox", "grant_type": "password"}
        url = f"{first.pos_url}/v1"
        token = requests.post(f"{url}/auth/Token", headers=login, timeout=30).json()["access_token"]
        bearer = {"Authorization": f"bearer {token}"}
        requests.post(f"{url}/shipment/VARAAA07998", json=printed, headers=bearer, timeout=30)
        shipments = first.shipments

    again = Sandbox(every=None, allowed=True, state_file=file)
    again.tick(5)

    assert len(shipments) == 1
    assert again.shipments == shipments
    assert again.world.remember() == uninterrupted.world.remember()
    assert [path.name for path in tmp_path.iterdir()] == ["sandbox.json"]


def test_a_later_restart_moves_the_clock_and_never_back(tmp_path):
    file = tmp_path / "sandbox.json"
    first = Sandbox(every=None, allowed=True, state_file=file)
    first.grow(1)

    later = Sandbox(allowed=True, state_file=file, start=first.world.clock + timedelta(days=1))
    earlier = Sandbox(allowed=True, state_file=file, start=first.world.clock - timedelta(days=1))

    assert later.world.clock == first.world.clock + timedelta(days=1)
    assert earlier.world.clock == first.world.clock


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "localhost", "10.0.0.1"])
def test_it_listens_on_loopback_only(host):
    with pytest.raises(RuntimeError, match=r"listens on 127\.0\.0\.1 only"):
        Sandbox(host=host, allowed=True)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "only where OMS_SANDBOX=1 is set"),
        ({"OMS_SANDBOX": "yes"}, "only where OMS_SANDBOX=1 is set"),
        ({"OMS_SANDBOX": "1", "DATABASE_URL": "postgres://db/oms"}, "not SQLite"),
        ({"OMS_SANDBOX": "1", "DATABASE_URL_FILE": "/run/secrets/db"}, "not SQLite"),
    ],
    ids=str,
)
def test_it_does_not_start_where_it_has_no_business(monkeypatch, environ, sentence):
    for name in ("OMS_SANDBOX", "DATABASE_URL", "DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    sandbox = Sandbox(every=None)

    with pytest.raises(RuntimeError, match=sentence):
        sandbox.start()

    with pytest.raises(RuntimeError, match="has not been started"):
        _ = sandbox.url


def test_it_starts_beside_sqlite_when_asked_to(monkeypatch):
    monkeypatch.delenv("DATABASE_URL_FILE", raising=False)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///oms.sqlite3")
    monkeypatch.setenv("OMS_SANDBOX", "1")

    with Sandbox(every=None) as sandbox:
        assert requests.get(sandbox.url, timeout=30).json() == {"detail": "Not found."}


def test_the_file_is_replaced_as_a_whole(tmp_path, monkeypatch):
    file = tmp_path / "sandbox.json"
    sandbox = Sandbox(every=None, allowed=True, state_file=file)
    sandbox.grow(1)
    before = file.read_text()

    def killed(*_):
        raise SystemExit

    monkeypatch.setattr(json, "dump", killed)
    with pytest.raises(SystemExit):
        sandbox.grow(1)

    assert file.read_text() == before
