"""How Vijay Sales' partners are told: `data`, or `error` as a plain string with codes beside it."""

from collections.abc import Mapping, Sequence

from rest_framework.exceptions import APIException

from oms.errors import Problem

# Status of the house → status here, code and symbol. The dialect knows no other status.
KINDS = {
    400: (400, 9010, "MISSING_PARAMETER"),
    401: (401, 9001, "AUTH_REQUIRED"),
    403: (401, 9001, "AUTH_REQUIRED"),
    404: (404, 101, "NOT_FOUND"),
    405: (405, 9012, "METHOD_NOT_ALLOWED"),
    406: (422, 9011, "VALIDATION_FAILED"),
    409: (422, 9011, "VALIDATION_FAILED"),
    413: (400, 107, "INVALID_JSON"),
    415: (400, 9010, "MISSING_PARAMETER"),
    422: (422, 9011, "VALIDATION_FAILED"),
    429: (429, 155, "RATE_LIMITED"),
    500: (500, 1, "INTERNAL"),
    503: (503, 9090, "UNAVAILABLE"),
}
OWN = {"too_slow": (503, 9091, "TOO_SLOW")}  # codes of the house that keep a word of their own
UNREADABLE = {"malformed", "parse_error"}
MISSING = {"required", "null", "blank", "empty"}
BACK_WITHIN = 300  # seconds, after which the seed promises to be well again


class Refused(APIException):
    """An answer of this dialect that the framework's own errors do not know."""

    def __init__(
        self,
        status: int,
        code: int,
        symbol: str,
        text: str,
        *,
        details: Sequence[dict] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text, code=symbol)
        self.status_code, self.number, self.symbol = status, code, symbol
        self.text, self.details, self.headers = text, list(details), headers or {}

    def body(self, request) -> dict:
        """Return the body of the answer."""
        return body(request, self.text, self.number, self.symbol, self.details)


def unprocessable(code: int, symbol: str, text: str, *, details: Sequence[dict] = ()) -> Refused:
    """Make the refusal of a value or by a rule."""
    return Refused(422, code, symbol, text, details=details)


def error(problem: Problem, *, request):
    """Render what went wrong outside of this dialect's own views, or before them."""
    status, code, symbol = OWN.get(problem.code) or KINDS.get(problem.status, KINDS[500])
    if status == 400 and problem.code in UNREADABLE:
        code, symbol = 107, "INVALID_JSON"
    elif problem.status == 400 and problem.code not in MISSING | {"bad_request"}:
        status, code, symbol = KINDS[422]
    details = [
        {"field": field, "message": " ".join(map(str, _listed(said)))}
        for field, said in problem.fields.items()
    ]
    text = problem.detail or "; ".join(detail["message"] for detail in details) or symbol
    headers = {"Retry-After": str(BACK_WITHIN)} if status == 503 else {}
    return status, body(request, text, code, symbol, details), headers


def body(request, text: str, code: int, symbol: str, details: Sequence[dict]) -> dict:
    """Return the error envelope; `error` is always a plain string."""
    return {
        "error": text,
        "code": code,
        "errorCode": symbol,
        "details": list(details),
        "requestId": getattr(request, "id", ""),
    }


def _listed(said):
    return said if isinstance(said, list) else [said]
