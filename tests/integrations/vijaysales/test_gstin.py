"""Validating a GSTIN: a question that is always answered, with a registry or without."""

import pytest
import time_machine

from tests.integrations.vijaysales import registries
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

HERE = "tests.integrations.vijaysales.registries"
UNFIT, MISSING = (422, 9011, "VALIDATION_FAILED"), (400, 9010, "MISSING_PARAMETER")
VALID = {
    "27AAPFU0939F1ZV": "Maharashtra", "27AAACR5055K1Z7": "Maharashtra", "07AAACR5055K1Z9": "Delhi",
    "26AAACR5055K1Z9": "Dadra and Nagar Haveli and Daman and Diu",
    "35AAACR5055K1ZA": "Andaman and Nicobar Islands", "38AAACR5055K1Z4": "Ladakh",
    "97AAACR5055K1Z0": "Other Territory",
}  # fmt: skip
INVALID = {
    "27AAPFU0939F1ZW": "CHECKSUM", "27AAPFU0939F1Z": "LENGTH", "00AAPFU0939F1ZV": "STATE_CODE",
    "39AAPFU0939F1ZV": "STATE_CODE", "27AAPFU0939F0ZV": "FORMAT", "": "LENGTH",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_asked():
    registries.asked.clear()


def ask(vijay, number, method="POST"):
    if method == "GET":
        return vijay.get(f"gstin/{number}")
    return vijay.post("gstin/validate", {"gstin": number})


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_valid_number_tells_what_is_within_it(vijay, method):
    answer = ask(vijay, "27AAPFU0939F1ZV", method)

    assert answer.json() == {
        "data": {
            "gstin": "27AAPFU0939F1ZV",
            "isValid": True,
            "reason": None,
            "stateCode": "27",
            "stateName": "Maharashtra",
            "pan": "AAPFU0939F",
            "holderType": "Firm/Limited Liability Partnership",
            "verification": "OFFLINE",
            "registrationStatus": "UNKNOWN",
            "legalName": None,
            "tradeName": None,
            "address": None,
            "checkedAt": "2026-11-21T15:30:00+05:30",
        }
    }


@pytest.mark.parametrize(("number", "state"), VALID.items())
def test_registrations_of_every_kind_of_state_are_valid(vijay, number, state):
    told = ask(vijay, number).json()["data"]

    assert (told["isValid"], told["stateName"]) == (True, state)


@pytest.mark.parametrize(("number", "reason"), list(INVALID.items())[:-1])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_an_invalid_number_only_the_reason_is_told(vijay, number, reason, method):
    answer = ask(vijay, number, method)

    assert answer.status_code == 200
    told = answer.json()["data"]
    assert len(told) == 13
    assert {name: value for name, value in told.items() if value is not None} == {
        "gstin": number,
        "isValid": False,
        "reason": reason,
    }


def test_blanks_hyphens_and_small_letters_do_not_matter(vijay):
    told = ask(vijay, " 27-aapfu 0939f1zv").json()["data"]

    assert (told["gstin"], told["isValid"]) == ("27AAPFU0939F1ZV", True)
    assert vijay.get("gstin/%2027aapfu0939f1zv").json()["data"]["isValid"] is True


@pytest.mark.parametrize("value", [5, True, [], {}, 27.5, "9" * 33])
def test_what_is_no_text_or_too_long_is_a_422(vijay, value):
    assert refusal(ask(vijay, value)) == UNFIT


@pytest.mark.parametrize("body", [{}, {"gstin": ""}])
def test_without_a_number_it_is_a_400(vijay, body):
    assert refusal(vijay.post("gstin/validate", body)) == MISSING


def test_a_path_may_hold_thirty_two_letters_and_no_more(vijay):
    assert ask(vijay, "9" * 32, "GET").json()["data"]["reason"] == "LENGTH"
    assert refusal(ask(vijay, "9" * 33, "GET")) == UNFIT


def test_a_registry_tells_the_name_and_is_asked_once_a_day(vijay, settings):
    settings.GSTIN_DIRECTORY = f"{HERE}.knows"

    first, again = (ask(vijay, registries.KNOWN).json()["data"] for _ in range(2))

    facts = ("verification", "registrationStatus", "legalName", "tradeName", "address")
    assert [first[name] for name in facts] == [
        "GSTN",
        "ACTIVE",
        "Asha Rao",
        "Rao Traders",
        {"line1": "1 Fort Road", "pincode": "400001"},
    ]
    assert [again[name] for name in facts] == [first[name] for name in facts]
    assert registries.asked == [registries.KNOWN]


@pytest.mark.parametrize("registry", ["away", "knows"])
def test_a_registry_that_is_away_or_knows_nothing_leaves_the_offline_verdict(
    vijay, settings, registry
):
    settings.GSTIN_DIRECTORY = f"{HERE}.{registry}"

    told = [ask(vijay, "07AAACR5055K1Z9").json()["data"] for _ in range(2)]

    assert [(one["isValid"], one["verification"], one["legalName"]) for one in told] == [
        (True, "OFFLINE", None)
    ] * 2
    assert registries.asked == ["07AAACR5055K1Z9"] * 2


def test_a_number_that_is_not_valid_is_shown_to_no_registry(vijay, settings):
    settings.GSTIN_DIRECTORY = f"{HERE}.knows"

    assert ask(vijay, "27AAPFU0939F1ZW").json()["data"]["reason"] == "CHECKSUM"
    assert registries.asked == []


def test_without_the_cache_a_number_is_judged_by_itself(vijay, settings):
    settings.GSTIN_DIRECTORY = f"{HERE}.knows"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    answer = ask(vijay, registries.KNOWN)

    assert (answer.status_code, answer.json()["data"]["verification"]) == (200, "OFFLINE")
