"""Pages, shown on the table of users: it is there whatever else is."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView

from oms import pagination
from oms.pagination import LongPageLimit, PageLimit, envelope_bytes, page_of, page_of_ids
from tests.oms.people import get, ids, people

pytestmark = pytest.mark.django_db


def test_a_page_names_the_count_and_its_neighbours_as_the_contract_does():
    people(*range(1, 6))

    first = ids("/api/people/?limit=2")
    second = ids("/api/people/?limit=2&page=2")
    third = ids("/api/people/?limit=2&page=3")

    assert (first.rows, second.rows, third.rows) == ([1, 2], [3, 4], [5])
    assert (first.count, second.count, third.count) == (5, 5, 5)
    assert first.next.startswith("http://testserver/api/people/?limit=2&page=2&after=")
    assert second.next.startswith("http://testserver/api/people/?limit=2&page=3&after=")
    assert third.next is None
    assert (first.previous, second.previous, third.previous) == (
        None,
        "http://testserver/api/people/?limit=2",
        "http://testserver/api/people/?limit=2&page=2",
    )


def test_other_parameters_stay_in_the_links():
    people(1, 2, 3)

    page = ids("/api/people/?limit=1&name=a%26b&name=%C3%BC&page=2")

    assert parse_qs(urlsplit(page.next).query)["name"] == ["a&b", "ü"]
    assert page.previous == "http://testserver/api/people/?limit=1&name=a%26b&name=%C3%BC"


def test_an_empty_list_is_one_empty_page():
    page = ids()

    assert (page.rows, page.count, page.next, page.previous) == ([], 0, None, None)


def test_without_a_limit_there_are_twenty():
    people(*range(1, 22))

    assert len(ids().rows) == 20
    assert ids("/api/people/?limit=100").next is None


@pytest.mark.parametrize(
    "limit", ["0", "-5", "101", "1000000000", "9" * 5000, "abc", "1.5", "", "1e1", "٣", "%00", "+5"]
)
def test_a_limit_out_of_range_is_refused_with_the_range(limit):
    with pytest.raises(ValidationError) as caught:
        page_of_ids(User.objects.order_by("pk"), get(f"/?limit={limit}"))

    assert caught.value.detail == {"limit": ["A whole number between 1 and 100."]}


def test_a_list_of_narrow_rows_allows_a_thousand():
    people(*range(1, 202))

    assert len(ids("/?limit=1000", max_limit=LongPageLimit.max_limit).rows) == 201
    with pytest.raises(ValidationError, match="between 1 and 1000"):
        ids("/?limit=1001", max_limit=LongPageLimit.max_limit)


@pytest.mark.parametrize(
    "page", ["0", "-1", "abc", "", "4", "1.0", "9" * 15, "9" * 30, "9" * 5000, "٣", "%00", "last"]
)
def test_a_page_past_the_end_or_no_number_does_not_exist(page):
    people(1, 2, 3)

    with pytest.raises(NotFound):
        ids(f"/?limit=1&page={page}")


def test_a_count_is_exact_until_it_is_large_and_then_a_minute_old(monkeypatch, later):
    monkeypatch.setattr(pagination, "EXACT_UP_TO", 4)
    monkeypatch.setattr(pagination, "_counts", {})
    people(1, 2, 3, 4)
    assert ids().count == 4
    people(5)
    assert ids().count == 5
    people(6)
    assert ids().count == 5
    assert ids(queryset=User.objects.filter(pk__gt=1).order_by("pk")).count == 5
    assert ids(queryset=User.objects.filter(pk__gt=4).order_by("pk")).count == 2
    later(61)
    assert ids().count == 6


@pytest.fixture
def later(monkeypatch):
    """Return what moves the monotonic clock forward."""
    begin = pagination.time.monotonic()

    def move(seconds):
        monkeypatch.setattr(pagination.time, "monotonic", lambda: begin + seconds)

    return move


def test_objects_come_in_the_same_pages_as_ids():
    people(*range(1, 6))
    queryset = User.objects.order_by("-date_joined")

    objects, keys = page_of(queryset, get("/?limit=2")), page_of_ids(queryset, get("/?limit=2"))

    assert [user.pk for user in objects.rows] == keys.rows == [5, 4]
    assert (objects.count, objects.next) == (keys.count, keys.next)


def test_bytes_and_the_framework_s_view_make_the_same_envelope():
    people(1, 2, 3)

    class Name(serializers.Serializer):
        name = serializers.CharField(source="username")

    class Names(ListAPIView):
        authentication_classes = permission_classes = ()
        filter_backends = ()
        queryset = User.objects.order_by("pk")
        serializer_class = Name
        pagination_class = PageLimit

    for url in ["/?limit=2", "/?limit=2&page=2", "/"]:
        answer = Names.as_view()(get(url)).render()
        page = ids(url)
        names = [json.dumps({"name": f"user{pk}"}).encode() for pk in page.rows]
        assert json.loads(envelope_bytes(page, names)) == json.loads(answer.content)
        assert list(json.loads(answer.content)) == ["count", "next", "previous", "results"]
    assert Names.as_view()(get("/?page=9")).status_code == 404
    assert Names.as_view()(get("/?limit=0")).status_code == 400
