"""What the one JSON reader lets through, and what it does not."""

import gzip
import json
from decimal import Decimal

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.response import Response
from rest_framework.views import APIView

from oms.strictjson import Malformed, StrictJSONParser, loads

MALFORMED = {
    "nothing": b"",
    "truncated": b'{"a": 1',
    "truncated text": b'{"a": "b',
    "trailing comma": b"[1,]",
    "single quotes": b"{'a': 1}",
    "comment": b"[1] // one",
    "two values": b"1 2",
    "bytes FF FE": b"\xff\xfe",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
    "UTF-32 without a mark": '{"a": 1}'.encode("utf-32-be"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "surrogate as bytes": b'"\xed\xa0\x80"',
    "NaN": b"[NaN]",
    "Infinity": b'{"a": Infinity}',
    "-Infinity": b"-Infinity",
    "1e400": b'{"free": 1e400}',
    "1e999999": b"1e999999",
    "1E-999999": b"1E-999999",
    "an exponent of twenty digits": b"1e99999999999999999999",
    "zero with an exponent of twenty digits": b"0e-99999999999999999999",
    "10,000 digits": b"1" * 10_000,
    "10,000 digits after the point": b"0." + b"1" * 10_000,
    "raw NUL in text": b'"a\x00b"',
    "NUL in text": rb'{"text": "a\u0000b"}',
    "NUL in a key": rb'{"a\u0000": 1}',
    "NUL after an escaped backslash": rb'["\\\u0000"]',
    "NUL deep inside": rb'{"free": [{"a": [1, "\u0000"]}]}',
    "high surrogate": rb'["\ud800"]',
    "low surrogate": rb'["\uDC00"]',
    "low before high": rb'["\udc00\ud800"]',
    "high, high, low": rb'["\ud83d\ud83d\ude00"]',
    "surrogate as key": rb'{"\ud800": 1}',
    "halves with a backslash between": rb'["\ud83d\\\ude00"]',
    "half before an escaped backslash": rb'["\ud83d\\ude00"]',
    "21 levels": b"[" * 21 + b"]" * 21,
    "21 levels of objects": b'{"a":' * 20 + b"{}" + b"}" * 20,
    "500 levels": b"[" * 500 + b"]" * 500,
    "990 levels": b"[" * 990 + b"]" * 990,
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "100,000 levels that stay open": b"[" * 100_000,
    "100,000 levels and an open text": b"[" * 100_000 + b'"' + b"]" * 100_000,
    "100,000 levels behind texts": rb'{"\"[": "\\", "b":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "closed more than opened": b"[]]",
    "a key twice": b'{"a": 1, "a": 1}',
    "a key twice, deep": b'[{"b": {"a": 1, "c": 2, "a": 3}}]',
    "a key twice, once escaped": rb'{"a": 1, "\u0061": 2}',
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_stored_and_sent_on_is_malformed(data):
    with pytest.raises(Malformed):
        loads(data)


def test_a_text_with_half_of_a_pair_is_malformed():
    with pytest.raises(Malformed):
        loads('["\ud800"]')


def test_another_charset_is_malformed():
    with pytest.raises(Malformed):
        loads("{}", charset="latin-1")
    assert loads(b"{}", charset="UTF8") == {}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"null", None),
        (
            b' {"a": [1, 2.50, "x", true, null, {}]} ',
            {"a": [1, Decimal("2.50"), "x", True, None, {}]},
        ),
        (b"[-0.0]", [Decimal("-0.0")]),
        (b"[1e3]", [Decimal("1e3")]),
        (b"9" * 64, 10**64 - 1),
        (rb'["\ud83d\ude00\\\ud83d\ude00"]', ["😀\\😀"]),
        (rb'["\\u0000", "\\ud800"]', ["\\u0000", "\\ud800"]),
        (rb'["[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[", "\\", "]"]', ["[" * 27 + '"[[[', "\\", "]"]),
        (b"[" * 20 + b"]" * 20, json.loads("[" * 20 + "]" * 20)),
        (b"[" + b"[]," * 5000 + b"[]]", [[]] * 5001),
        ("ü€😀".join('""').encode(), "ü€😀"),
    ],
)
def test_the_rest_is_read_and_a_fraction_is_a_decimal(data, value):
    assert loads(data) == value
    assert str(loads(data)) == str(value)


def test_a_looser_depth_can_be_asked_for():
    assert loads(b"[" * 30 + b"]" * 30, max_depth=30)
    with pytest.raises(Malformed):
        loads(b"[" * 31 + b"]" * 31, max_depth=30)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**60), 10**60) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@given(values, st.booleans())
def test_what_python_writes_comes_back(value, ascii_only):
    assert loads(json.dumps(value, ensure_ascii=ascii_only), max_depth=30) == value


@given(st.text(st.sampled_from('[]{}",:\\u0d8c1ea ')) | st.text() | st.binary())
def test_nothing_raises_anything_else(data):
    try:
        value = loads(data)
    except Malformed:
        return
    json.dumps(value, default=str, ensure_ascii=False).encode()


def test_no_message_repeats_what_was_sent():
    for data in [b'{"hush": 1, "hush": 2}', b"[hush]", b'["hush\\u0000"]', b"1" * 5000]:
        with pytest.raises(Malformed) as caught:
            loads(data)
        assert "hush" not in str(caught.value)
        assert "111" not in str(caught.value)


class Echo(APIView):
    authentication_classes = permission_classes = ()
    parser_classes = (StrictJSONParser,)

    def post(self, request):
        return Response({"read": request.data})


def post(body, content_type="application/json", **headers):
    request = RequestFactory().generic("POST", "/api/", body, content_type, headers=headers)
    return Echo.as_view()(request)


@pytest.mark.parametrize("data", [data for data in MALFORMED.values() if data])
def test_a_malformed_body_is_400_and_says_so(data):
    answer = post(data)

    assert (answer.status_code, answer.data["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=klingon", "application/json; charset=utf-7", "text/plain"]
    + ["application/json; charset=utf-16", "multipart/form-data; boundary=x", "x", ""]
    + ["application/x-www-form-urlencoded", "application/json; charset=latin1"],
)
def test_another_type_or_charset_is_415(content_type):
    answer = post(b'{"a": 1}', content_type)

    assert answer.status_code == 415
    assert answer.data["code"] == "unsupported_media_type"


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; charset=utf8"])
def test_utf_8_is_read_however_it_is_named(charset):
    assert post(b'{"a": 1}', f"application/json{charset}").data == {"read": {"a": 1}}


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "klingon"])
def test_any_content_encoding_is_415_and_nothing_is_unpacked(encoding):
    assert post(gzip.compress(b"{}"), **{"Content-Encoding": encoding}).status_code == 415
    assert post(b"{}", **{"Content-Encoding": encoding}).status_code == 415


def test_a_body_one_byte_over_the_limit_is_413(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    exact = b'"' + b"x" * 98 + b'"'

    assert post(exact).data == {"read": "x" * 98}
    assert post(exact + b" ").status_code == 413
