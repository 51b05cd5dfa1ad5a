"""Following `next` shows every row once, whatever happens meanwhile."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import ValidationError

from oms.pagination import page_of_ids
from tests.oms.people import NOON, get, ids, people

pytestmark = pytest.mark.django_db

ORDERS = [("pk",), ("-pk",), ("username",), ("-date_joined",), ("date_joined", "-username")]


def walk(queryset, url, meanwhile=lambda: None):
    """Follow `next` from `url` to the end and return what each page showed."""
    seen = []
    while url and len(seen) < 50:
        page = page_of_ids(queryset, get(url))
        seen.append(list(page.rows))
        meanwhile()
        url = page.next
    return seen


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_following_next_shows_every_row_once_in_order(order, limit):
    for number in range(1, 12):
        moment = NOON + datetime.timedelta(microseconds=number // 3)
        people(number, date_joined=moment)
    queryset = User.objects.order_by(*order)

    seen = [pk for page in walk(queryset, f"/?limit={limit}") for pk in page]

    tie = "-pk" if order[-1].startswith("-") else "pk"
    assert seen == list(queryset.order_by(*order, tie).values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["-pk", "-date_joined", "username"])
def test_rows_that_come_in_ahead_hide_and_double_nothing(order):
    people(*range(10, 20))
    new = iter(range(100, 200))

    def meanwhile():
        number = next(new)
        User.objects.create(
            pk=number, username=f"a{number}", date_joined=NOON + datetime.timedelta(1)
        )

    seen = [
        pk for page in walk(User.objects.order_by(order), "/?limit=3", meanwhile) for pk in page
    ]

    assert sorted(seen) == list(range(10, 20))


def test_rows_that_go_away_hide_nothing():
    people(*range(1, 10))

    def meanwhile():
        User.objects.order_by("pk").first().delete()

    seen = [pk for page in walk(User.objects.order_by("pk"), "/?limit=2", meanwhile) for pk in page]

    assert seen == list(range(1, 10))


def test_a_next_that_was_true_once_leads_to_an_empty_page_and_not_to_404():
    people(1, 2)
    following = ids("/?limit=1").next
    User.objects.filter(pk=2).delete()

    page = ids(following)

    assert (page.rows, page.next) == ([], None)


def test_a_deep_page_behind_next_skips_no_rows_in_the_database():
    people(*range(1, 10))
    following = ids("/?limit=2&page=3").next

    with CaptureQueriesContext(
        connection,
    ) as deep:
        ids(following)
    with CaptureQueriesContext(connection) as plain:
        ids("/?limit=2&page=4")

    assert len(deep) == len(plain) == 2
    assert not any("OFFSET" in query["sql"] for query in deep)
    assert any("OFFSET 6" in query["sql"] for query in plain)


@pytest.mark.parametrize(
    "order", ["last_login", F("date_joined").desc(), "groups__name", "-last_login"]
)
def test_an_order_that_may_be_null_or_elsewhere_has_pages_but_no_keyset(order):
    people(1, 2, 3)
    queryset = User.objects.order_by(order)

    assert "after" not in ids("/?limit=2", queryset).next
    assert sorted(pk for page in walk(queryset, "/?limit=2") for pk in page) == [1, 2, 3]


def test_an_after_that_is_forged_or_of_another_order_is_refused():
    people(1, 2, 3)
    token = parse_qs(urlsplit(ids("/?limit=1").next).query)["after"][0]

    for url, queryset in [
        (f"/?limit=1&page=2&after={token}x", None),
        ("/?limit=1&page=2&after=", None),
        ("/?limit=1&page=2&after=WzFd", None),
        ("/?limit=1&page=2&after=%00%ff", None),
        (f"/?limit=1&page=2&after={token}", User.objects.order_by("-pk")),
        (f"/?limit=1&page=2&after={token}", User.objects.order_by("last_login")),
    ]:
        with pytest.raises(ValidationError) as caught:
            ids(url, queryset)
        assert list(caught.value.detail) == ["after"]


def test_an_after_shows_nothing_that_the_list_does_not_hold():
    people(1, 2, 3)
    following = ids("/?limit=1").next

    assert ids(following, User.objects.filter(pk=3).order_by("pk")).rows == [3]
