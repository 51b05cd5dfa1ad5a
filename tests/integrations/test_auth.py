"""Tokens: one lookup, one 401 for every bad one, and the right that a view needs."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from integrations import auth
from integrations.models import AccessToken, Partner
from orders.models import Channel
from orders.scope import Scope


@pytest.fixture
def partner(db, django_user_model):
    user = django_user_model.objects.create_user("erp")
    return Partner.objects.create(name="erp", dialect="akinon", user=user)


@pytest.fixture
def issue(partner):
    """Return a function that issues a token of the partner and returns (row, text)."""

    def make(**changes):
        asked = {"rights": ["read"], "channels": None, "locations": None, "days": 7}
        return auth.issue(partner, **(asked | {"at": timezone.now()} | changes))

    return make


class Whoami(GenericAPIView):
    rights = {"POST": "command"}

    def get(self, request):
        return Response({"by": request.by, "user": request.user.username})

    post = get


class OneChannel(GenericAPIView):
    right = "command"
    right_after_object = True

    def get_queryset(self):
        return Channel.objects.visible_to(self.request.scope)

    def post(self, request, pk):
        return Response({"name": self.get_object().name})


def ask(header=None, *, method="get", view=Whoami, **kwargs):
    headers = {} if header is None else {"Authorization": header}
    request = getattr(APIRequestFactory(), method)("/api/v1/oms/x/", headers=headers)
    answer = view.as_view()(request, **kwargs)
    answer.render()
    return answer


@pytest.mark.parametrize("scheme", ["Token", "token", "Bearer", "BEARER"])
def test_a_good_token_is_known_under_both_schemes(scheme, issue):
    _row, text = issue()

    assert ask(f"{scheme} {text}").data == {"by": "token:erp", "user": "erp"}


def test_a_token_is_found_with_its_partner_and_user_in_one_query(issue):
    row, text = issue()
    AccessToken.objects.update(last_used_at=timezone.now())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask(f"Token {text}").status_code == 200

    assert len(queries) == 1


def test_only_the_digest_is_kept(issue):
    row, text = issue()

    row.refresh_from_db()
    assert row.digest == hashlib.sha256(text.encode()).hexdigest()
    assert row.prefix == text[:8]
    assert text not in str(AccessToken.objects.values())


def test_every_bad_token_gets_the_same_401(issue, partner, django_user_model):
    good, text = issue()
    _expired, expired = issue(at=timezone.now() - timedelta(days=8))
    revoked_row, revoked = issue()
    AccessToken.objects.filter(pk=revoked_row.pk).update(revoked_at=timezone.now())
    idle = django_user_model.objects.create_user("idle")
    asleep = Partner.objects.create(name="idle", dialect="akinon", user=idle, is_active=False)
    _row, inactive = auth.issue(
        asleep, rights=["read"], channels=None, locations=None, days=7, at=timezone.now()
    )
    headers = [
        None,
        "",
        "Token",
        "Token ",
        f"Token {text[:-1]}",
        f"Token {text} {text}",
        f"Token {'x' * 43}",
        "Token \xff\xfe",
        f"Basic {text}",
        text,
        f"Token {expired}",
        f"Token {revoked}",
        f"Token {inactive}",
    ]

    answers = [ask(header) for header in headers]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert set(answers[0].data) == {"detail", "code"}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Token"}


def test_a_person_who_is_logged_in_is_no_token(issue, django_user_model):
    request = APIRequestFactory().get("/api/v1/oms/x/")
    request.user = django_user_model.objects.create_superuser("root")

    assert Whoami.as_view()(request).status_code == 401


def test_a_token_of_a_user_who_was_switched_off_is_refused(issue, partner):
    _row, text = issue()
    partner.user.is_active = False
    partner.user.save()

    assert ask(f"Token {text}").status_code == 401


def test_a_method_may_need_a_right_of_its_own(issue):
    _row, reader = issue()
    _row, commander = issue(rights=["command"])

    assert ask(f"Token {reader}", method="get").status_code == 200
    denied = ask(f"Token {reader}", method="post")
    assert (denied.status_code, denied.data["code"]) == (403, "permission_denied")
    assert ask(f"Token {commander}", method="post").status_code == 200
    assert ask(f"Token {commander}", method="get").status_code == 403


def test_without_the_right_only_a_visible_object_is_a_403(issue):
    mine, other = (Channel.objects.create(name=name) for name in ("mine", "other"))
    _row, reader = issue(channels=[mine.pk])
    _row, commander = issue(channels=[mine.pk], rights=["command"])

    def answers(text):
        asked = (
            ask(f"Token {text}", method="post", view=OneChannel, pk=pk)
            for pk in (mine.pk, other.pk, 0)
        )
        return [answer.status_code for answer in asked]

    assert answers(reader) == [403, 404, 404]
    assert answers(commander) == [200, 404, 404]


def test_the_scope_is_what_the_token_was_issued_for(issue):
    everything, _text = issue()
    some, _text = issue(channels=[3, 1], locations=[])

    assert everything.scope == Scope(None, None)
    assert some.scope == Scope(frozenset({1, 3}), frozenset())


def test_the_last_use_is_written_at_most_once_a_minute(issue):
    row, text = issue()
    first = timezone.now()

    auth.find(text, dialect=auth.AKINON, at=first)
    auth.find(text, dialect=auth.AKINON, at=first + timedelta(seconds=59))
    row.refresh_from_db()
    assert row.last_used_at == first

    auth.find(text, dialect=auth.AKINON, at=first + timedelta(seconds=60))
    row.refresh_from_db()
    assert row.last_used_at == first + timedelta(seconds=60)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lives_for_a_year_at_most(days, issue):
    with pytest.raises(ValueError, match="1 to 365 days"):
        issue(days=days)

    assert not AccessToken.objects.exists()


def test_a_right_that_does_not_exist_cannot_be_issued(issue):
    with pytest.raises(ValueError, match="everything"):
        issue(rights=["everything"])


def test_the_openapi_document_names_the_header():
    scheme = auth.TokenScheme(auth.TokenAuthentication).get_security_definition(None)

    assert (scheme["in"], scheme["name"]) == ("header", "Authorization")
