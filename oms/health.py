"""Is it alive, is it ready, and figures for a monitor."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError, OperationalError
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from oms.celery import app
from oms.checks import Check
from oms.models import Heartbeat

SILENCE = timedelta(seconds=120)  # after which a worker is taken for dead


@never_cache
@require_safe
def live(request):
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request):
    """Answer 200 when all of ours is well, else 503; each check says so in a sentence."""
    checks = judge(timezone.now())
    well = all(check.ok or check.theirs for check in checks)
    body = {
        "status": "ready" if well else "not ready",
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if well else 503)


@never_cache
@require_safe
def metrics(request):
    """Answer the checks as OpenMetrics gauges."""
    registry = CollectorRegistry()
    well = Gauge("oms_check_ok", "1 where a check is well", ["check"], registry=registry)
    age = Gauge("oms_check_age_seconds", "The age that was judged", ["check"], registry=registry)
    for check in judge(timezone.now()):
        well.labels(check.name).set(check.ok)
        if check.seconds is not None:
            age.labels(check.name).set(check.seconds)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def judge(now: datetime) -> list[Check]:
    """Return what every check says; without a database there is nothing more to ask."""
    first = [database(now), broker(now)]
    if not first[0].ok:
        return first
    named = [import_string(path) for path in settings.HEALTH_CHECKS]
    return [*first, worker(now), *(check for ask in named for check in ask(now))]


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
    """Judge the age of the last sign of life of a worker."""
    last = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    if last is None:
        return Check("worker", ok=False, detail="No worker has given a sign of life.")
    age = now - last
    detail = f"The last sign of life is {age.total_seconds():.0f} s old."
    return Check("worker", age < SILENCE, detail, age.total_seconds())
