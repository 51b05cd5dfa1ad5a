"""Work of once a day: the row remembers when it was done, so that no beat has to."""

from datetime import UTC, datetime, timedelta

from oms.models import Heartbeat

DAY = timedelta(hours=23)  # the beat asks four times an hour, and a day may drift by one of them
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def claim(work: str, now: datetime) -> bool:
    """Tell whether the day's `work` is due, and take it: of any number who ask, one does it."""
    Heartbeat.objects.get_or_create(name=work, defaults={"at": NEVER})
    return bool(Heartbeat.objects.filter(name=work, at__lte=now - DAY).update(at=now))
