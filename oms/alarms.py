"""Who is told when something breaks, and when it is well again: one message for each cause."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from oms.checks import Check
from oms.health import judge
from oms.models import Alarm

logger = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
CALM = timedelta(minutes=15)


def watch(now: datetime) -> list[Alarm]:
    """
    Raise an alarm for each cause that is new, clear those that are well, and tell what is untold.

    A message that could not be sent is tried again at the next look; a cause is told once. One
    that came back within the hour is called well only when it has been so for CALM.
    """
    checks = judge(now)
    _note(checks, now)
    untold = list(Alarm.objects.filter(_untold(now)).order_by("pk"))
    said, tellers = {check.name: check.detail for check in checks}, list(settings.ALARM_TELLERS)
    for alarm in untold:
        alarm.says_now = said.get(alarm.cause, "")
        _tell(alarm, now, tellers)
    return untold


@transaction.atomic
def _note(checks: list[Check], now: datetime) -> None:
    ill = {check.name: check for check in checks if not check.ok}
    back = Alarm.objects.filter(_wavering(now), cause__in=ill, told_at__isnull=False)
    back.filter(clear_told_at=None).update(cleared_at=None)
    known = {alarm.cause: alarm for alarm in Alarm.objects.filter(cleared_at=None)}
    Alarm.objects.bulk_create(
        [
            Alarm(cause=name, detail=check.detail[:512], raised_at=now)
            for name, check in sorted(ill.items())
            if name not in known
        ],
        ignore_conflicts=True,  # another watcher has just seen it too
    )
    well = [alarm.pk for cause, alarm in known.items() if cause not in ill]
    Alarm.objects.filter(pk__in=well, cleared_at=None).update(cleared_at=now)


def _untold(now: datetime) -> Q:
    """Where a teller has failed, some may have heard of the trouble: they hear of its end too."""
    over = Q(cleared_at__isnull=False, clear_told_at=None)
    heard = Q(told_at__isnull=False) | Q(cleared_at__gte=now - FRESH)
    return Q(told_at=None, cleared_at=None) | (over & heard & ~_wavering(now))


def _wavering(now: datetime) -> Q:
    """Where the same trouble was over within the hour before, and has been for some minutes now."""
    before = Alarm.objects.filter(cause=OuterRef("cause"), pk__lt=OuterRef("pk"))
    return Q(Exists(before.filter(cleared_at__gte=now - FRESH)), cleared_at__gt=now - CALM)


def _tell(alarm: Alarm, now: datetime, tellers: list[str]) -> None:
    """Tell it by each teller; one that fails is left alone until the next look."""
    clear = alarm.cleared_at is not None
    column = "clear_told_at" if clear else "told_at"
    mine = Alarm.objects.filter(pk=alarm.pk, **{column: None})
    if not mine.update(**{column: now}):
        return  # another watcher tells it
    for path in list(tellers):
        try:
            import_string(path)(alarm, clear=clear)
        except OSError as error:
            logger.warning("An alarm could not be told", extra={"error": type(error).__name__})
            tellers.remove(path)
    if len(tellers) < len(settings.ALARM_TELLERS):
        Alarm.objects.filter(pk=alarm.pk).update(**{column: None})


def by_mail(alarm: Alarm, *, clear: bool) -> None:
    """Write to ALERT_EMAILS; without any, nobody is written to."""
    if settings.ALERT_EMAILS:
        subject = f"[OMS] {'Well again' if clear else 'Trouble'}: {alarm.cause}"
        send_mail(subject, _letter(alarm, clear), None, settings.ALERT_EMAILS)


def _letter(alarm, clear):
    since = f"Since {alarm.raised_at:%Y-%m-%d %H:%M} UTC"
    if not clear:
        return f"{alarm.detail}\n\n{since}.\n"
    until = f"{since}, until {alarm.cleared_at:%Y-%m-%d %H:%M} UTC."
    now = f"Now: {alarm.says_now}\n" if alarm.says_now else ""
    return f"{now}It was: {alarm.detail}\n\n{until}\n"
