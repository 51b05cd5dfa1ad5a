"""The types of this dialect: each value is read into one form, or refused; nothing breaks."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.serializers import ValidationError

from integrations.vijaysales import fields

AMOUNTS = st.decimals(0, "99999999.99", places=2)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
ALL = [
    fields.Count,
    fields.Money,
    fields.Text,
    fields.Sku,
    fields.Pincode,
    fields.Mobile,
    fields.Moment,
]


def read(field, value):
    return field.run_validation(value)


def refused(field, value):
    with pytest.raises(ValidationError):
        field.run_validation(value)
    return True


@given(AMOUNTS)
def test_an_amount_is_the_same_as_a_number_and_as_a_text_and_goes_out_as_it_came(amount):
    text = f"{amount:.2f}"

    assert read(fields.Money(), text) == read(fields.Money(), Decimal(text)) == amount
    assert fields.money(read(fields.Money(), text)) == text


@pytest.mark.parametrize(
    ("given", "told"),
    [(0, "0.00"), (69990, "69990.00"), ("5.5", "5.50"), (Decimal("1E+2"), "100.00"),
     ("99999999.99", "99999999.99"), ("007", "7.00")],
)  # fmt: skip
def test_an_amount_has_two_decimals(given, told):
    assert fields.money(read(fields.Money(), given)) == told


@pytest.mark.parametrize(
    "given",
    ["-1", -1, "1.001", Decimal("0.001"), "100000000", 100000000, "1,00", "", " 1", "+1", "1e2",
     "NaN", True, None, [], {}, "١", "1.", ".5", Decimal("1E+60")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(given):
    assert refused(fields.Money(), given)


@given(ANYTHING)
def test_no_value_breaks_a_field(value):
    for kind in ALL:
        try:
            read(kind(), value)
        except ValidationError:
            continue


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("  Asha  ", "Asha"),
        ("As\x07ha\tRao\n", "AshaRao"),
        ("Cafe\u0301", "Café"),
        ("पुणे", "पुणे"),
    ],
)
def test_a_text_is_trimmed_composed_and_without_control_characters(given, told):
    assert read(fields.Text(), given) == told


@pytest.mark.parametrize("given", ["", "   ", "\x07", "\x07 \x00", None, 5, True, [], {}])
def test_a_text_of_nothing_is_none(given):
    assert refused(fields.Text(), given)


def test_the_length_of_a_text_counts_what_is_kept():
    assert read(fields.Text(max_length=3), " \x07abc ") == "abc"
    assert refused(fields.Text(max_length=3), "abcd")


@pytest.mark.parametrize(
    ("given", "told"), [(245179, "245179"), ("C-1", "C-1"), (" a.b_c ", "a.b_c"), ("9" * 64,) * 2]
)
def test_a_sku_is_a_text_or_the_digits_of_a_number(given, told):
    assert read(fields.Sku(), given) == told


@pytest.mark.parametrize(
    "given", ["", "a b", "x" * 65, "é", Decimal("245179.0"), True, None, "1\n2"]
)
def test_what_is_no_sku_is_refused(given):
    assert refused(fields.Sku(), given)


def test_a_pincode_is_six_digits_of_which_the_first_is_not_0():
    assert read(fields.Pincode(), 400001) == read(fields.Pincode(), "400001") == "400001"
    for value in ("040001", 40001, "4000011", "40000a", "४००००१", "", None):
        assert refused(fields.Pincode(), value)


@pytest.mark.parametrize(
    "given", ["9820012345", 9820012345, "+91 98200 12345", "098200-12345", "0091 9820012345"]
)
def test_a_mobile_is_indian_unless_it_says_otherwise(given):
    assert read(fields.Mobile(), given) == "+919820012345"


def test_a_foreign_mobile_is_kept_as_such():
    assert read(fields.Mobile(), "+971 50 123 4567") == "+971501234567"


@pytest.mark.parametrize("given", ["12", "", "hello", "+91", "9" * 33, True, None, Decimal("1.5")])
def test_what_is_no_telephone_number_is_refused(given):
    assert refused(fields.Mobile(), given)


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1)),  # noqa: DTZ001 - a zone is added
    st.integers(-23 * 60, 23 * 60),
)
def test_a_moment_is_the_same_whatever_its_offset(naive, minutes):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    found = read(fields.Moment(), moment.isoformat())

    assert found == moment
    assert found.tzinfo is UTC
    out = fields.moment(found)
    assert out.endswith("+05:30")
    assert datetime.fromisoformat(out) == moment.replace(microsecond=0)


def test_a_plus_that_the_query_lost_is_given_back():
    assert read(fields.Moment(), "2026-11-21T10:00:00 05:30") == datetime(
        2026, 11, 21, 4, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "given",
    ["2026-11-21T10:00:00", "2026-11-21", "2026-11-21 10:00", "yesterday", "", 5, None, True,
     "1999-12-31T00:00:00Z", "2100-01-01T00:00:00Z", "2026-02-30T00:00:00Z"],
)  # fmt: skip
def test_a_moment_without_an_offset_or_that_is_none_is_refused(given):
    assert refused(fields.Moment(), given)


@pytest.mark.parametrize(("given", "told"), [(1, 1), ("1", 1), ("007", 7), (0, 0)])
def test_a_count_is_an_integer_or_its_digits(given, told):
    assert read(fields.Count(), given) == told


@pytest.mark.parametrize(
    "given",
    ["1_0", "１", "١", " 1 ", "+1", "-1", "1.0", "1e2", "", True, False, 1.5, Decimal("1.5"),
     Decimal("1.0"), None, [], {}],
)  # fmt: skip
def test_what_is_no_count_is_refused(given):
    assert refused(fields.Count(), given)


def test_a_count_has_bounds():
    field = fields.Count(min_value=1, max_value=10)

    assert all(refused(field, given) for given in (0, -1, 11, "11", 10**30, "9" * 2000))
