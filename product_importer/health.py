"""Is this process up, and does it have what it needs? Workers and beat leave a sign of life in Redis."""

import time
from collections.abc import Mapping

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis

from product_importer.lib import redis_client
from product_importer.lib.errors import RETRY_AFTER_SECONDS

SEEN_SECONDS = 60
"""How long a sign of life counts; both leave one at least every ten seconds."""

DATABASE_TIMEOUT_SECONDS = 2
WORKERS = {"imports": "worker", "webhooks": "webhooks"}
"""By the queue from which it takes its work: the word under which a worker is reported."""

PROCESSES = (*WORKERS.values(), "beat")


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process is up and answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """What is there and what is away. Without Redis we go on, without the database we cannot: 503."""
    database = "ok" if _database_answers() else "away"
    response = JsonResponse({"database": database, **_redis_knows()}, status=200 if database == "ok" else 503)
    response["Cache-Control"] = "no-store"
    if database == "away":
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def mark_seen(process: str) -> None:
    """Leave a sign of life of one of PROCESSES. Does nothing while Redis is away."""
    redis_client.ask(lambda redis: redis.set(_key(process), int(time.time()), ex=SEEN_SECONDS), otherwise=None)


def _database_answers() -> bool:
    """Asked on a connection of its own: the pool may be busy, and would have us wait."""
    parameters = connection.get_connection_params()
    parameters |= {
        "connect_timeout": DATABASE_TIMEOUT_SECONDS,
        "options": f"-c statement_timeout={DATABASE_TIMEOUT_SECONDS}s",
    }
    try:
        with psycopg.connect(**parameters) as own:
            own.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _redis_knows() -> Mapping[str, str]:
    away = {"redis": "away", **dict.fromkeys(PROCESSES, "unknown")}
    return redis_client.ask(_signs_of_life, otherwise=away)


def _signs_of_life(redis: Redis) -> dict[str, str]:
    seen = redis.mget([_key(process) for process in PROCESSES])
    signs = {process: "ok" if sign else "not seen" for process, sign in zip(PROCESSES, seen, strict=True)}
    return {"redis": "ok", **signs}


def _key(process: str) -> str:
    return f"health:{process}"
