"""A list answer is taken apart without reading its rows."""

import pytest

from integrations.omnitron.envelope import listing, single
from oms.http import Answer, Garbled


def answer(body, *, whole=True):
    return Answer(200, {}, body if isinstance(body, bytes) else body.encode(), whole, 0.0)


def test_the_rows_of_an_envelope_are_the_texts_that_were_received():
    body = '{"count": 2, "next": "x", "previous": null, "results": [{"a": "],[{"} , {"b": [1, 2]}]}'

    found = listing(answer(body))

    assert found.rows == ('{"a": "],[{"}', '{"b": [1, 2]}')
    assert (found.more, found.paged) == (True, True)


def test_a_bare_array_has_rows_and_no_more():
    found = listing(answer('[{"a": 1}, {"a": 2}]'))

    assert (found.rows, found.more, found.paged) == (('{"a": 1}', '{"a": 2}'), False, False)


@pytest.mark.parametrize("body", ["[]", "[ ]", '{"results": [], "next": null}'])
def test_a_list_without_rows_is_one(body):
    assert listing(answer(body)).rows == ()


def test_a_key_named_results_inside_a_row_is_no_list_of_ours():
    body = '{"extra": {"results": [1]}, "results": [{"results": [5]}], "next": null}'

    assert listing(answer(body)).rows == ('{"results": [5]}',)


def test_what_is_not_utf_8_stays_in_its_row():
    found = listing(answer(b'[{"a": "\xff"}, {"b": 1}]'))

    assert found.rows == ('{"a": "\udcff"}', '{"b": 1}')


@pytest.mark.parametrize(
    "body", ["", "null", "<html>", '{"detail": "x"}', '{"results": 5}', '[{"a": 1}', '"results"']
)
def test_what_is_no_list_is_garbled(body):
    with pytest.raises(Garbled):
        listing(answer(body))


def test_an_answer_that_was_cut_is_garbled():
    with pytest.raises(Garbled, match="too long"):
        listing(answer("[]", whole=False))


@pytest.mark.parametrize("body", ["[]", "<p>", '{"a": 1'])
def test_one_row_is_an_object(body):
    with pytest.raises(Garbled):
        single(answer(body))
