"""Whether a worker has more slots than one address may take of it."""

import logging

from celery.bootsteps import StartStopStep
from django.conf import settings

logger = logging.getLogger(__name__)


def too_few(slots: int) -> str:
    """Say what is wrong with so many slots for pushes; nothing when they are enough."""
    at_once = settings.PUSHES_AT_ONCE
    if slots > at_once:
        return ""
    return (
        f"A push worker with {slots} slots and PUSHES_AT_ONCE={at_once}: one address that hangs"
        f" takes them all. Give it {at_once + 1} slots or more, or lower PUSHES_AT_ONCE."
    )


class Slots(StartStopStep):
    """A step of a starting worker: it looks whether the worker takes pushes with enough slots."""

    requires = ("celery.worker.components:Pool",)

    def start(self, parent) -> None:
        """Warn whoever has started a worker with too few slots by hand."""
        queues = parent.app.amqp.queues.consume_from
        if "push" in queues and (why := too_few(parent.concurrency)):
            logger.warning("Too few slots for pushes: %s", why)
