"""Is this process up, and does it have what it needs?

Anybody may ask, so whoever asks within the same second gets the same answer.
"""

import time
from threading import Lock

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from product_importer.launch import restarts
from product_importer.lib import signs_of_life
from product_importer.lib.deadline import deadline_connection
from product_importer.lib.errors import RETRY_AFTER_SECONDS

DATABASE_TIMEOUT_SECONDS = 2
SHARED_SECONDS = 1.0


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process is up and answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """What is there, what is away, and what is started again and again.

    Without Redis we go on, without the database we cannot: 503.
    """
    found = _ANSWER.found()
    is_ready = found["database"] == "ok"
    response = JsonResponse(found, status=200 if is_ready else 503)
    if not is_ready:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class _SharedAnswer:
    """Whoever comes first in a second looks for all; the others wait for what is found."""

    def __init__(self) -> None:
        self._looking = Lock()
        self._found: dict[str, object] = {}
        self._good_until = 0.0

    def found(self) -> dict[str, object]:
        with self._looking:
            if not time.monotonic() < self._good_until:
                self._found = {
                    "database": "ok" if _database_answers() else "away",
                    **_redis_knows(),
                    **_children_that_ended(),
                }
                self._good_until = time.monotonic() + SHARED_SECONDS
            return self._found


_ANSWER = _SharedAnswer()


def _database_answers() -> bool:
    """Asked on a connection of its own: the pool may be busy, and would have us wait."""
    parameters = connection.get_connection_params()
    parameters |= {"connect_timeout": DATABASE_TIMEOUT_SECONDS, "options": ""}
    try:
        with deadline_connection(DATABASE_TIMEOUT_SECONDS).connect(**parameters) as own:
            own.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _redis_knows() -> dict[str, str]:
    seen = signs_of_life.recently_seen()
    if seen is None:
        return {"redis": "away", **dict.fromkeys(signs_of_life.PROCESSES, "unknown")}
    return {"redis": "ok", **{process: "ok" if is_seen else "not seen" for process, is_seen in seen.items()}}


def _children_that_ended() -> dict[str, list[str]]:
    """Those of `up` that are not settled again; nothing if all are well."""
    names = restarts.noted(settings.DATA_DIR)
    return {"restarting": names} if names else {}
