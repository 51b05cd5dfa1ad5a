"""What a login opens, in every dialect: for whom, how often, and never after a revocation."""

import threading

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import Throttled

from integrations import auth, credentials, logins
from integrations.models import AccessToken, RefreshToken
from tests import factories
from tests.integrations.partners import TOLD, add_partner
from tests.orders.test_package_races import in_threads

PATHS = {
    "uniware": "/oauth/token",
    "xstak": "/v1/admin/service-account/token",
    "vijaysales": "/api/vs/v1/login",
}
MORE = {"uniware": {"grant_type": "password", "client_id": "my-trusted-client"}}
REFUSED = {"uniware": 400, "xstak": 401, "vijaysales": 401}
BAD = {"uniware": "password", "xstak": "clientSecret", "vijaysales": "password"}


class Door:
    """Logs a partner of a dialect in, from an address."""

    def __init__(self, dialect, name="door"):
        words = ["--channel", str(factories.channel().omnitron_id)]
        self.dialect = dialect
        self.partner, self.told = add_partner(name, dialect, *words)

    def knock(self, *, address="10.0.0.1", **changed):
        wanted = {"partnerKey", "applicationId", "restApiKey"}
        told = {name: text for name, text in self.told.items() if name not in wanted}
        return self.post(told | changed, address=address)

    def renew(self, text):
        return self.post({"grant_type": "refresh_token", "refresh_token": text})

    def post(self, sent, *, address="10.0.0.1"):
        headers = {}
        if self.dialect == "vijaysales":
            headers["X-Parse-Application-Id"] = self.told["applicationId"]
            headers["X-Parse-REST-API-Key"] = self.told["restApiKey"]
        return Client(headers=headers, REMOTE_ADDR=address).post(
            PATHS[self.dialect], MORE.get(self.dialect, {}) | sent, content_type="application/json"
        )

    def token(self, answer):
        body = answer.json()
        return body["data"]["token"] if "data" in body else body["access_token"]

    def opens(self, text):
        return auth.find(text, dialect=self.dialect, at=timezone.now()) is not None


@pytest.fixture(params=TOLD)
def door(db, request):
    return Door(request.param)


@pytest.fixture(params=TOLD)
def lasting(transactional_db, request):
    """A door that was just used: no later login writes that down, and so holds its secret."""
    door = Door(request.param)
    assert door.knock().status_code == 200
    AccessToken.objects.all().delete()
    RefreshToken.objects.all().delete()
    return door


def test_an_outsider_keeps_no_partner_out_by_failing_under_its_name(door):
    wrong = {BAD[door.dialect]: "x"}
    statuses = [door.knock(address="10.0.0.9", **wrong).status_code for _ in range(6)]

    assert statuses == [REFUSED[door.dialect]] * 5 + [429]
    assert door.knock(address="10.0.0.9").status_code == 429
    assert door.knock(address="10.0.0.1").status_code == 200


def test_one_partner_that_fails_keeps_no_other_out_at_the_same_address(door):
    other = Door(door.dialect, "other")
    for _ in range(6):
        other.knock(**{BAD[door.dialect]: "x"})

    assert door.knock().status_code == 200


def test_a_good_login_begins_the_count_anew(door):
    for _ in range(3):
        for _ in range(4):
            answer = door.knock(**{BAD[door.dialect]: "x"})
            assert answer.status_code == REFUSED[door.dialect]
        assert door.knock().status_code == 200


def test_the_right_guess_opens_nothing_once_five_at_the_same_moment_were_wrong(door):
    name, secret = door.partner.username, door.told[BAD[door.dialect]]
    asked = {"dialect": door.dialect, "address": "10.0.0.1", "at": timezone.now()}
    terms = logins.Terms(["read"], credentials.OVERLAP)

    def others_fail(partner):
        return [logins.login_failed(name, "10.0.0.1") for _ in range(5)] == [0] * 5

    with pytest.raises(Throttled):
        logins.log_in(name, secret, terms=terms, fits=others_fail, **asked)

    assert not AccessToken.objects.exists()


def test_a_partner_that_logs_in_too_often_waits_and_no_other_does(door, monkeypatch):
    monkeypatch.setattr(logins, "OPENINGS", 2)
    other = Door(door.dialect, "other")
    assert [door.knock().status_code for _ in range(2)] == [200, 200]

    answer = door.knock()

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "error" in answer.json()
    assert AccessToken.objects.count() == 2
    assert other.knock().status_code == 200


def test_a_session_ends_with_the_secret_that_opened_it(db):
    door = Door("uniware")
    renewal = door.knock().json()["refresh_token"]
    secret = door.partner.credentials.get()
    assert RefreshToken.objects.get().credential == secret

    credentials.rotate(secret, at=timezone.now() - credentials.OVERLAP)

    assert door.renew(renewal).status_code == 400
    assert AccessToken.objects.count() == 1


def revoke(door):
    credentials.revoke_everything(door.partner, at=timezone.now())


def revoked_while_granting(monkeypatch, door, knock):
    """Revoke while a login that was found good has not granted yet; return its answer."""
    granting, revoked, really = threading.Event(), threading.Event(), auth.grant

    def grant(*args, **kwargs):
        granting.set()
        revoked.wait(0.7)  # behind the lock the revocation waits for us instead
        return really(*args, **kwargs)

    def revoking():
        assert granting.wait(60)
        revoke(door)
        revoked.set()

    monkeypatch.setattr(auth, "grant", grant)
    return in_threads([knock, revoking])[0]


def found_while_revoking(monkeypatch, door, knock):
    """Log in while a revocation is under way that is not committed; return the answer."""
    revoking, found, here = threading.Event(), threading.Event(), threading.local()
    really_revoke, really_hold = credentials.revoke_all, auth.hold

    def revoke_all(*args, **kwargs):
        really_revoke(*args, **kwargs)
        revoking.set()
        found.wait(60)

    def hold(partner):
        if hasattr(here, "knocks"):
            found.set()
        really_hold(partner)

    def knocking():
        here.knocks = True
        assert revoking.wait(60)
        try:
            return knock()
        finally:
            found.set()

    monkeypatch.setattr(credentials, "revoke_all", revoke_all)
    monkeypatch.setattr(auth, "hold", hold)
    return in_threads([knocking, lambda: revoke(door)])[0]


def test_a_login_under_way_does_not_survive_a_revocation(monkeypatch, lasting):
    answer = revoked_while_granting(monkeypatch, lasting, lasting.knock)

    assert answer.status_code == 200
    assert not lasting.opens(lasting.token(answer))
    assert not AccessToken.objects.filter(revoked_at=None).exists()
    assert not RefreshToken.objects.filter(revoked_at=None).exists()


def test_a_login_that_comes_during_a_revocation_opens_nothing(monkeypatch, lasting):
    answer = found_while_revoking(monkeypatch, lasting, lasting.knock)

    assert answer.status_code == REFUSED[lasting.dialect]
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("when", [revoked_while_granting, found_while_revoking])
def test_a_renewal_does_not_survive_a_revocation(transactional_db, monkeypatch, when):
    door = Door("uniware")
    renewal = door.knock().json()["refresh_token"]

    answer = when(monkeypatch, door, lambda: door.renew(renewal))

    if when is revoked_while_granting:
        assert not door.opens(door.token(answer))
    else:
        assert answer.status_code == 400
    assert not AccessToken.objects.filter(revoked_at=None).exists()
