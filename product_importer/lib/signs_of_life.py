"""The signs of life that workers and beat leave in Redis."""

import time
from collections.abc import Sequence

from redis import Redis

from product_importer.lib import redis_client

SEEN_SECONDS = 60
"""How long a sign of life counts; workers and beat leave one at least every ten seconds."""

WORKERS = {"imports": "worker", "webhooks": "webhooks"}
"""The name under which a worker is reported, by the queue that it serves."""

PROCESSES = (*WORKERS.values(), "beat")


def mark_seen(process: str) -> None:
    """Leave a sign of life of one of PROCESSES. Does nothing while Redis is away."""
    redis_client.ask(lambda redis: redis.set(_key(process), int(time.time()), ex=SEEN_SECONDS), otherwise=None)


def recently_seen() -> dict[str, bool] | None:
    """Which of PROCESSES left a sign of life a moment ago. None while Redis is away, or takes no signs."""
    signs = redis_client.ask(_signs, otherwise=None)
    return None if signs is None else {process: bool(sign) for process, sign in zip(PROCESSES, signs, strict=True)}


def _signs(redis: Redis) -> Sequence[object]:
    """Read after a write, which a server on a full disk refuses."""
    redis.set(_key("asked"), 1, ex=SEEN_SECONDS)
    signs: Sequence[object] = redis.mget([_key(process) for process in PROCESSES])
    return signs


def _key(process: str) -> str:
    return f"health:{process}"
