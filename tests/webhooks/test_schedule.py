"""The waits between attempts."""

from datetime import timedelta

import pytest

from webhooks import schedule


@pytest.mark.parametrize(
    ("plan", "waits"),
    [
        ({"choice": "fixed", "kwargs": {"seconds": 7}}, [7] * 17),
        ({"choice": "linear", "kwargs": {"base": 10, "limit": 35}}, [10, 20, 30] + [35] * 14),
        (
            {"choice": "exponential", "kwargs": {"base": 3, "limit": 100}},
            [3, 9, 27, 81] + [100] * 13,
        ),
        ({"choice": "exponential", "kwargs": {"base": 10**9}}, [86400] * 17),
        ({"choice": "random", "kwargs": {"min_value": 4, "max_value": 4}}, [4] * 17),
        ({"choice": "fixed", "kwargs": {"seconds": 0}}, [1] * 17),
        ({"choice": "fixed", "kwargs": {"seconds": 10**30}}, [86400] * 17),
    ],
)
def test_a_chosen_plan_sets_the_waits_of_eighteen_attempts(plan, waits):
    assert schedule.attempts_allowed(plan) == 18
    pauses = [schedule.pause(n, plan=plan).total_seconds() for n in range(1, 18)]
    assert pauses == waits


@pytest.mark.parametrize("plan", [{}, {"choice": "never"}, {"choice": "fixed"}, [], {"choice": []}])
def test_a_plan_that_cannot_be_read_falls_back_to_the_house(plan):
    assert timedelta(seconds=4) <= schedule.pause(1, plan=plan) <= timedelta(seconds=6)


def test_nobody_can_ask_for_more_than_a_day():
    assert schedule.pause(1, plan=None, asked=timedelta(days=30)) == timedelta(hours=24)
