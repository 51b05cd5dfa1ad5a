"""Is it alive, is it ready, and figures: the doors of a monitor."""

import time

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from oms import alarms, throttling
from oms.health import SILENCE, judge

_started = time.monotonic()


@never_cache
@require_safe
def live(request):
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def ready(request):
    """Answer 200 when all of ours is well, else 503; each check says so in a sentence."""
    checks = _judged()
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
    for check in _judged():
        well.labels(check.name).set(check.ok)
        if check.seconds is not None:
            age.labels(check.name).set(check.seconds)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _judged():
    """Judge, and raise the alarm ourselves where no worker lives to do it: once in a minute."""
    now = timezone.now()
    checks = judge(now)
    silent = any(check.name == "worker" and not check.ok for check in checks)
    up = time.monotonic() - _started  # a house that has just been started is given time
    if silent and up > SILENCE.total_seconds() and _our_turn():
        alarms.watch(now)
    return checks


def _our_turn():
    return not throttling.seconds_to_wait("alarms:watch", limit=1, window=60)
