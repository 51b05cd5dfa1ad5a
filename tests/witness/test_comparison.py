"""The differences of two recordings, as a person reads them; and what a recording keeps."""

from tests.witness.comparison import differences
from tests.witness.doors import read
from tests.witness.recording import DIGEST, Teller, digest, entry, kept, write
from tests.witness.recording import read as recorded

ORDER = {"number": "W001", "items": [{"tax": "1.00", "sku": "A"}, {"tax": "1.00", "sku": "B"}]}


def test_a_line_names_the_teller_the_orders_the_place_and_both_words():
    before = {"xstak": {"W001": {"tax": '"0.00"'}, "W002": {"tax": '"0.00"'}, "W003": {"a": "1"}}}
    after = {"xstak": {"W001": {"tax": '"5.00"'}, "W002": {"tax": '"5.00"'}, "W003": {"a": "1"}}}

    assert differences(before, after) == ['xstak · W001, W002 · tax: "0.00" → "5.00"']


def test_what_came_and_what_went_is_told():
    before, after = {"pos": {"W001": {"a": "1"}}}, {"pos": {"W001": {"b": "2"}, "W002": {"a": "1"}}}

    assert differences(before, after) == [
        "pos · W001 · a: 1 → (nothing)",
        "pos · W001 · b: (nothing) → 2",
        "pos · W002 · a: (nothing) → 1",
    ]


def test_a_digest_is_told_of_only_where_no_fact_moved():
    before = {"pos": {"W001": {DIGEST: "x", "a": "1"}, "W002": {DIGEST: "x", "a": "1"}}}
    after = {"pos": {"W001": {DIGEST: "y", "a": "2"}, "W002": {DIGEST: "y", "a": "1"}}}

    assert differences(before, after) == [
        "pos · W001 · a: 1 → 2",
        f"pos · W002 · {DIGEST}: one → another",
    ]


def test_a_line_more_on_a_page_is_one_difference():
    before = {"label": {"W001": {f"page[0][{n}]": word for n, word in enumerate("abcd")}}}
    after = {"label": {"W001": {f"page[0][{n}]": word for n, word in enumerate("axbcd")}}}

    assert differences(before, after) == ["label · W001 · page[0]: (nothing) → x"]


def test_another_sequence_of_the_keys_is_a_difference():
    before, after = {"pos": {"W001": {"a": "1", "b": "2"}}}, {"pos": {"W001": {"b": "2", "a": "1"}}}

    assert differences(before, after) == ["pos · W001 · (sequence of the keys): one → another"]


def test_facts_of_all_rows_stand_in_one_line_above_a_digest_of_every_word():
    teller, full = Teller("t", r"^number$|\.(tax|sku)$"), entry(ORDER)

    assert kept(teller, full, whole=False) == {
        DIGEST: digest(full),
        "number": '"W001"',
        "items[].tax": '"1.00" × 2',
        "items[].sku": '"A", "B"',
    }
    assert kept(teller, full, whole=True) == full


def test_numbers_keep_their_digits_and_what_is_written_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.witness.recording.HOME", tmp_path)
    full = entry(read('{"a": 1.50, "b": [], "c": "x: \\n=", "d": {"e": null}, "token": "secret"}'))

    facts = {DIGEST: "x", "b": '"y\\t"'}

    said = {"W001": full, "W002": {}, "W003": facts, "W004": facts | {"a": "1"}}
    write(Teller("t"), said)

    assert full["a"] == "1.50"
    assert full["token"] == "<random>"
    assert recorded(Teller("t")) == said
