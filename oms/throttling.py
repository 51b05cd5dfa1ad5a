"""Limits that hold under concurrency, for one Redis call; without Redis, in each process."""

import logging
import threading
import time
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from oms import redis_pause

logger = logging.getLogger(__name__)

LOOK = """
return {tonumber(redis.call("GET", KEYS[1]) or 0), redis.call("TTL", KEYS[1])}
"""
COUNT_ONE = """
local count = redis.call("INCR", KEYS[1])
if count == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return {count, redis.call("TTL", KEYS[1])}
"""

FORGET = """
redis.call("DEL", KEYS[1])
return {0, 0}
"""

PATIENCE = 2  # seconds for a free connection, for connecting and for an answer

_windows: dict[str, tuple[int, float]] = {}
_lock = threading.Lock()


def seconds_to_wait(name: str, *, limit: int, window: int = 60) -> int:
    """Count one use of `name`; return 0 when it is within `limit` per `window` seconds."""
    count, left = _in_redis(COUNT_ONE, name, window) or _count_here(name, window)
    return max(left, 1) if count > limit else 0


def seconds_left(name: str, *, limit: int) -> int:
    """Return what is left of the window in which `name` was used `limit` times; counts nothing."""
    count, left = _in_redis(LOOK, name) or _look_here(name)
    return max(left, 1) if count >= limit else 0


def forget(name: str) -> None:
    """Begin to count `name` anew."""
    _in_redis(FORGET, name)
    with _lock:
        _windows.pop(name, None)


def address_of(request) -> str:
    """Name the address; without proxies of ours X-Forwarded-For is anybody's invention."""
    trusted = api_settings.NUM_PROXIES
    return BaseThrottle().get_ident(request) if trusted else request.META.get("REMOTE_ADDR", "")


class PerToken(SimpleRateThrottle):
    """
    So many requests for a partner, whichever of its tokens it sends; without a token, no limit.

    Where `request.auth` has a `partner`, that is who is counted, and its `requests_per_minute`,
    if it has any, stands in place of the rate of the settings.
    """

    scope = "token"

    def get_rate(self):
        """Return what settings say for the scope; nothing said is no limit."""
        return api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)

    def get_cache_key(self, request, view):
        """Name the token's partner, or else the user who is logged in."""
        holder = _counted(request)
        if not getattr(holder, "pk", None):
            return None
        return f"{self.scope}:{type(holder).__name__}:{holder.pk}"

    def allow_request(self, request, view):
        """Count the request and say if it may go on."""
        limit, window = self.allowed(request)
        key = limit is not None and self.get_cache_key(request, view)
        if not key:
            return True
        self.left = seconds_to_wait(key, limit=limit, window=window)
        return not self.left

    def allowed(self, request):
        """Return how many requests may come in how many seconds; None is any number."""
        own = getattr(_counted(request), "requests_per_minute", None)
        return (self.num_requests, self.duration) if own is None else (own, 60)

    def wait(self):
        """Return the seconds until the next request may come."""
        return self.left


class PerAddress(PerToken):
    """So many requests from an address, as far as our own proxies vouch for it."""

    scope = "address"

    def get_cache_key(self, request, view):
        """Name the address that the request came from."""
        return f"{self.scope}:{address_of(request)}"

    def allowed(self, request):
        """Return the rate of the settings, whoever it is."""
        return self.num_requests, self.duration


def _counted(request):
    holder = request.auth or request.user
    return getattr(holder, "partner", holder)


def _in_redis(text: str, name: str, *args: int) -> tuple[int, int] | None:
    """Return what Redis counts and what is left of the window; None where there is no Redis."""
    if not settings.REDIS_URL or redis_pause.lasts():
        return None
    try:
        return _script(settings.REDIS_URL, text)(keys=[f"oms:limit:{name}"], args=args)
    except redis.RedisError as error:
        redis_pause.begin()
        logger.warning("Limits hold per process for a while", extra={"error": type(error).__name__})
        return None


@cache
def _script(url, text):
    return _redis(url).register_script(text)


@cache
def _redis(url):
    # Threads wait for one of a few connections: the ordinary pool fails the hundred and first.
    pool = redis.BlockingConnectionPool.from_url(
        url,
        max_connections=16,
        timeout=PATIENCE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    return redis.Redis(connection_pool=pool)


def _look_here(name: str) -> tuple[int, int]:
    count, ends = _windows.get(name, (0, 0.0))
    left = ends - time.monotonic()
    return (count, int(left) + 1) if left > 0 else (0, 0)


def _count_here(name: str, window: int) -> tuple[int, int]:
    now = time.monotonic()
    with _lock:
        count, ends = _windows.get(name, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + window
            _forget_what_ended(now)
        _windows[name] = (count + 1, ends)
    return count + 1, int(ends - now) + 1


def _forget_what_ended(now):
    if len(_windows) > 10_000:
        for name in [name for name, (_count, ends) in _windows.items() if ends <= now]:
            del _windows[name]
