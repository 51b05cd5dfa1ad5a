"""Senders that an installation brings itself."""

from orders.commands import interest


def by_sms(notice):
    assert notice.mobile


def to_nobody_for_now(notice):
    raise ConnectionRefusedError


def while_the_same_is_asked_again(notice):
    interest.notify(
        channel_id=notice.channel_id,
        product_id=notice.product_id,
        pincode=notice.place,
        email=notice.email,
    )
    raise ConnectionResetError
