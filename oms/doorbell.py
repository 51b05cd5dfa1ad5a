"""Ringing for a worker: one attempt, and none while Redis is known not to answer."""

import logging

from celery import Task
from kombu.exceptions import KombuError, OperationalError

from oms import redis_pause

logger = logging.getLogger(__name__)


def ring(task: Task, *args: object, **options: object) -> bool:
    """
    Ask a worker to run `task` soon, and tell whether the broker took the message; never fail.

    Nothing is lost with a ring that nobody heard: the beat asks for the same rows.
    """
    if redis_pause.lasts():
        return False
    try:
        task.apply_async(args, **options)
    except (OSError, KombuError, OperationalError) as error:
        redis_pause.begin()
        logger.warning("Nobody heard the doorbell", extra={"error": type(error).__name__})
        return False
    return True
