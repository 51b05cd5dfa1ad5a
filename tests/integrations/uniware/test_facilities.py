"""A facility, as far as a partner may use it."""

from tests import factories
from tests.integrations.uniware.speech import refusal


def test_a_facility_is_shown(desk, db):
    place = factories.location(
        erp_code="MUM1", name="Andheri", seller_gstin="27AAACU2414K1ZX", seller_name="Shop Ltd"
    )

    answer = desk.ask("/facility/get", {"facilityCode": "MUM1"})

    facility = answer["facility"]
    assert answer["successful"] is True
    assert (facility["code"], facility["name"]) == ("MUM1", "Shop Ltd")
    assert (facility["displayName"], facility["enabled"]) == ("Andheri", True)
    assert (facility["gstNumber"], facility["state"]) == ("27AAACU2414K1ZX", "MH")
    assert place.is_active


def test_a_facility_may_be_named_as_it_once_was(desk, db):
    factories.location(erp_code="MUM1")

    answer = desk.ask("/facility/get", {"code": "MUM1"})

    assert answer["facility"]["code"] == "MUM1"
    told = refusal(desk.ask("/facility/get", {"code": " "}))
    assert told[:3] == (1001, "MISSING_REQUIRED_PARAMETERS", "facilityCode")


def test_a_foreign_facility_is_answered_as_one_that_does_not_exist(api, db):
    mine, theirs = factories.location(), factories.location()
    desk = api(locations=[mine.pk])

    foreign, missing = (
        desk.post("/facility/get", {"facilityCode": code}) for code in (theirs.erp_code, "none")
    )

    assert foreign.content == missing.content
    assert foreign.json()["facility"] is None
    assert refusal(foreign.json())[:2] == (200001, "INVALID_FACILITY_CODE")
