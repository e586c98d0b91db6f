"""How many times a minute a token or a person may do something. Redis counts; while it is away nobody is limited."""

import time
from typing import NamedTuple

from redis import Redis

from product_importer.lib import redis_client

WINDOW_SECONDS = 60


class Allowance(NamedTuple):
    limit: int
    remaining: int
    reset_seconds: int
    """Until the full limit is available again."""

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.reset_seconds),
        }

    @property
    def is_used_up(self) -> bool:
        return self.remaining < 0


def spend(what: str, limit: int) -> Allowance | None:
    """Count one more use of what may be used `limit` times a minute. None while Redis is away and nobody counts."""
    now = int(time.time())
    key = f"allowance:{what}:{now // WINDOW_SECONDS}"
    used = redis_client.ask(lambda redis: _count(redis, key), otherwise=None)
    if used is None:
        return None
    return Allowance(limit, limit - used, WINDOW_SECONDS - now % WINDOW_SECONDS)


def _count(redis: Redis, key: str) -> int:
    pipeline = redis.pipeline(transaction=True)
    pipeline.incr(key)
    pipeline.expire(key, 2 * WINDOW_SECONDS)
    return int(pipeline.execute()[0])
