"""Who wants goods that are not here: a notice when they return, a place when they first come."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from orders import clock, serviceability
from orders.models import LaunchCampaign, Mode, PreRegistration, Stock, StockNotification
from orders.naming import Unknown

Status = StockNotification.Status


class CampaignNotFound(Unknown):
    """There is no campaign of that code, or for that product."""


class CampaignClosed(Exception):
    """The campaign takes nobody at this moment."""


def notify(
    *,
    channel_id: int,
    product_id: int,
    pincode: str = "",
    location_id: int | None = None,
    store_code: str = "",
    name: str = "",
    mobile: str = "",
    email: str = "",
    means: Sequence[str] = (),
    within: serviceability.Within = None,
) -> StockNotification:
    """
    Write down who wants to hear when a product is back; a repeat while it waits changes nothing.

    The row says `replayed`, and `in_stock` when the goods are there already: then the next time
    that they return is meant; only the locations `within` count. One of `mobile` and `email` is
    needed.
    """
    contact = email.lower() or mobile
    place = store_code or pincode
    who = {"channel_id": channel_id, "product_id": product_id, "place": place, "contact": contact}
    facts = {"location_id": location_id, "name": name, "mobile": mobile, "email": email}
    at = clock.now()  # before the look at the shelves: what comes back after it is news
    fresh = StockNotification(**who, **facts, means=list(means), created_date=at)
    notice = _written(fresh, who)
    notice.in_stock = _in_stock(product_id, pincode=pincode, location_id=location_id, within=within)
    return notice


def pre_register(
    *,
    channel_id: int,
    mobile: str,
    name: str,
    pincode: str,
    code: str = "",
    product_id: int | None = None,
    email: str = "",
    quantity: int = 1,
    preferred_store_id: int | None = None,
    gstin: str = "",
) -> PreRegistration:
    """
    Give a person a place in a campaign, named by its code or its product.

    Up to the capacity people are registered, the others wait. The same number again, by the same
    channel, keeps its place and may correct the contact. CampaignNotFound, CampaignClosed: it
    takes nobody now.
    """
    now = clock.now()
    campaign = _campaign(code, product_id, now)
    contact = {"name": name, "email": email, "pincode": pincode, "gstin": gstin}
    facts = contact | {"quantity": quantity, "preferred_store_id": preferred_store_id}
    who = {"channel_id": channel_id, "mobile": mobile}
    if known := _corrected(campaign, who, contact, now):
        return known
    if not campaign.starts_at <= now < campaign.ends_at:
        raise CampaignClosed("The campaign is not open now.")
    try:
        return _signed_up(campaign, now, **who, **facts)
    except IntegrityError:  # the same person, at the same moment
        return _corrected(campaign, who, contact, now)


def _written(fresh: StockNotification, who: dict) -> StockNotification:
    """Write a wish down, or return the same one that waits; it may be told at this very moment."""
    while True:
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError:
            if known := _waiting(**who):
                known.replayed = True
                return known
        else:
            return fresh


def _waiting(**who) -> StockNotification | None:
    return StockNotification.objects.filter(**who, status=Status.PENDING).first()  # unique


def _in_stock(
    product_id: int, *, pincode: str, location_id: int | None, within: serviceability.Within
) -> bool:
    rows = Stock.objects.filter(product=product_id, location__is_active=True)
    if within is not None:
        rows = rows.filter(location__in=within)
    if location_id is not None:
        rows = rows.filter(location=location_id)
    elif pincode:
        areas = serviceability.covering(pincode, Mode.values)
        rows = rows.filter(location__in=[area.location_id for area in areas])
    return rows.filter(on_hand__gt=F("reserved") + F("safety")).exists()


def _campaign(code: str, product_id: int | None, now: datetime) -> LaunchCampaign:
    """Return the campaign of that code; of a product's campaigns the one that is open or last."""
    named = {"code": code} if code else {"product": product_id}
    campaigns = list(LaunchCampaign.objects.filter(**named).order_by("-ends_at", "-pk"))
    if not campaigns:
        raise CampaignNotFound("There is no such campaign.")
    open_now = [c for c in campaigns if c.starts_at <= now < c.ends_at]
    return [*open_now, *campaigns][0]


def _corrected(
    campaign: LaunchCampaign, who: dict, contact: dict, now: datetime
) -> PreRegistration | None:
    mine = PreRegistration.objects.filter(campaign=campaign, **who)
    if not mine.update(**contact, modified_date=now):
        return None
    known = mine.get()
    known.replayed = True
    return known


@transaction.atomic
def _signed_up(campaign: LaunchCampaign, now: datetime, **facts) -> PreRegistration:
    """Take the next place; the campaign's row makes everybody wait in line."""
    counted = LaunchCampaign.objects.filter(pk=campaign.pk)
    with_room = counted.filter(registered__lt=F("capacity"))
    registered = with_room.update(registered=F("registered") + 1, signed_up=F("signed_up") + 1)
    if not registered:
        counted.update(signed_up=F("signed_up") + 1)
    word = PreRegistration.Status.REGISTERED if registered else PreRegistration.Status.WAITLISTED
    return PreRegistration.objects.create(
        campaign=campaign,
        status=word,
        position=counted.values_list("signed_up", flat=True).get(),
        created_date=now,
        modified_date=now,
        **facts,
    )
