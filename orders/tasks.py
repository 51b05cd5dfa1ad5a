"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task

from orders import relay as _relay


@shared_task
def relay() -> None:
    """Show every unseen event to the subscribers; the beat calls this too."""
    _relay.relay_pending()
