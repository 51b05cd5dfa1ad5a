"""What was sent cannot be read: 400, 413, 415, or a failure that names the field."""

import pytest

from tests import factories
from tests.integrations.uniware.speech import framed

GET = "/oms/saleorder/get"


@pytest.mark.parametrize("path", [GET, "/oms/saleOrder/search", "/oms/saleOrder/hold"])
@pytest.mark.parametrize(
    "body", ["{", "{'code': 'x'}", '{"code": "x",}', '{"a": NaN}', '{"a": 1, "a": 2}', b"\xff\xfe"]
)
def test_malformed_json_is_400_in_the_frame(desk, path, body):
    code, name, field, text = framed(desk.post(path, body), 400)

    assert (code, name, field) == (100085, "INVALID_API_REQUEST", None)
    assert text


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "1", "[{}]"])
def test_json_that_is_no_object_is_400(desk, body):
    assert framed(desk.post(GET, body), 400)[3] == "Send a JSON object."


def test_json_that_is_too_deep_or_holds_a_nul_is_400(desk):
    for body in ('{"a": ' + "[" * 1000 + "]" * 1000 + "}", '{"code": "a\\u0000b"}'):
        assert framed(desk.post(GET, body), 400)[1] == "INVALID_API_REQUEST"


def test_no_body_at_all_lacks_the_code(desk):
    answer = desk.post(GET, "")

    assert framed(answer, 200) == (1001, "MISSING_REQUIRED_PARAMETERS", "code", "code is required")
    assert answer.json()["saleOrderDTO"] is None


@pytest.mark.parametrize("code", [None, "", "   "])
def test_a_missing_code_is_a_failure_that_names_the_field(desk, code):
    answer = desk.post(GET, {"code": code})

    assert framed(answer, 200) == (1001, "MISSING_REQUIRED_PARAMETERS", "code", "code is required")


@pytest.mark.parametrize("code", [5, True, ["x"], {"code": "x"}, 1.5])
def test_a_code_of_another_type_is_a_failure_that_names_the_field(desk, code):
    assert framed(desk.post(GET, {"code": code}), 200)[2:] == ("code", "code must be a string")


@pytest.mark.parametrize(
    "code", ["' OR 1=1--", "%", "_", "\\", "x" * 180, "\N{ARABIC-INDIC DIGIT ONE}", "\u202e"]
)
def test_a_code_with_any_letters_in_it_is_just_unknown(desk, db, code):
    factories.order()

    assert framed(desk.post(GET, {"code": code}), 200)[1] == "INVALID_SALE_ORDER_CODE"


def test_a_charset_that_is_not_utf8_and_a_packed_body_are_415(desk):
    for extra in (
        {"content_type": "application/json; charset=klingon"},
        {"headers": {"content-encoding": "gzip"}},
    ):
        assert framed(desk.post(GET, "{}", **extra), 415)[1] == "INVALID_API_REQUEST"


def test_a_body_that_is_too_large_is_413(desk, settings):
    body = b'{"code": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'

    assert framed(desk.post(GET, body), 413)[1] == "INVALID_API_REQUEST"
