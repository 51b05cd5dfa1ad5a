"""The test harness keeps its own promises."""

import os

import pytest
from django.core.cache import cache
from django.db import connection

from orders.models import State


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_transactional_test_finds_the_seeded_states(turn):
    assert State.objects.exists()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_nothing_in_the_cache_outlives_a_test(turn):
    assert cache.get("turn") is None
    cache.set("turn", turn)


@pytest.mark.django_db
def test_the_database_is_a_postgresql_that_keeps_what_it_commits():
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_each_worker_has_a_redis_database_of_its_own():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    assert os.environ["REDIS_URL"].endswith(f"={worker}") or os.environ["REDIS_URL"].endswith(
        f"/{worker}"
    )
