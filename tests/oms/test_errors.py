"""What an API path answers when something goes wrong, wherever it goes wrong."""

import io
import logging

import pytest
from django.test import Client

from tests.oms import failing
from tests.oms.failing import RAISED


@pytest.fixture(autouse=True)
def _front(settings):
    settings.ROOT_URLCONF = failing.__name__
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.API_ENVELOPES = {
        "/api/": "oms.errors.native",
        "/api/v9/partner/": f"{failing.__name__}.dialect",
    }
    settings.MIDDLEWARE = [
        "oms.logs.RequestId",
        "oms.errors.JsonErrors",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]


@pytest.fixture
def ask():
    return Client(raise_request_exception=False, enforce_csrf_checks=True).generic


def assert_native(answer, status, code, detail=None):
    """The answer is the native envelope and nothing that was raised or sent shows in it."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["code"] == code
    assert "hush" not in answer.text
    if detail:
        assert answer.json() == {"detail": detail, "code": code}


@pytest.mark.parametrize("kind", RAISED)
def test_whatever_a_rest_view_raises_is_json_with_a_code(ask, kind):
    _error, status, code = RAISED[kind]

    assert_native(ask("GET", f"/api/rest/{kind}/"), status, code)


@pytest.mark.parametrize("kind", RAISED)
def test_whatever_a_plain_view_raises_is_json_with_a_code(ask, kind):
    error, status, code = RAISED[kind]

    assert_native(ask("GET", f"/api/plain/{kind}/"), status, code)


@pytest.mark.parametrize("kind", ["bug", "missing", "suspicious"])
def test_with_debug_on_it_is_json_too(ask, kind, settings):
    settings.DEBUG = True

    assert_native(ask("GET", f"/api/plain/{kind}/"), *RAISED[kind][1:])


def test_a_database_that_is_away_is_asked_again_in_five_seconds_and_is_logged(ask, caplog):
    with caplog.at_level(logging.ERROR, "oms.errors"):
        answers = [ask("GET", f"/api/{view}/operational/") for view in ["rest", "plain"]]

    assert [answer["Retry-After"] for answer in answers] == ["5", "5"]
    assert [record.message for record in caplog.records if record.name == "oms.errors"] == [
        "The database did not answer"
    ] * 2


def test_all_bad_tokens_get_one_answer_that_names_the_scheme(ask):
    without, expired = (ask("GET", f"/api/rest/{kind}/") for kind in ["no-token", "bad-token"])

    assert without.content == expired.content
    assert (without["WWW-Authenticate"], expired["WWW-Authenticate"]) == ("Token", "Token")


def test_too_many_requests_say_when_to_come_again(ask):
    assert ask("GET", "/api/rest/throttled/")["Retry-After"] == "5"


def test_a_refusal_of_a_command_is_said_as_the_contract_says_it(ask):
    assert ask("GET", "/api/rest/wrong-state/").json() == {
        "non_field_errors": ["Too late."],
        "code": "wrong_state",
    }
    assert ask("GET", "/api/rest/not-now/").json() == {
        "detail": "This cannot be done now.",
        "code": "not_acceptable_now",
    }


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            '{"number": "hush"}',
            {
                "number": ["Ensure this field has no more than 3 characters."],
                "count": ["This field is required."],
                "code": "invalid",
            },
        ),
        ('{"number": "1"}', {"count": ["This field is required."], "code": "required"}),
        (
            '{"number": "1", "count": 1, "lines": [{}]}',
            {"lines": {"0": {"sku": ["This field is required."]}}, "code": "required"},
        ),
        (
            '{"number": "1", "count": 1, "code": "x"}',
            {"non_field_errors": ["A valid integer is required."], "code": "invalid"},
        ),
        (
            "[]",
            {
                "non_field_errors": ["Invalid data. Expected a dictionary, but got list."],
                "code": "invalid",
            },
        ),
        ('{"number": hush}', {"detail": "This is not JSON.", "code": "malformed"}),
    ],
)
def test_fields_that_are_wrong_are_named_and_there_is_one_code(ask, sent, said):
    answer = ask("POST", "/api/reads/", sent, "application/json")

    assert (answer.status_code, answer.json()) == (400, said)


@pytest.mark.parametrize("extra", [1, 10_000_000])
def test_a_body_over_the_limit_is_413(ask, settings, extra):
    body = b'"' + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + extra - 2) + b'"'

    answer = ask("POST", "/api/reads/", body, "application/json")

    assert_native(answer, 413, "too_large", "The body is too large.")


def test_a_body_without_a_length_is_413_and_not_read_as_empty():
    client = Client(raise_request_exception=False)

    answer = client.generic(
        "POST", "/api/reads/", b"", "application/json", HTTP_TRANSFER_ENCODING="chunked"
    )

    assert_native(answer, 413, "too_large", "Send the body's Content-Length.")


def test_a_body_shorter_than_its_length_is_400(ask):
    half = io.BytesIO(b'{"number"')
    told = {"CONTENT_LENGTH": "500", "CONTENT_TYPE": "application/json", "wsgi.input": half}

    answer = ask("POST", "/api/reads/", **told)

    assert_native(answer, 400, "malformed")


def test_a_text_body_is_415(ask):
    assert_native(ask("POST", "/api/reads/", "hush", "text/hush"), 415, "unsupported_media_type")


@pytest.mark.parametrize("verb", ["TRACE", "FOO", "DELETE", "PUT", "OPTIONS", "<hush>"])
@pytest.mark.parametrize("place", ["reads", "rest/bug"])
def test_a_verb_that_is_not_there_is_405_and_says_which_are(ask, verb, place):
    answer = ask(verb, f"/api/{place}/", HTTP_X_HTTP_METHOD_OVERRIDE="GET")

    assert_native(answer, 405, "method_not_allowed", "This method is not allowed here.")
    assert answer["Allow"].startswith("GET, ")


def test_an_accept_or_format_that_we_do_not_write_is_406(ask):
    assert_native(ask("GET", "/api/reads/?format=xml"), 406, "not_acceptable")
    assert ask("GET", "/api/reads/?format=json").status_code == 200
    assert_native(ask("GET", "/api/reads/", HTTP_ACCEPT="text/hush"), 406, "not_acceptable")
    assert_native(ask("GET", "/api/reads/", HTTP_ACCEPT="a/" * 5000), 406, "not_acceptable")


def test_a_path_that_only_lacks_its_slash_is_told_so(ask):
    for verb in ["GET", "POST"]:
        assert_native(
            ask(verb, "/api/reads?page=hush"),
            404,
            "not_found",
            "Not found: did you mean /api/reads/ ?",
        )


@pytest.mark.parametrize(
    "place", ["hush", "hush/", "", "reads/hush/", "%ff%fe/", "%00/", "..;/", "hush//"]
)
def test_an_unknown_path_is_404_without_a_guess(ask, place):
    assert_native(ask("GET", f"/api/{place}"), 404, "not_found", "Not found.")


def test_the_bare_prefix_is_an_api_path_too(ask):
    assert_native(ask("GET", "/api"), 404, "not_found", "Not found.")


def test_a_forged_host_is_400(ask):
    for host in ["hush.example", "hush host", "[::1", "a" * 300]:
        assert_native(ask("GET", "/api/reads/", HTTP_HOST=host), 400, "bad_request")


def test_an_html_error_of_whoever_wrote_it_becomes_json_and_keeps_what_matters(ask):
    assert_native(ask("GET", "/api/html/"), 418, "i'm_a_teapot")
    answer = ask("GET", "/api/not-allowed/")
    assert_native(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"
    csrf = ask("POST", "/api/page/", "a=hush", "application/x-www-form-urlencoded")
    assert_native(csrf, 403, "permission_denied")


def test_a_page_that_is_no_error_stays_a_page(ask):
    answer = ask("GET", "/api/page/")

    assert (answer.status_code, answer.text) == (200, "<h1>Docs</h1>")


def test_the_longest_prefix_chooses_the_envelope(ask):
    refused = ask("GET", "/api/v9/partner/data/")
    unknown = ask("GET", "/api/v9/partner/a/b/c")
    forged = ask("GET", "/api/v9/partner/data/", HTTP_HOST="hush.example")

    assert [answer.status_code for answer in (refused, unknown, forged)] == [200, 200, 200]
    assert refused.json() == {"successful": False, "message": "invalid", "was": 400}
    assert unknown.json() == {"successful": False, "message": "not_found", "was": 404}
    assert forged.json() == {"successful": False, "message": "bad_request", "was": 400}


@pytest.mark.parametrize(
    ("kind", "status"), [("bug", 500), ("missing", 404), ("forbidden", 403), ("suspicious", 400)]
)
def test_pages_for_people_keep_their_html(ask, kind, status):
    answer = ask("GET", f"/pages/{kind}/")

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "hush" not in answer.text or kind == "missing"
