"""Django's Redis cache, able to carry on without Redis: it forgets instead of failing.

Sign-in limits live here: while Redis is away they let people in.
"""

from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis

from product_importer.lib import redis_client


class _Client(RedisCacheClient):
    """Uses the process's one client, which has short timeouts."""

    def get_client(self, key: object = None, *, write: bool = False) -> Redis:
        return redis_client.client()


class FailOpenRedisCache(RedisCache):
    """While Redis is away nothing is found, and what is written counts as written."""

    def __init__(self, server: str | list[str], params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def add(
        self, key: object, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return redis_client.ask(
            lambda _: super(FailOpenRedisCache, self).add(key, value, timeout, version), otherwise=True
        )

    def get(self, key: object, default: object = None, version: int | None = None) -> Any:
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).get(key, default, version), otherwise=default)

    def set(
        self, key: object, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        redis_client.ask(lambda _: super(FailOpenRedisCache, self).set(key, value, timeout, version), otherwise=None)

    def touch(self, key: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).touch(key, timeout, version), otherwise=False)

    def delete(self, key: object, version: int | None = None) -> bool:
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).delete(key, version), otherwise=False)

    def get_many(self, keys: Iterable[object], version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).get_many(keys, version), otherwise=found)

    def has_key(self, key: object, version: int | None = None) -> bool:
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).has_key(key, version), otherwise=False)

    def incr(self, key: object, delta: int = 1, version: int | None = None) -> int:
        return redis_client.ask(lambda _: super(FailOpenRedisCache, self).incr(key, delta, version), otherwise=delta)
