"""What is wrong with the URLs of the servers. No sentence repeats one: they hold passwords."""

from urllib.parse import SplitResult, parse_qs, urlsplit

DATABASE_EXAMPLE = "postgresql://user:password@db.example.com:5432/app"
REDIS_EXAMPLE = "redis://cache.example.com:6379/0"
QUEUE_SOCKET_EXAMPLE = "redis+socket:///run/valkey.sock?virtual_host=1"

_POSTGRESQL = ("postgresql", "postgres", "psql", "pgsql")
_REDIS = ("redis", "rediss", "unix")
_QUEUE = ("redis", "rediss", "redis+socket", "sentinel")


def fault_of_database(url: str) -> str:
    """A sentence, or an empty text if nothing is wrong."""
    parts, what = _parts(url, _POSTGRESQL)
    if parts and not what and not parts.path.strip("/"):
        what = "names no database"
    return _sentence("DATABASE_URL", what, DATABASE_EXAMPLE)


def usable_database(url: str) -> str:
    """The URL; in place of a wrong one another, so that the settings can be read to their end."""
    return DATABASE_EXAMPLE if fault_of_database(url) else url


def fault_of_redis(url: str) -> str:
    parts, what = _parts(url, _REDIS)
    if parts and not what:
        what = _fault_of_number(parts) if parts.scheme != "unix" else ""
    return _sentence("REDIS_URL", what, REDIS_EXAMPLE)


def fault_of_queue(broker_url: str, redis_url: str) -> str:
    """`broker_url`: empty if the queue lives in `redis_url`."""
    if broker_url:
        return _sentence("CELERY_BROKER_URL", _parts(broker_url, _QUEUE)[1], REDIS_EXAMPLE)
    if redis_url.startswith("unix:"):
        return (
            "CELERY_BROKER_URL is missing: REDIS_URL is a Unix socket, which the queue knows by another spelling. "
            f"Set it to one like {QUEUE_SOCKET_EXAMPLE}."
        )
    return ""


def _parts(url: str, schemes: tuple[str, ...]) -> tuple[SplitResult | None, str]:
    """The URL taken apart, and what is wrong with it so far."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it raises
    except ValueError:
        return None, "cannot be understood: its port or its host is none (is a character of the password not quoted?)"
    if parts.scheme not in schemes:
        return parts, f"does not begin with {' or '.join(f'{scheme}://' for scheme in schemes[:2])}"
    return parts, ""


def _fault_of_number(parts: SplitResult) -> str:
    number = (parse_qs(parts.query).get("db") or [parts.path.strip("/") or "0"])[0]
    return "" if number.isascii() and number.isdigit() else "ends with something else than the number of a database"


def _sentence(name: str, what: str, example: str) -> str:
    return f"{name} {what}. Set it to one like {example}." if what else ""
