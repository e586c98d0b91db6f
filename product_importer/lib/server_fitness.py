"""Whether a PostgreSQL is one that we can work with, and what is known of it."""

import time
from typing import Any, NamedTuple, Protocol

LEAST_VERSION = 15
ENCODING = "UTF8"
MOST_SKEW_SECONDS = 30.0


class ServerLook(NamedTuple):
    """A version is such as 15.4, its number 150004; `skew_seconds`: how far our clock is ahead of the server's."""

    version: str
    version_number: int
    encoding: str
    skew_seconds: float


class Cursor(Protocol):
    """Django's, or psycopg's own."""

    def execute(self, query: Any, /) -> Any: ...
    def fetchone(self) -> Any: ...


def look(cursor: Cursor) -> ServerLook:
    cursor.execute("SELECT 1")  # connected by now, so that the next one takes no longer than the way there and back
    cursor.fetchone()
    before = time.time()
    cursor.execute(_LOOK)
    version, number, encoding, theirs = cursor.fetchone()
    return ServerLook(version.split()[0], int(number), encoding, (before + time.time()) / 2 - theirs.timestamp())


def unusable(version_number: int, encoding: str) -> str:
    """Why nothing can be served with this database, and what to do; empty if it can. A version is such as 150004."""
    if version_number < LEAST_VERSION * 10_000:
        return (
            f"PostgreSQL {version_number // 10_000} is too old: {LEAST_VERSION} or newer is needed. "
            "Upgrade it, or let DATABASE_URL name a newer one."
        )
    if encoding != ENCODING:
        return (
            f"The database is encoded as {encoding}, so it cannot hold all texts. Make one with "
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and let DATABASE_URL name it."
        )
    return ""


def skewed(skew_seconds: float) -> str:
    """That our clock and PostgreSQL's differ too much; empty if they agree. `skew_seconds`: how far ours is ahead."""
    if abs(skew_seconds) <= MOST_SKEW_SECONDS:
        return ""
    which = "ahead of" if skew_seconds > 0 else "behind"
    return (
        f"The clock of this host is {abs(skew_seconds):,.0f} s {which} PostgreSQL's: schedules, sessions and "
        "signatures of webhooks go wrong. Let both hosts keep time by NTP."
    )


_LOOK = """
    SELECT current_setting('server_version'), current_setting('server_version_num'), current_setting('server_encoding'),
           clock_timestamp()
"""
