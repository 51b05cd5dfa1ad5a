"""Who waits for goods is told once, when they are back; a launch takes as many as it may."""

import threading
from datetime import timedelta

import pytest
from django.core import mail

from orders import clock, notices
from orders.commands import interest, stock
from orders.models import LaunchCampaign, PreRegistration, StockNotification
from tests import factories
from tests.orders.stock.shelves import PINCODE, block, campaign, overdue, product, shelf
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel(name="The Shop")


def ask(row, shop, **facts):
    facts = {"email": "asha@example.com", "name": "Asha", "pincode": PINCODE} | facts
    return interest.notify(channel_id=shop.pk, product_id=row.product_id, **facts)


def count(row, on_hand):
    stock.set_level(row.location, row.product, on_hand=on_hand)


def test_who_asked_is_written_to_once_when_the_goods_are_back(shop):
    row = shelf(0)
    notice = ask(row, shop)
    assert (notice.in_stock, notices.tell_due()) == (False, 0)

    count(row, 3)

    assert [notices.tell_due(), notices.tell_due()] == [1, 0]
    (told,) = mail.outbox
    assert told.to == ["asha@example.com"]
    assert told.subject == f"{row.product.name} is back"
    assert "Dear Asha," in told.body
    assert "You asked The Shop to tell you." in told.body
    notice.refresh_from_db()
    assert notice.status == "NOTIFIED"
    assert clock.now() - notice.notified_at < timedelta(minutes=1)


def test_a_name_with_signs_in_it_arrives_as_it_was_written(shop):
    row = shelf(0, of=product(name='TV 42" <new> & "bright"'))
    ask(row, shop, name="D'Souza & Sons")
    count(row, 1)

    notices.tell_due()

    assert mail.outbox[0].subject == 'TV 42" <new> & "bright" is back'
    assert "Dear D'Souza & Sons," in mail.outbox[0].body


def test_the_same_wish_twice_is_one_and_after_the_news_it_is_a_new_one(shop):
    row = shelf(0)
    first, again = ask(row, shop), ask(row, shop, email="Asha@Example.com")
    assert (again.pk, again.replayed) == (first.pk, True)
    count(row, 1)
    notices.tell_due()

    later = ask(row, shop)

    assert (later.pk != first.pk, later.replayed, later.in_stock) == (True, False, True)


def test_who_asks_while_there_is_stock_hears_of_the_next_return(shop):
    row = shelf(2)
    assert ask(row, shop).in_stock is True
    assert notices.tell_due() == 0

    count(row, 0)
    assert notices.tell_due() == 0
    count(row, 1)

    assert notices.tell_due() == 1


def test_goods_that_are_gone_again_are_not_announced(shop):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    held = block((row, 1), channel=shop)
    assert notices.tell_due() == 0

    overdue(held)
    stock.expire_due()

    assert notices.tell_due() == 1


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"pincode": PINCODE}, 1),
        ({"pincode": "110001"}, 0),
        ({"pincode": ""}, 1),
        ({"here": True, "pincode": ""}, 1),
        ({"here": False, "pincode": ""}, 0),
    ],
)
def test_goods_that_return_elsewhere_are_no_news(shop, place, told):
    row = shelf(0, pincode=PINCODE[:3])
    if "here" in place:
        store = row.location if place.pop("here") else factories.location()
        place |= {"location_id": store.pk, "store_code": store.erp_code}
    ask(row, shop, **place)

    count(row, 1)

    assert notices.tell_due() == told


def test_who_left_only_a_number_waits_for_a_sender_that_can_reach_it(shop, settings):
    row = shelf(0)
    ask(row, shop, email="", mobile="+919820012345", means=["SMS"])
    count(row, 1)
    assert notices.tell_due() == 0

    settings.NOTICE_SENDERS = {"SMS": "tests.orders.stock.senders.by_sms"}

    assert notices.tell_due() == 1
    assert not mail.outbox


def test_what_could_not_be_sent_is_tried_again(shop, settings):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert notices.tell_due() == 0
    assert StockNotification.objects.get().status == "PENDING"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert notices.tell_due() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_writes_the_mail(shop, monkeypatch):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    meeting, really_due = threading.Barrier(2), notices.due

    class Found(list):
        def iterator(self, chunk_size):
            meeting.wait(5)  # both have found the one who waits
            return iter(self)

    monkeypatch.setattr(notices, "due", lambda: Found(really_due()))

    assert sorted(in_threads([notices.tell_due, notices.tell_due])) == [0, 1]
    assert len(mail.outbox) == 1


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
