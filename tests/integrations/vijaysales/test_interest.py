"""NotifyMe and Pre Register: a repeat is one wish, and nobody is written down who did not agree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import LaunchCampaign, PreRegistration, Stock, StockNotification
from tests import factories
from tests.integrations.vijaysales.arranged import second_location
from tests.integrations.vijaysales.conftest import partner_of
from tests.integrations.vijaysales.every_call import NOTICE, SIGN_UP
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

UNFIT, MISSING = (422, 9011, "VALIDATION_FAILED"), (400, 9010, "MISSING_PARAMETER")
DAY = timedelta(days=1)


@pytest.fixture
def campaign(shop):
    now = timezone.now()
    return LaunchCampaign.objects.create(
        code="PHONE-2", product=shop.phone, starts_at=now - DAY, ends_at=now + DAY, capacity=1
    )


def without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


def test_a_wish_is_written_down_as_it_was_told(shop, vijay):
    Stock.objects.filter(product=shop.phone).update(on_hand=0)
    body = NOTICE | {"email": "Asha@Example.com", "storeCode": "MUM1"}

    told = vijay.post("notify-me", body).json()["data"]

    row = StockNotification.objects.get()
    assert told == {
        "notificationId": str(row.public_id),
        "status": "PENDING",
        "vanNo": "245179",
        "createdAt": told["createdAt"],
        "inStock": False,
    }
    assert told["createdAt"].endswith("+05:30")
    assert (row.channel, row.product, row.location) == (shop.channel, shop.phone, shop.location)
    assert (row.name, row.mobile, row.email) == ("Asha Rao", "+919820012345", "Asha@Example.com")
    assert row.means == ["SMS"]


def test_what_is_in_stock_already_is_said_so_and_waits_all_the_same(vijay):
    told = vijay.post("notify-me", NOTICE).json()["data"]

    assert (told["status"], told["inStock"]) == ("PENDING", True)


def test_a_repeat_while_it_waits_is_the_same_wish(vijay):
    first = vijay.post("notify-me", NOTICE)
    again = vijay.post("notify-me", NOTICE | {"name": "A. Rao", "mobile": "+91 98200 12345"})

    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert StockNotification.objects.count() == 1


@pytest.mark.parametrize(
    "changed", [{"vanNo": "C-1"}, {"pincode": "400002"}, {"mobile": "9820012346"}], ids=str
)
def test_another_product_place_or_person_is_another_wish(vijay, changed):
    first = vijay.post("notify-me", NOTICE).json()["data"]["notificationId"]

    assert vijay.post("notify-me", NOTICE | changed).json()["data"]["notificationId"] != first
    assert StockNotification.objects.count() == 2


def test_another_partners_wish_of_the_same_person_is_its_own(vijay):
    other = partner_of(factories.channel(), name="Other")

    ids = {one.post("notify-me", NOTICE).json()["data"]["notificationId"] for one in (vijay, other)}

    assert len(ids) == 2


@pytest.mark.parametrize(
    "place", [{}, {"pincode": None}, {"pincode": "400002"}], ids=["there", "anywhere", "near"]
)
def test_what_lies_where_a_partner_does_not_see_it_is_not_in_stock(shop, vijay, place):
    elsewhere = partner_of(shop.channel, name="Goa", locations=[second_location(shop).pk])

    told = [one.post("notify-me", NOTICE | place).json()["data"] for one in (vijay, elsewhere)]

    assert [one["inStock"] for one in told] == [True, False]


@pytest.mark.parametrize(
    "body",
    [without(NOTICE, "mobile"), NOTICE | {"mobile": ""}, NOTICE | {"mobile": None, "email": None}],
)
def test_without_a_way_to_reach_the_person_nothing_is_written(vijay, body):
    assert refusal(vijay.post("notify-me", body)) == UNFIT
    assert not StockNotification.objects.exists()


@pytest.mark.parametrize("empty", ["pincode", "storeCode", "email", "name"])
def test_what_is_left_empty_is_as_if_it_were_absent(vijay, empty):
    assert vijay.post("notify-me", NOTICE | {empty: ""}).status_code == 200


@pytest.mark.parametrize("missing", ["vanNo", "consent"])
def test_product_and_consent_are_needed_for_a_wish(vijay, missing):
    assert refusal(vijay.post("notify-me", without(NOTICE, missing))) == MISSING


@pytest.mark.parametrize(("path", "body"), [("notify-me", NOTICE), ("pre-register", SIGN_UP)])
def test_without_consent_nobody_is_written_down(campaign, vijay, path, body):
    assert refusal(vijay.post(path, body | {"consent": False})) == UNFIT
    assert not StockNotification.objects.exists()
    assert not PreRegistration.objects.exists()


def test_an_unknown_sku_is_named(vijay):
    answer = vijay.post("notify-me", NOTICE | {"vanNo": "777"})

    assert refusal(answer) == (422, 9022, "UNKNOWN_SKU")
    assert answer.json()["details"][0]["vanNo"] == "777"


def test_up_to_the_capacity_people_are_registered_and_the_others_wait(campaign, vijay):
    first = vijay.post("pre-register", SIGN_UP)
    second = vijay.post("pre-register", SIGN_UP | {"mobile": "9820012346"})

    told = first.json()["data"]
    row = PreRegistration.objects.get(mobile="+919820012345")
    assert told == {
        "preRegistrationId": str(row.public_id),
        "campaignCode": "PHONE-2",
        "vanNo": "245179",
        "status": "REGISTERED",
        "position": 1,
        "createdAt": told["createdAt"],
    }
    told = second.json()["data"]
    assert (told["status"], told["position"]) == ("WAITLISTED", 2)


def test_the_same_number_keeps_its_place_and_may_correct_the_contact(campaign, vijay):
    first = vijay.post("pre-register", SIGN_UP)
    changed = SIGN_UP | {"name": "A. Rao", "mobile": "+919820012345", "pincode": "400002"}
    again = vijay.post("pre-register", changed)

    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    row = PreRegistration.objects.get()
    assert (row.name, row.pincode, row.quantity) == ("A. Rao", "400002", 1)


def test_another_channels_registration_of_the_same_number_is_its_own(campaign, vijay):
    other = partner_of(factories.channel(), name="Other")
    first = vijay.post("pre-register", SIGN_UP).json()["data"]

    answer = other.post("pre-register", SIGN_UP | {"name": "Somebody", "pincode": "110001"})

    told = answer.json()["data"]
    assert "Idempotent-Replayed" not in answer
    assert told["preRegistrationId"] != first["preRegistrationId"]
    assert (told["status"], told["position"]) == ("WAITLISTED", 2)
    row = PreRegistration.objects.get(public_id=first["preRegistrationId"])
    assert (row.name, row.pincode) == ("Asha Rao", "400001")
    again = vijay.post("pre-register", SIGN_UP)
    assert (again.json()["data"], again["Idempotent-Replayed"]) == (first, "true")


def test_a_campaign_is_found_by_its_product_too(campaign, vijay):
    answer = vijay.post("pre-register", without(SIGN_UP, "campaignCode") | {"vanNo": "245179"})

    assert answer.json()["data"]["campaignCode"] == "PHONE-2"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"campaignCode": "NONE"}, (422, 9040, "CAMPAIGN_NOT_FOUND")),
        ({"quantity": 6}, UNFIT),
        ({"quantity": 0}, UNFIT),
        ({"mobile": "12"}, UNFIT),
        ({"preferredStoreCode": "nowhere"}, UNFIT),
        ({"gstin": "27AAPFU0939F1ZW"}, (422, 9029, "GSTIN_INVALID")),
        ({"pincode": None}, MISSING),
        ({"name": ""}, MISSING),
        ({"campaignCode": ""}, MISSING),
    ],
    ids=str,
)
def test_what_cannot_be_signed_up_is_refused_and_takes_no_place(campaign, vijay, changed, expected):
    assert refusal(vijay.post("pre-register", SIGN_UP | changed)) == expected
    campaign.refresh_from_db()
    assert (campaign.registered, campaign.signed_up) == (0, 0)


@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_optional_may_be_null_or_empty_as_well_as_absent(campaign, vijay, empty):
    names = ("campaignCode", "email", "preferredStoreCode", "gstin")
    signed_up = SIGN_UP | dict.fromkeys(names, empty) | {"vanNo": 245179, "quantity": None}
    wish = NOTICE | dict.fromkeys(("pincode", "storeCode", "email", "name"), empty)

    answers = [
        vijay.post("pre-register", signed_up),
        vijay.post("notify-me", wish | {"channels": None}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert PreRegistration.objects.get().quantity == 1
    assert StockNotification.objects.get().means == []


def test_without_campaign_and_product_a_parameter_is_missing(vijay):
    answer = vijay.post("pre-register", without(SIGN_UP, "campaignCode"))

    assert refusal(answer) == MISSING
    assert answer.json()["details"][0]["field"] == "campaignCode"


@pytest.mark.parametrize("days", [-2, 2], ids=["over", "to come"])
def test_outside_its_window_a_campaign_takes_nobody(campaign, vijay, days):
    campaign.starts_at += days * DAY
    campaign.ends_at += days * DAY
    campaign.save()

    assert refusal(vijay.post("pre-register", SIGN_UP)) == (422, 9041, "CAMPAIGN_CLOSED")
    assert not PreRegistration.objects.exists()
