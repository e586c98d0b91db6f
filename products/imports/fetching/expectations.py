"""By when a file is expected, and whether it is late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from products.imports.fetch_models import SourceFetch
from products.imports.fetching import telling
from products.imports.fetching.schedules import parse
from products.jobs.models import ImportJob


def next_due(fetch: SourceFetch, now: datetime) -> datetime | None:
    """By when the next file is expected, as its words say."""
    return parse(fetch.expected_by).after(now, fetch.zone) if fetch.expected_by else None


def due_after(fetch: SourceFetch, came_at: datetime) -> datetime | None:
    """By when the next file is expected once one has come at this moment.

    A file counts for the moment for which it is awaited, from the one before on; a late one for those that passed.
    """
    if fetch.due_by is None or not fetch.expected_by:
        return fetch.due_by
    expected = parse(fetch.expected_by)
    if came_at < expected.before(fetch.due_by, fetch.zone):
        return fetch.due_by
    return expected.after(max(fetch.due_by, came_at), fetch.zone)


def tell_of_late() -> None:
    """Notice files that are late, each once. A file that somebody uploaded meanwhile counts as well."""
    for fetch in SourceFetch.objects.late(timezone.now()):
        if not _was_uploaded(fetch) and fetch.late_told_at is None:
            _tell(fetch)


def _was_uploaded(fetch: SourceFetch) -> bool:
    """Whether a file for this moment came by hand; then it was not late, or is so no more."""
    uploaded = ImportJob.objects.of_source(fetch.source_id).filter(created_at__gt=_counted_until(fetch)).first()
    if uploaded is None:
        return False
    came_at = uploaded.created_at
    own = SourceFetch.objects.filter(pk=fetch.pk, due_by=fetch.due_by)
    return bool(own.update(due_by=due_after(fetch, came_at), last_file_at=came_at, late_told_at=None))


def _counted_until(fetch: SourceFetch) -> datetime:
    """Files up to this moment were for an earlier one."""
    since = parse(fetch.expected_by).before(fetch.due_by or timezone.now(), fetch.zone)
    return max(since, fetch.last_file_at or since)


def _tell(fetch: SourceFetch) -> None:
    with transaction.atomic():
        own = SourceFetch.objects.filter(pk=fetch.pk, due_by=fetch.due_by, late_told_at=None)
        if own.update(late_told_at=timezone.now()):
            telling.late(fetch)
