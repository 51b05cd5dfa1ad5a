"""What is well in the house and what is not: each check in a sentence."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string
from kombu.exceptions import KombuError, OperationalError

from oms import heartbeats
from oms.celery import app
from oms.checks import Check
from oms.models import Alarm, Heartbeat

SILENCE = timedelta(seconds=120)  # after which a worker is taken for dead
UNTOLD = timedelta(minutes=5)  # that trouble may wait for its letter
REMEDY = "Is there a worker for the queue “{}”, and does the beat run?"


def judge(now: datetime) -> list[Check]:
    """Return what every check says; without a database there is nothing more to ask."""
    first = [database(now), broker(now)]
    if not first[0].ok:
        return first
    named = [import_string(path) for path in settings.HEALTH_CHECKS]
    own = [worker(now), pull_worker(now), letters(now)]
    return [*first, *own, *(check for ask in named for check in ask(now))]


def database(now: datetime) -> Check:
    """Ask the database for nothing, and see whether it answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Check("database", ok=False, detail=f"No answer: {type(error).__name__}.")
    return Check("database", ok=True, detail="It answers.")


def broker(now: datetime) -> Check:
    """Open a connection to the broker; it is a doorbell, so nothing is lost without it."""
    try:
        with app.connection_for_write() as doorbell:
            doorbell.ensure_connection(max_retries=1, timeout=2)
    except (OSError, KombuError, OperationalError) as error:
        return Check("broker", ok=False, detail=f"No answer: {type(error).__name__}.")
    return Check("broker", ok=True, detail="It answers.")


def worker(now: datetime) -> Check:
    """Judge whether somebody takes what is short: pushes, events, alarms."""
    return _taker("worker", heartbeats.PUSH, "push", now)


def pull_worker(now: datetime) -> Check:
    """Judge whether somebody takes what is long: pulls and comparisons."""
    return _taker("worker:pull", heartbeats.PULL, "pull", now)


def _taker(name: str, sign: str, queue: str, now: datetime) -> Check:
    """Judge the age of the last sign of life of a worker; one in the future is none."""
    remedy = REMEDY.format(queue)
    last = Heartbeat.objects.filter(name=sign).values_list("at", flat=True).first()
    if last is None:
        detail = "No worker has given a sign of life yet; after a start it takes half a minute."
        return Check(name, ok=False, detail=f"{detail} {remedy}")
    age = now - last
    ok = abs(age) < SILENCE
    detail = f"The last sign of life is {age.total_seconds():.0f} s old."
    return Check(name, ok, detail if ok else f"{detail} {remedy}", age.total_seconds())


def letters(now: datetime) -> Check:
    """Judge whether trouble can be told; a mail server that is away leaves us ready."""
    untold = Alarm.objects.filter(told_at=None, cleared_at=None, raised_at__lt=now - UNTOLD)
    if not (count := untold.count()):
        return Check("alarms", ok=True, detail="Whoever is to be told has been.")
    detail = f"{count} alarms could not be told. Is EMAIL_URL right, and does that server answer?"
    return Check("alarms", ok=False, detail=detail, theirs=True)
