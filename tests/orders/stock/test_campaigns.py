"""A launch takes as many people as it may, each once; the others wait in line."""

import pytest

from orders.commands import interest
from orders.models import LaunchCampaign, PreRegistration
from tests import factories
from tests.orders.stock.shelves import PINCODE, campaign, product
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel(name="The Shop")


def register(shop, mobile="+919820000001", **facts):
    facts = {"code": "DIWALI", "name": "Asha", "pincode": PINCODE} | facts
    return interest.pre_register(channel_id=shop.pk, mobile=mobile, **facts)


def test_up_to_the_capacity_people_are_registered_and_the_others_wait(shop):
    campaign(capacity=2)

    places = [register(shop, f"+91982000000{n}") for n in range(4)]

    assert [(p.status, p.position) for p in places] == [
        ("REGISTERED", 1),
        ("REGISTERED", 2),
        ("WAITLISTED", 3),
        ("WAITLISTED", 4),
    ]


def test_the_same_number_keeps_its_place_and_corrects_its_contact(shop):
    launch = campaign()
    first = register(shop)

    again = register(shop, name="Asha Rao", email="asha@example.com", quantity=5)

    assert (again.pk, again.position, again.replayed) == (first.pk, 1, True)
    assert (again.name, again.email, again.quantity) == ("Asha Rao", "asha@example.com", 1)
    launch.refresh_from_db()
    assert (launch.registered, launch.signed_up) == (1, 1)


def test_a_campaign_is_found_by_its_product_too_and_the_open_one_first(shop):
    goods = product()
    campaign("PAST", of=goods, days=(-9, -8))
    campaign("NOW", of=goods)
    campaign("NEXT", of=goods, days=(8, 9))

    assert register(shop, code="", product_id=goods.pk).campaign.code == "NOW"


@pytest.mark.parametrize("days", [(-9, -8), (8, 9)])
def test_outside_its_time_a_campaign_takes_nobody_new(shop, days):
    campaign(days=days)

    with pytest.raises(interest.CampaignClosed):
        register(shop)

    assert not PreRegistration.objects.exists()


def test_an_unknown_campaign_is_none(shop):
    with pytest.raises(interest.CampaignNotFound):
        register(shop)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_get_five_places_and_twenty_positions(shop):
    campaign(capacity=5)

    places = in_threads([lambda n=n: register(shop, f"+9198200000{n:02}") for n in range(20)])

    assert sorted(place.position for place in places) == list(range(1, 21))
    assert sum(place.status == "REGISTERED" for place in places) == 5
    launch = LaunchCampaign.objects.get()
    assert (launch.registered, launch.signed_up) == (5, 20)


@pytest.mark.django_db(transaction=True)
def test_one_person_ten_times_at_once_gets_one_place(shop):
    campaign(capacity=5)

    places = in_threads([lambda: register(shop)] * 10)

    assert {place.position for place in places} == {1}
    launch = LaunchCampaign.objects.get()
    assert (launch.registered, launch.signed_up) == (1, 1)
