"""Who is told when something breaks, and when it is well again: one message for each cause."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.module_loading import import_string

from oms.checks import Check
from oms.health import judge
from oms.models import Alarm

logger = logging.getLogger(__name__)


def watch(now: datetime) -> list[Alarm]:
    """
    Raise an alarm for each cause that is new, clear those that are well, and tell what is untold.

    A message that could not be sent is tried again at the next look; a cause is told once.
    """
    checks = judge(now)
    _note(checks, now)
    untold = [alarm for alarm in Alarm.objects.order_by("pk") if _untold(alarm)]
    for alarm in untold:
        _tell(alarm, now)
    return untold


@transaction.atomic
def _note(checks: list[Check], now: datetime) -> None:
    ill = {check.name: check for check in checks if not check.ok}
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


def _untold(alarm: Alarm) -> bool:
    if alarm.cleared_at and not alarm.told_at:
        return False  # it came and went between two looks
    return alarm.told_at is None or bool(alarm.cleared_at and alarm.clear_told_at is None)


def _tell(alarm: Alarm, now: datetime) -> None:
    clear = alarm.cleared_at is not None
    column = "clear_told_at" if clear else "told_at"
    mine = Alarm.objects.filter(pk=alarm.pk, **{column: None})
    if not mine.update(**{column: now}):
        return  # another watcher tells it
    try:
        for path in settings.ALARM_TELLERS:
            import_string(path)(alarm, clear=clear)
    except OSError as error:
        logger.warning("An alarm could not be told", extra={"error": type(error).__name__})
        Alarm.objects.filter(pk=alarm.pk).update(**{column: None})


def by_mail(alarm: Alarm, *, clear: bool) -> None:
    """Write to ALERT_EMAILS; without any, nobody is written to."""
    if settings.ALERT_EMAILS:
        word = "Well again" if clear else "Trouble"
        subject = f"[OMS] {word}: {alarm.cause}"
        since = f"Since {alarm.raised_at:%Y-%m-%d %H:%M} UTC"
        until = f", until {alarm.cleared_at:%Y-%m-%d %H:%M} UTC" if clear else ""
        send_mail(subject, f"{alarm.detail}\n\n{since}{until}.\n", None, settings.ALERT_EMAILS)
