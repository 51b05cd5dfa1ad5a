"""The cache, which nothing may depend on: without Redis each process remembers for itself."""

import logging
from typing import Any

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from oms import redis_pause

logger = logging.getLogger(__name__)


class Forgiving(RedisCache):
    """Django's Redis cache, but what it cannot ask of Redis it asks of this process's memory."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._here = LocMemCache("while-redis-is-away", {})

    def get(self, key, default=None, version=None):
        return self._ask("get", key, default, version=version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._ask("set", key, value, timeout, version=version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", key, value, timeout, version=version)

    def delete(self, key, version=None):
        return self._ask("delete", key, version=version)

    def _ask(self, verb: str, *words: Any, **more: Any) -> Any:
        if not redis_pause.lasts():
            try:
                return getattr(super(), verb)(*words, **more)
            except redis.RedisError as error:
                redis_pause.begin()
                logger.warning("The cache is away", extra={"error": type(error).__name__})
        return getattr(self._here, verb)(*words, **more)
