"""How this dialect says what went wrong: `error` and `error_description`, as OAuth does."""

from django.http import HttpRequest
from rest_framework.exceptions import APIException

from oms.errors import Problem

CODES = {
    400: "invalid_request",
    401: "invalid_token",
    403: "access_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "server_error",
    503: "temporarily_unavailable",
}
SENTENCES = {
    "invalid_token": "Send a token that was issued to you and has not expired.",
    "unsupported_media_type": "Send the body in UTF-8, without a Content-Encoding.",
    "server_error": "Something went wrong on our side.",
}


class Refused(APIException):
    """A refusal in OAuth's own word, which is the class's `default_code`."""

    status_code = 400
    default_code = "invalid_request"


class UnsupportedGrantType(Refused):
    default_code = "unsupported_grant_type"
    default_detail = "grantType is client_credentials, always."


class InvalidClient(Refused):
    """An unknown client, a wrong secret or a wrong company: nobody learns which."""

    status_code = 401
    default_code = "invalid_client"
    default_detail = "clientId, clientSecret and companyCode do not belong together."
    auth_header = "Basic"


def error(problem: Problem, *, request: HttpRequest) -> tuple[int, dict]:
    """Render a problem; the names of the fields stand before what is wrong with them."""
    own = {UnsupportedGrantType.default_code, InvalidClient.default_code, "too_slow"}
    code = problem.code if problem.code in own else CODES.get(problem.status, problem.code)
    text = SENTENCES.get(code) or problem.detail or _of_fields(problem.fields)
    return problem.status, {"error": code, "error_description": text}


def _of_fields(fields):
    said = {name: " ".join(map(str, texts)) for name, texts in fields.items()}
    return " ".join(f"{name}: {text}" for name, text in said.items())
