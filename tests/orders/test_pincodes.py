"""The state of a PIN code: every state, the borders, what nobody knows, the table's making."""

import csv

import pytest

from orders import gst, pincodes
from orders.pincodes import build


@pytest.mark.parametrize(
    ("pincode", "letters"),
    [
        ("190001", "JK"), ("171001", "HP"), ("141001", "PB"), ("160017", "CH"), ("248001", "UK"),
        ("122001", "HR"), ("110001", "DL"), ("302001", "RJ"), ("226001", "UP"), ("800001", "BR"),
        ("737101", "SK"), ("791111", "AR"), ("797001", "NL"), ("795001", "MN"), ("796001", "MZ"),
        ("799001", "TR"), ("793001", "ML"), ("781001", "AS"), ("700001", "WB"), ("834001", "JH"),
        ("751001", "OD"), ("492001", "CG"), ("462001", "MP"), ("380001", "GJ"), ("396210", "DH"),
        ("400001", "MH"), ("560038", "KA"), ("403001", "GA"), ("682555", "LD"), ("695001", "KL"),
        ("600001", "TN"), ("605001", "PY"), ("744101", "AN"), ("500001", "TS"), ("520001", "AP"),
        ("194101", "LA"),
    ],
)  # fmt: skip
def test_every_state_is_found_by_the_pin_code_of_its_capital(pincode, letters):
    assert [state.letters for state in pincodes.states(pincode)] == [letters]


@pytest.mark.parametrize(
    ("pincode", "letters"),
    [
        ("160055", "PB"), ("160062", "PB"), ("160101", "CH"), ("160003", "CH"), ("247667", "UK"),
        ("247001", "UP"), ("673310", "PY"), ("673101", "KL"), ("609602", "PY"), ("609001", "TN"),
        ("362520", "DH"), ("396191", "GJ"), ("744304", "AN"), ("682501", "KL"), ("682551", "LD"),
        ("403406", "GA"), ("110025", "DL"), ("503225", "TS"), ("334002", "RJ"), ("185101", "JK"),
        ("560 038", "KA"), ("560-038", "KA"),
    ],
)  # fmt: skip
def test_neighbours_with_the_same_first_digits_are_told_apart(pincode, letters):
    assert [state.letters for state in pincodes.states(pincode)] == [letters]


@pytest.mark.parametrize(
    ("pincode", "letters"),
    [
        ("396230", ["GJ", "DH"]), ("533464", ["PY", "AP"]), ("605014", ["TN", "PY"]),
        ("802131", ["UP", "BR"]), ("781029", ["ML", "AS"]),
    ],
)  # fmt: skip
def test_a_number_that_both_sides_of_a_border_share_tells_both(pincode, letters):
    assert sorted(state.letters for state in pincodes.states(pincode)) == sorted(letters)


@pytest.mark.parametrize(
    "pincode", ["", "560", "56003", "5600380", "999999", "900056", "791701", "٥٦٠٠٣٨", "34710 "]
)
def test_what_is_none_has_no_state(pincode):
    assert pincodes.states(pincode) == ()


def test_the_table_has_all_states_but_the_one_that_is_no_place():
    letters = {part for states in pincodes._known().values() for part in states}

    assert letters == {state.letters for state in gst.STATES} - {"97"}
    assert len(pincodes._known()) == 19_583
    assert pincodes.TABLE.stat().st_size < 200_000


def test_each_correction_stands_in_the_table_with_its_reason():
    with build.CORRECTIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == len({row["pincode"] for row in rows}) == 67
    for row in rows:
        told = [state.letters for state in pincodes.states(row["pincode"])]
        assert (told, bool(row["reason"])) == ([row["state"]] * bool(row["state"]), True)


def test_the_table_is_built_from_offices_and_corrections():
    offices = [
        {"pincode": code, "state": state}
        for code, state in [
            ("605001", "Puducherry"), ("605002", "Puducherry"), ("605004", "Puducherry"),
            ("605007", "Puducherry"), ("605007", "Tamil Nadu"), ("605012", "Unknown"),
            ("744101", "Dadra & Nagar Haveli and Daman & Diu"), ("900056", "Uttar Pradesh"),
        ]
    ]  # fmt: skip
    corrections = [{"pincode": "744101", "state": "AN"}, {"pincode": "900056", "state": ""}]

    assert list(build.lines(build.read(offices, corrections))) == [
        "PY 605 001-002 004",
        "PY/TN 605 007",
        "AN 744 101",
    ]
