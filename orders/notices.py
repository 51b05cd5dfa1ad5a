"""Telling people that a product is back: each person once, by a means that can reach them."""

import time
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from orders.clock import Clock
from orders.models import ServiceArea, Stock, StockNotification

Status = StockNotification.Status
# Goods may have come back in a transaction that was open while somebody asked for them.
OPEN_TRANSACTION = timedelta(minutes=1)
PATIENCE = 40  # seconds of one sweep
NO_SUCH_ADDRESS = b"5.1."  # how a mail server begins to say so; other refusals may be its own fault
CONTACTS = {"EMAIL": "email", "SMS": "mobile", "WHATSAPP": "mobile"}


def tell_due() -> int:
    """Tell those whose product has come back since they asked, and return how many were told."""
    end, told = time.monotonic() + PATIENCE, 0
    for notice in due().iterator(chunk_size=100):
        told += _tell(notice)
        if time.monotonic() > end:  # the next sweep goes on
            break
    return told


def due() -> QuerySet[StockNotification]:
    """Return who waits for goods that came back where they can have them, and are still there."""
    back = Stock.objects.filter(
        product=OuterRef("product"),
        location__is_active=True,
        on_hand__gt=F("reserved") + F("safety"),
        returned_at__gt=OuterRef("created_date") - OPEN_TRANSACTION,
    )
    at_the_store = Q(Exists(back.filter(location=OuterRef("location"))))
    anywhere = Q(location=None, place="") & Q(Exists(back))
    nearby = Q(location=None) & ~Q(place="") & Q(Exists(back.filter(Exists(_serving()))))
    pending = StockNotification.objects.filter(status=Status.PENDING)
    return (
        pending.filter(at_the_store | anywhere | nearby)
        .order_by("pk")
        .select_related("product", "channel")
    )


class Unreachable(Exception):
    """A sender's word that this person will never be reached by its means."""


def by_mail(notice: StockNotification) -> None:
    """Write to the e-mail address of the one who waits."""
    said = {"notice": notice, "product": notice.product, "channel": notice.channel}
    subject = render_to_string("mail/back_in_stock_subject.txt", said)
    text = render_to_string("mail/back_in_stock.txt", said)
    try:
        send_mail(" ".join(subject.split()), text, None, [notice.email])
    except SMTPRecipientsRefused as error:
        if all(said.startswith(NO_SUCH_ADDRESS) for _code, said in error.recipients.values()):
            raise Unreachable from error
        raise


def _serving() -> QuerySet[ServiceArea]:
    """Return the areas of a stock row's location that hold the place of the one who waits."""
    prefixes = [Left(OuterRef(OuterRef("place")), digits) for digits in range(1, 7)]
    return ServiceArea.objects.filter(location=OuterRef("location"), pincode__in=prefixes)


def _tell(notice: StockNotification) -> bool:
    """Tell one person, if nobody else does; what no sender could send is tried again."""
    senders = [
        path
        for means, path in settings.NOTICE_SENDERS.items()
        if getattr(notice, CONTACTS[means]) and (not notice.means or means in notice.means)
    ]
    waiting = StockNotification.objects.filter(pk=notice.pk)
    claimed = senders and waiting.filter(status=Status.PENDING).update(
        status=Status.NOTIFIED, notified_at=Clock()
    )
    if not claimed:
        return False
    ends = {_sent(import_string(path), notice) for path in senders}
    if Status.NOTIFIED in ends:
        return True
    try:
        with transaction.atomic():
            hope = Status.PENDING in ends
            waiting.update(status=Status.PENDING if hope else Status.CANCELLED, notified_at=None)
    except IntegrityError:  # the same was asked for again meanwhile: that wish is told
        waiting.update(status=Status.CANCELLED, notified_at=None)
    return False


def _sent(send: Callable[[StockNotification], None], notice: StockNotification) -> Status:
    """Return where a sender leaves a wish: told, still waiting, or without hope."""
    try:
        send(notice)
    except Unreachable:
        return Status.CANCELLED
    except OSError:
        return Status.PENDING
    return Status.NOTIFIED
