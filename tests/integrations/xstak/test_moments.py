"""The dates of a caller, in ten spellings and as numbers."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from integrations.xstak import moments
from integrations.xstak.envelope import Refused

KARACHI = ZoneInfo("Asia/Karachi")
FIVE = timezone(timedelta(hours=5))
SAMPLE = datetime(2024, 10, 17, 5, 10, 6, tzinfo=FIVE)


def read(text):
    return moments.read("start_date", text, zone=KARACHI)


@pytest.mark.parametrize(
    ("offset", "naive"),
    [
        ("", True),
        ("+5:00", False),
        ("+05:00", False),
        ("+0500", False),
        (" 5:00", False),
        (" 05:00", False),
        ("+05", False),
        ("+5", False),
        ("+500", False),
    ],
)
def test_the_sample_of_the_page_is_one_moment_in_every_spelling(offset, naive):
    assert read(f"2024-10-17T05:10:06{offset}") == moments.Moment(SAMPLE, naive)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-17T05:10:06+05:30", SAMPLE - timedelta(minutes=30)),
        ("2024-10-17T05:10:06-05:00", SAMPLE + timedelta(hours=10)),
        ("2024-10-17T05:10:06Z", SAMPLE + timedelta(hours=5)),
        ("2024-10-17T05:10:06z", SAMPLE + timedelta(hours=5)),
        ("1729141806", datetime(2024, 10, 17, 5, 10, 6, tzinfo=UTC)),
        ("1729141806000", datetime(2024, 10, 17, 5, 10, 6, tzinfo=UTC)),
        ("1729141806001", datetime(2024, 10, 17, 5, 10, 6, 1000, tzinfo=UTC)),
        ("99999999999", datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
        ("100000000000", datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
        ("2024-10-17+05:00", datetime(2024, 10, 17, tzinfo=FIVE)),
        ("2024-10-17T05:10:06.25Z", datetime(2024, 10, 17, 5, 10, 6, 250000, tzinfo=UTC)),
        ("2024-10-17T05:10Z", datetime(2024, 10, 17, 5, 10, tzinfo=UTC)),
    ],
)
def test_other_moments_are_told_apart(text, expected):
    assert read(text) == moments.Moment(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-17", datetime(2024, 10, 17, tzinfo=FIVE)),
        ("2024-10-17 05:10:06", SAMPLE),
    ],
)
def test_a_day_begins_at_midnight_of_the_partner(text, expected):
    assert read(text) == moments.Moment(expected, naive=True)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2024-02-30",
        "2024-13-01",
        "2024-10-17T24:00:01",
        "2024-10-17T05:10:60",
        "2024-10-17T05:10:06+14:01",
        "2024-10-17T05:10:06+99:99",
        "2024-10-17T05:10:06+5:60",
        "2024-10-17T05:10:06+05:00Z",
        "2024-10-17T05:10:06 PKT",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "9999-12-31T23:59:59-14:00",
        "9999999999999999",
        "1" * 17,
        "-1729141806",
        "1729141806.5",
        "２０２４-10-17",
        "2024-10-17\n",
        "17-10-2024",
        "",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Refused, match=r"^start_date is a date with a time zone, as "):
        read(text)
