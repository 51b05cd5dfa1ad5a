"""The frame of every answer in this dialect: what was asked for, or a list of errors."""

from collections.abc import Sequence
from enum import IntEnum

import orjson
from rest_framework.renderers import BaseRenderer

from oms.errors import Problem


class Code(IntEnum):
    """
    The numbers and NAMEs of errors.

    They are of Uniware: Response Codes page, and one of live answers (300216). Those of 900000
    and more are ours, for what has no number there.
    """

    UNKNOWN_ERROR = 0
    ACCESS_DENIED = 3
    INVALID_URI = 4
    MISSING_REQUIRED_PARAMETERS = 1001
    INVALID_ITEM_TYPE = 10001
    INVOICE_NOT_GENERATED = 10056
    INVALID_PACKAGE_STATE = 20003
    SALE_ORDER_IS_ON_HOLD = 20009
    INVALID_SHIPPING_PROVIDER_CODE = 20011
    INVALID_SHIPPING_PACKAGE_CODE = 20012
    INVALID_SHELF_CODE = 30003
    INVALID_SALE_ORDER_ITEM_CODE = 40003
    INVALID_SALE_ORDER_CODE = 40005
    INVENTORY_NOT_AVAILABLE = 60004
    INVALID_DATE = 100028
    INVALID_SALE_ORDER_STATE = 100071
    UNABLE_TO_VERIFY_ORDER = 100074
    INVALID_API_REQUEST = 100085
    INVALID_FACILITY_CODE = 200001
    SALE_ORDER_SEARCH_DATE_RANGE_LIMIT_EXCEEDED = 300216
    FEATURE_NOT_SUPPORTED = 500001
    INVALID_INVOICE_CODE = 900001
    METHOD_NOT_ALLOWED = 900405
    TOO_MANY_REQUESTS = 900429
    UNAVAILABLE = 900503
    TOO_SLOW = 900504


SENTENCES = {
    Code.INVALID_SALE_ORDER_CODE: "Invalid sale order code",
    Code.INVALID_SALE_ORDER_ITEM_CODE: "Invalid sale order item code",
    Code.INVALID_SHIPPING_PACKAGE_CODE: "Invalid shipping package code",
    Code.INVALID_FACILITY_CODE: "Invalid facility code",
    Code.INVALID_SHIPPING_PROVIDER_CODE: "Invalid shipping provider code",
    Code.INVALID_INVOICE_CODE: "Invalid invoice code",
    Code.INVALID_ITEM_TYPE: "Invalid item type",
}
OF_STATUS = {
    403: Code.ACCESS_DENIED,
    404: Code.INVALID_URI,
    405: Code.METHOD_NOT_ALLOWED,
    429: Code.TOO_MANY_REQUESTS,
    500: Code.UNKNOWN_ERROR,
    503: Code.UNAVAILABLE,
}
NO_FORM = "Send the query, a form or JSON, in UTF-8 and without a Content-Encoding."
NO_RIGHT = "Access denied, access resource MINIMAL is needed."


class Failure(Exception):
    """What was asked cannot be done: HTTP 200 with `successful` false, and this error in it."""

    def __init__(self, code: Code, description: str = "", *, field: str | None = None) -> None:
        self.code, self.field = code, field
        self.description = description or SENTENCES[code]
        super().__init__(self.description)


class Numbers(BaseRenderer):
    """Writes Decimals, and integers of any length, as JSON numbers, digit for digit."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return the bytes of an answer; without one there are none."""
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=_plain)
        except orjson.JSONEncodeError:  # of integers it takes those of 64 bits
            return orjson.dumps(_fitting(data), default=_plain)


def success(**fields: object) -> dict:
    """Return the frame around what was asked for."""
    return _frame(True, []) | fields


def failure(*failures: Failure, **nulls: None) -> dict:
    """Return the frame around errors; `nulls` are the keys that a success would have filled."""
    return _frame(False, [_said(one.code, one.description, one.field) for one in failures]) | nulls


def error(problem: Problem, *, request):
    """Render what went wrong outside of a view of this dialect, or before it."""
    if problem.status == 401:
        return 401, unauthorized(request)
    code = OF_STATUS.get(problem.status, Code.INVALID_API_REQUEST)
    code = Code.TOO_SLOW if problem.code == "too_slow" else code
    detail = NO_RIGHT if problem.code == "permission_denied" else problem.detail
    said = [
        _said(code, " ".join(map(str, _listed(texts))), name)
        for name, texts in problem.fields.items()
    ]
    return problem.status, _frame(False, said or [_said(code, detail, None)])


def unauthorized(request) -> dict:
    """Return the body of a 401, which is the login's and not the frame."""
    if request.META.get("HTTP_AUTHORIZATION"):
        return _oauth("invalid_token", "Invalid access token")
    return _oauth("unauthorized", "Full authentication is required to access this resource")


def login_error(problem: Problem, *, request):
    """Render what went wrong at the login: `error` and `error_description`."""
    said = " ".join(str(one) for texts in problem.fields.values() for one in _listed(texts))
    known = {} if problem.code == "too_slow" else _LOGIN_CODES
    code = known.get(problem.status, _UNREADABLE.get(problem.code, problem.code))
    detail = NO_FORM if problem.status == 415 else problem.detail or said
    return problem.status, _oauth(code, detail)


def _frame(successful, errors):
    return {"successful": successful, "message": None, "errors": errors, "warnings": None}


def _said(code, description, field):
    return {
        "code": code.value,
        "fieldName": field,
        "description": str(description),
        "message": code.name,
        "errorParams": None,
    }


def _oauth(code, description):
    return {"error": code, "error_description": str(description)}


def _listed(texts: object) -> Sequence:
    return texts if isinstance(texts, list) else [texts]


def _plain(value):
    # orjson asks for what it does not write itself: of what we answer with, only Decimals.
    return orjson.Fragment(f"{value:f}")


_UNREADABLE = dict.fromkeys(("malformed", "parse_error", "bad_request"), "invalid_request")


def _fitting(value):
    match value:
        case dict():
            return {name: _fitting(inner) for name, inner in value.items()}
        case list():
            return [_fitting(inner) for inner in value]
        case int() if value.bit_length() > 63:
            return orjson.Fragment(str(value))
    return value


_LOGIN_CODES = {
    413: "invalid_request",
    415: "invalid_request",
    429: "too_many_requests",
    500: "server_error",
    503: "temporarily_unavailable",
}
