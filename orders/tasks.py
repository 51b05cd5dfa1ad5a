"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task

from orders import notices
from orders import relay as _relay
from orders.commands import stock
from orders.feed import horizon


@shared_task
def relay() -> None:
    """Show unseen events to the subscribers; the beat calls this too, and so does a full turn."""
    horizon.write_down()
    if _relay.relay_pending() >= _relay.BATCH:
        relay.delay()


@shared_task
def expire_blocks() -> None:
    """Give back what carts held for too long."""
    stock.expire_due()


@shared_task
def tell_waiting() -> None:
    """Tell those who asked that a product is back."""
    notices.tell_due()
