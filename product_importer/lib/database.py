"""Django's settings for PostgreSQL, made from its URL."""

import environ
from django.utils.module_loading import import_string

DEADLINE_CONNECTION = "product_importer.lib.deadline.deadline_connection"
"""By name, since not every process that reads the settings has to load psycopg."""
GRACE_SECONDS = 1.0
"""What an answer may come later than the server's own timeout for statements."""
CONNECT_TIMEOUT_SECONDS = 5
WAIT_FOR_A_CONNECTION_SECONDS = 10


def settings_of(
    url: str, *, password: str, pool_size: int, statement_timeout_ms: int, lock_timeout_ms: int
) -> dict[str, object]:
    """`?host=%2Ffolder` in the URL names the folder of a Unix socket. 0: no pool, or no timeout.

    `password` counts where the URL has none.
    """
    settings: dict[str, object] = dict(environ.Env.db_url_config(url))
    settings["PASSWORD"] = settings.get("PASSWORD") or password
    options = dict(settings.get("OPTIONS") or {})  # type: ignore[call-overload]
    settings["HOST"] = options.pop("host", settings.get("HOST"))
    options["options"] = (
        f"-c statement_timeout={statement_timeout_ms} -c lock_timeout={lock_timeout_ms}"
        " -c idle_in_transaction_session_timeout=60000"
        " -c work_mem=16MB"  # a hundred thousand found products are sorted in memory
    )
    options["connect_timeout"] = CONNECT_TIMEOUT_SECONDS
    if not settings["HOST"].startswith("/"):  # type: ignore[attr-defined]
        options |= {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": WAIT_FOR_A_CONNECTION_SECONDS}
        if statement_timeout_ms:
            options["pool"] |= {"connection_class": _deadline_connection(statement_timeout_ms / 1_000)}
    return settings | {"OPTIONS": options, "CONN_HEALTH_CHECKS": bool(pool_size), "CONN_MAX_AGE": 0}


def _deadline_connection(seconds: float) -> object:
    return import_string(DEADLINE_CONNECTION)(seconds + GRACE_SECONDS)
