"""Registrations judged offline: real numbers, and what a slip of the pen does to one."""

from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders import gst, gstin
from orders.gstin import ALPHABET, Reason, Verdict


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("27AAPFU0939F1ZV", "Maharashtra"),
        ("27AAACR5055K1Z7", "Maharashtra"),
        ("07AAACR5055K1Z9", "Delhi"),
        ("26AAACR5055K1Z9", "Dadra and Nagar Haveli and Daman and Diu"),
        ("35AAACR5055K1ZA", "Andaman and Nicobar Islands"),
        ("38AAACR5055K1Z4", "Ladakh"),
        ("97AAACR5055K1Z0", "Other Territory"),
    ],
)
def test_real_registrations_are_valid_and_name_their_state(number, state):
    verdict = gstin.check(number)

    assert (verdict.valid, verdict.reason, verdict.gstin) == (True, None, number)
    assert (verdict.state_code, verdict.state_name, verdict.pan) == (
        number[:2],
        state,
        number[2:12],
    )


def test_a_number_is_read_as_people_write_it_and_tells_who_holds_it():
    assert gstin.check(" 27aapfu 0939f-1zv") == Verdict(
        gstin="27AAPFU0939F1ZV",
        valid=True,
        state_code="27",
        state_name="Maharashtra",
        pan="AAPFU0939F",
        holder_type="Firm/Limited Liability Partnership",
    )


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("27AAPFU0939F1ZW", Reason.CHECKSUM),
        ("27AAPFU0939F1Z", Reason.LENGTH),
        ("27AAPFU0939F1ZVV", Reason.LENGTH),
        ("", Reason.LENGTH),
        ("00AAPFU0939F1ZV", Reason.STATE_CODE),
        ("39AAPFU0939F1ZV", Reason.STATE_CODE),
        ("27AAPFU0939F0ZV", Reason.FORMAT),
        ("27AAPFU0939F1YV", Reason.FORMAT),
        ("MHAAPFU0939F1ZV", Reason.FORMAT),
        ("27AAPXU0939F1ZV", Reason.PAN),
        ("27AAPFU0000F1ZV", Reason.PAN),
        ("27ÅAPFU0939F1ZV", Reason.FORMAT),
    ],
)
def test_what_is_no_registration_is_told_by_the_first_thing_that_is_wrong(number, reason):
    verdict = gstin.check(number)

    assert (verdict.valid, verdict.reason) == (False, reason)
    assert set(astuple(verdict)[3:]) == {None}


def test_collectors_of_tax_at_source_count_only_where_the_setting_says_so(settings):
    prefix = "27AAPFU0939F1C"
    number = prefix + gstin.check_character(prefix)

    assert gstin.check(number).reason == Reason.FORMAT
    settings.GSTIN_COLLECTORS = True
    assert gstin.check(number).valid


prefixes = st.builds(
    "{}{}{}{}{:04}{}{}Z".format,
    st.sampled_from(sorted(gst.registration_states())),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
    st.sampled_from("ABCFGHLJPTK"),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    st.integers(1, 9999),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    st.sampled_from(ALPHABET[1:]),
)


@settings(max_examples=300, deadline=None)
@given(prefixes)
def test_every_prefix_has_exactly_one_check_character(prefix):
    fitting = [last for last in ALPHABET if gstin.check(prefix + last).valid]

    assert fitting == [gstin.check_character(prefix)]


@settings(max_examples=300, deadline=None)
@given(prefixes, st.integers(0, 14), st.sampled_from(ALPHABET))
def test_every_change_of_a_single_character_is_found(prefix, place, other):
    number = prefix + gstin.check_character(prefix)
    slip = number[:place] + other + number[place + 1 :]

    assert gstin.check(slip).valid is (slip == number)
