"""When a source is fetched next: by its schedule, or sooner when it could not be fetched."""

from __future__ import annotations

from datetime import datetime, timedelta

from products.imports.fetch_models import SourceFetch
from products.imports.fetching.schedules import QuietHours, next_moment, parse

RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""When something passing went wrong: never later than the schedule says."""


def next_scheduled(fetch: SourceFetch, now: datetime) -> datetime | None:
    """None if it is paused, or fetched only when somebody asks."""
    if fetch.paused or not fetch.schedule:
        return None
    quiet = QuietHours(fetch.quiet_from, fetch.quiet_until) if fetch.quiet_from and fetch.quiet_until else None
    return next_moment(parse(fetch.schedule), fetch.zone, quiet, now)


def retried_at(fetch: SourceFetch, now: datetime) -> datetime | None:
    """When it is tried again; None if that has to wait for the schedule."""
    following = next_scheduled(fetch, now)
    if following is None or fetch.retries >= len(RETRY_AFTER):
        return None
    soon = now + RETRY_AFTER[fetch.retries]
    return soon if soon < following else None
