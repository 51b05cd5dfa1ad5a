"""Tokens: good to the second, in one dialect, and ended with what would renew them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from integrations import auth, credentials
from integrations.models import AccessToken
from orders.scope import Scope
from tests import factories
from tests.factories import NOON
from tests.integrations.partners import add_partner, found, token_of

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def partner(db):
    return add_partner("ERP", "uniware")[0]


class Whoami(GenericAPIView):
    authentication_classes = [type("Uniware", (auth.TokenAuthentication,), {"dialect": "uniware"})]

    def get(self, request):
        return Response({"by": request.by})


def ask(text):
    request = APIRequestFactory().get("/api/", headers={"Authorization": f"Bearer {text}"})
    return Whoami.as_view()(request).status_code


def test_a_token_lives_to_the_tick_and_in_its_dialect_only(partner):
    row, text = token_of(partner, life=HOUR)

    assert found(text, at=NOON + HOUR - TICK) == row
    assert found(text, at=NOON + HOUR) is None
    assert found(text, dialect="xstak") is None
    assert found(text, dialect=auth.AKINON) is None


def test_two_tokens_overlap_and_one_is_revoked_without_the_other(partner):
    (one, first), (two, second) = token_of(partner), token_of(partner)

    auth.revoke(one, at=NOON)

    assert first != second
    assert (found(first), found(second)) == (None, two)


def test_a_request_with_a_token_that_was_just_revoked_is_refused(partner):
    now = timezone.now()
    token, text = token_of(partner, at=now)
    assert ask(text) == 200

    auth.revoke(token, at=now)

    assert ask(text) == 401


def test_a_revoked_refresh_token_ends_the_access_that_it_gave_in_one_query(partner):
    refresh, renewal = credentials.refreshable(partner, at=NOON)
    _one, first = token_of(partner, refresh=refresh)
    _two, second = token_of(partner, refresh=refresh)
    other, third = token_of(partner)

    auth.revoke_refresh(refresh.pk, at=NOON)

    assert (found(first), found(second)) == (None, None)
    assert credentials.find_refresh(renewal, dialect="uniware", at=NOON) is None
    with CaptureQueriesContext(connection) as asked:
        assert auth.find(first, dialect="uniware", at=NOON) is None
    assert len(asked) == 1
    assert found(third) == other


def test_a_token_that_is_revoked_cannot_be_renewed(partner):
    refresh, renewal = credentials.refreshable(partner, at=NOON)
    token, _text = token_of(partner, refresh=refresh)

    auth.revoke(token, at=NOON)

    assert credentials.find_refresh(renewal, dialect="uniware", at=NOON) is None


def test_a_refresh_token_lives_for_thirty_days(partner):
    refresh, text = credentials.refreshable(partner, at=NOON)

    def find(**changes):
        return credentials.find_refresh(text, **({"dialect": "uniware", "at": NOON} | changes))

    assert find(at=NOON + 30 * DAY - TICK) == refresh
    assert find(at=NOON + 30 * DAY) is None
    assert find(dialect="xstak") is None


def test_a_token_never_sees_more_than_its_partner_also_when_that_changes_later(partner):
    one, two, three = (factories.channel().pk for _ in range(3))
    here, there = (factories.location().pk for _ in range(2))
    wide, _text = token_of(partner)
    narrow, _text = token_of(partner, channels=[one, two], locations=[here])
    partner.channels, partner.locations = [two, three], [here, there]
    partner.save(update_fields=["channels", "locations"])

    scopes = [AccessToken.objects.get(pk=token.pk).scope for token in (wide, narrow)]

    assert scopes == [
        Scope(frozenset({two, three}), frozenset({here, there})),
        Scope(frozenset({two}), frozenset({here})),
    ]
