"""Is this process up, and does it have what it needs?"""

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from product_importer.launch import restarts
from product_importer.lib import signs_of_life
from product_importer.lib.errors import RETRY_AFTER_SECONDS

DATABASE_TIMEOUT_SECONDS = 2


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
    database = "ok" if _database_answers() else "away"
    facts = {"database": database, **_redis_knows(), **_children_that_ended()}
    response = JsonResponse(facts, status=200 if database == "ok" else 503)
    response["Cache-Control"] = "no-store"
    if database == "away":
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


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


def _redis_knows() -> dict[str, str]:
    seen = signs_of_life.recently_seen()
    if seen is None:
        return {"redis": "away", **dict.fromkeys(signs_of_life.PROCESSES, "unknown")}
    return {"redis": "ok", **{process: "ok" if is_seen else "not seen" for process, is_seen in seen.items()}}


def _children_that_ended() -> dict[str, list[str]]:
    """Those of `up` that are not settled again; nothing if all are well."""
    names = restarts.noted(settings.DATA_DIR)
    return {"restarting": names} if names else {}
