"""Whether a PostgreSQL is one that we can work with. Pure: it judges what was found."""

LEAST_VERSION = 15
ENCODING = "UTF8"
MOST_SKEW_SECONDS = 30.0


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


def misfit_of_database(version_number: int, encoding: str, skew_seconds: float) -> str:
    return unusable(version_number, encoding) or skewed(skew_seconds)
