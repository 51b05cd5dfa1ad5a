"""Trying again what waits in quarantine."""

from datetime import datetime

from django.db.models import F

from integrations.models import Quarantined
from integrations.omnitron.client import sentence
from integrations.omnitron.receiving import Receiver
from oms.http import RemoteError


def retry_quarantined(pk: int, *, by: str, now: datetime) -> Quarantined:
    """Map what was received again and take it in; the row says if it is resolved, or why not."""
    row = Quarantined.objects.select_related("channel").get(pk=pk)
    if row.resolved_at:
        return row
    try:
        reason = Receiver(row.channel, by=by).retry(row.resource, row.raw, at=now)
    except RemoteError as error:
        reason = sentence(error)
    settled = {"reason": reason} if reason else {"resolved_at": now, "resolved_by": by}
    still_open = Quarantined.objects.filter(pk=pk, resolved_at__isnull=True)
    still_open.update(tries=F("tries") + 1, modified_date=now, **settled)
    row.refresh_from_db()
    return row
