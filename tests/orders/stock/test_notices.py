"""A notice goes out by the means that reach the person, once; again only if none arrived."""

import threading

import pytest
from django.core import mail

from orders import notices
from orders.models import StockNotification
from tests import factories
from tests.orders.stock.mailbox import mailbox
from tests.orders.stock.shelves import ask, count, product, shelf
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel(name="The Shop")


def test_a_name_with_signs_in_it_arrives_as_it_was_written(shop):
    row = shelf(0, of=product(name='TV 42" <new> & "bright"'))
    ask(row, shop, name="D'Souza & Sons")
    count(row, 1)

    notices.tell_due()

    assert mail.outbox[0].subject == 'TV 42" <new> & "bright" is back'
    assert "Dear D'Souza & Sons," in mail.outbox[0].body


def test_who_left_only_a_number_waits_for_a_sender_that_can_reach_it(shop, settings):
    row = shelf(0)
    ask(row, shop, email="", mobile="+919820012345", means=["SMS"])
    count(row, 1)
    assert notices.tell_due() == 0

    settings.NOTICE_SENDERS = {"SMS": "tests.orders.stock.senders.by_sms"}

    assert notices.tell_due() == 1
    assert not mail.outbox


def test_what_could_not_be_sent_is_tried_again_and_arrives_once(shop, settings):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert notices.tell_due() == 0
    notice = StockNotification.objects.get()
    assert (notice.status, notice.notified_at) == ("PENDING", None)

    with mailbox(settings) as server:
        server.refusal = "451 come back later"
        assert notices.tell_due() == 0
        server.refusal = ""
        assert [notices.tell_due(), notices.tell_due()] == [1, 0]
        (letter,) = server.letters

    assert b"Subject: " + row.product.name.encode() + b" is back" in letter


def test_whom_the_mail_server_does_not_know_is_not_tried_for_ever(shop, settings):
    row = shelf(0)
    unknown, known = (ask(row, shop, email=f"{name}@example.com") for name in ("asha", "ravi"))
    count(row, 1)

    with mailbox(settings) as server:
        server.refusal = "554 5.7.1 relay access denied"  # which may be the server's own fault
        assert notices.tell_due() == 0
        assert StockNotification.objects.filter(status="PENDING").count() == 2
        server.refusal = "550 5.1.1 no such user"
        assert notices.tell_due() == 0
        server.refusal = ""
        assert notices.tell_due() == 0
        assert server.letters == []

    for notice in (unknown, known):
        notice.refresh_from_db()
        assert (notice.status, notice.notified_at) == ("CANCELLED", None)
    assert ask(row, shop).status == "PENDING"  # who asks anew is tried anew


def test_who_was_reached_by_one_means_is_not_told_again_when_another_fails(shop, settings):
    row = shelf(0)
    ask(row, shop, mobile="+919820012345")
    count(row, 1)
    settings.NOTICE_SENDERS = {
        "EMAIL": "orders.notices.by_mail",
        "SMS": "tests.orders.stock.senders.to_nobody_for_now",
    }

    assert [notices.tell_due(), notices.tell_due()] == [1, 0]
    assert len(mail.outbox) == 1


def test_who_asks_again_while_the_mail_fails_waits_once_more_and_nobody_behind_suffers(
    shop, settings
):
    row = shelf(0)
    first = ask(row, shop)
    ask(row, shop, email="", mobile="+919820012345")
    count(row, 1)
    settings.NOTICE_SENDERS = {
        "EMAIL": "tests.orders.stock.senders.while_the_same_is_asked_again",
        "SMS": "tests.orders.stock.senders.by_sms",
    }

    assert notices.tell_due() == 1

    first.refresh_from_db()
    assert first.status == "CANCELLED"
    settings.NOTICE_SENDERS = {"EMAIL": "orders.notices.by_mail"}
    count(row, 0), count(row, 1)
    assert [notices.tell_due(), notices.tell_due()] == [1, 0]
    assert len(mail.outbox) == 1


def test_a_name_of_two_lines_makes_a_subject_of_one(shop):
    row = shelf(0, of=product(name="Phone\n(new)"))
    ask(row, shop)
    count(row, 1)

    assert notices.tell_due() == 1
    assert mail.outbox[0].subject == "Phone (new) is back"


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_writes_the_mail(shop, monkeypatch):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    meeting, really_due = threading.Barrier(2), notices.due

    class Found(list):
        def iterator(self, chunk_size):
            meeting.wait(60)  # both have found the one who waits
            return iter(self)

    monkeypatch.setattr(notices, "due", lambda: Found(really_due()))

    assert sorted(in_threads([notices.tell_due, notices.tell_due])) == [0, 1]
    assert len(mail.outbox) == 1
