"""Work of once a day is done once, whoever asks how often."""

from datetime import timedelta

import pytest

from oms import daily
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_first_who_asks_does_it_and_the_next_day_again():
    assert daily.claim("count", NOON) is True
    assert daily.claim("count", NOON) is False
    assert daily.claim("count", NOON + timedelta(hours=22, minutes=59)) is False
    assert daily.claim("count", NOON + timedelta(hours=23)) is True


def test_two_kinds_of_work_do_not_wait_for_each_other():
    assert daily.claim("count", NOON) is True
    assert daily.claim("sweep", NOON) is True
