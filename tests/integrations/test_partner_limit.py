"""The limit of a partner: of all its tokens together, however many ask at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from integrations import auth
from oms import redis_pause, throttling
from oms.throttling import PerAddress, PerToken
from tests.integrations.partners import add_partner
from tests.oms.test_throttling import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["redis", "memory"], autouse=True)
def _store(request, settings):
    if request.param == "memory":
        settings.REDIS_URL = ""
    throttling._windows.clear()
    redis_pause.end()


@pytest.fixture
def partner():
    return add_partner("ERP", "uniware")[0]


def limited(partner, limit):
    partner.requests_per_minute = limit
    partner.save(update_fields=["requests_per_minute"])


def tokens(partner, number):
    made = [
        auth.grant(partner, rights=["read"], life=timedelta(hours=1), at=timezone.now())
        for _ in range(number)
    ]
    return [auth.find(text, dialect="uniware", at=timezone.now()) for _row, text in made]


def allowed(token):
    return PerToken().allow_request(SimpleNamespace(auth=token, user=None), view=None)


def test_of_two_hundred_requests_at_once_with_two_tokens_exactly_the_limit_passes(partner):
    limited(partner, 20)
    turns = iter(tokens(partner, 2) * 100)

    passed = at_once(200, lambda: allowed(next(turns)))

    assert passed.count(True) == 20


def test_a_new_token_is_no_new_minute(partner):
    limited(partner, 3)
    asked = [allowed(token) for token in tokens(partner, 5)]

    assert asked == [True, True, True, False, False]


def test_two_partners_are_counted_apart(partner):
    other = add_partner("Other", "uniware")[0]
    limited(partner, 1)
    limited(other, 2)

    (mine,), (theirs,) = tokens(partner, 1), tokens(other, 1)

    assert [allowed(mine) for _ in range(2)] == [True, False]
    assert [allowed(theirs) for _ in range(3)] == [True, True, False]


def test_without_a_limit_of_its_own_a_partner_has_the_one_of_the_house(partner, settings):
    rates = {"DEFAULT_THROTTLE_RATES": {"token": "2/min"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    asked = [allowed(token) for token in tokens(partner, 3)]

    assert asked == [True, True, False]


def test_a_partner_may_have_more_than_the_house_allows_or_a_limit_where_it_has_none(
    partner, settings
):
    limited(partner, 3)
    for rates in ({"token": "1/min"}, {}):
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
        throttling._windows.clear()
        if settings.REDIS_URL:
            throttling._redis(settings.REDIS_URL).flushdb()
        (token,) = tokens(partner, 1)
        assert [allowed(token) for _ in range(4)] == [True, True, True, False]


def test_an_address_has_its_own_rate_whoever_sends_from_it(partner, settings):
    limited(partner, 1)
    rates = {"DEFAULT_THROTTLE_RATES": {"address": "2/min"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    (token,) = tokens(partner, 1)
    request = SimpleNamespace(auth=token, user=None, META={"REMOTE_ADDR": "10.0.0.1"})

    assert [PerAddress().allow_request(request, None) for _ in range(3)] == [True, True, False]


class Open(GenericAPIView):
    authentication_classes = [type("Uniware", (auth.TokenAuthentication,), {"dialect": "uniware"})]

    def get(self, request):
        return Response({})


def test_too_many_are_told_when_to_come_again_and_counting_costs_no_query(
    partner, django_assert_num_queries
):
    limited(partner, 1)
    _row, text = auth.grant(partner, rights=["read"], life=timedelta(hours=1), at=timezone.now())
    auth.find(text, dialect="uniware", at=timezone.now())

    def ask():
        headers = {"Authorization": f"Bearer {text}"}
        return Open.as_view()(APIRequestFactory().get("/api/", headers=headers))

    with django_assert_num_queries(2):
        first, second = ask(), ask()

    assert (first.status_code, second.status_code) == (200, 429)
    assert 1 <= int(second["Retry-After"]) <= 61
