"""A run ends: what came of it, what is known of its file from now on, and when the source is fetched next.

All of it is one transaction, the import job included: a worker that dies leaves either everything or nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from products.imports import receiving
from products.imports.fetch_models import WENT_WRONG, RunOutcome, SourceFetch, SourceRun
from products.imports.fetching import telling
from products.imports.fetching.expectations import due_after
from products.imports.fetching.orders import Found
from products.imports.fetching.timing import retried_at
from products.jobs.models import ImportJob
from products.jobs.record import HEARD_BY


class NotOurs(Exception):
    """Somebody else has ended the run: the connection that held its lock broke."""


def end(
    run: SourceRun,
    outcome: RunOutcome,
    *,
    code: str = "",
    sentence: str = "",
    size: int = 0,
    is_passing: bool = False,
) -> bool:
    """Without a new file. False if somebody else has ended it."""
    with transaction.atomic():
        if not _write(run, outcome, code=code, sentence=sentence, bytes=size):
            return False
        fetch = SourceFetch.objects.select_for_update().filter(pk=run.source_id).first()
        if fetch is None:  # it is not fetched any more
            return True
        now = timezone.now()
        again = retried_at(fetch, now) if is_passing else None
        fetch.retries = fetch.retries + 1 if again else 0
        fetch.next_run_at = again or fetch.next_run_at
        fetch.save(update_fields=["retries", "next_run_at"])
        if outcome in WENT_WRONG and again is None:
            telling.went_wrong(run)
    return True


def end_unchanged(run: SourceRun, found: Found, *, size: int) -> bool:
    """The file is the one that was imported the last time, though its server may call it otherwise by now."""
    with transaction.atomic():
        SourceFetch.objects.filter(pk=run.source_id).update(seen=found.seen)
        _trust(run, found)
        return end(run, RunOutcome.UNCHANGED, size=size)


def end_imported(run: SourceRun, found: Found, file: File[bytes], *, size: int) -> ImportJob:
    """With a new file, whose import is kept but not queued. Raises NotOurs, and as `receiving.keep` does."""
    stored: ImportJob | None = None
    try:
        with transaction.atomic():
            stored = _kept(run, found, file)
            facts = {"file_name": stored.file_name, "seen": found.seen, "job": stored, "kept_as": found.kept_as}
            if not _write(run, RunOutcome.IMPORTED, bytes=size, **facts):
                raise NotOurs
            _note_file(run, found, timezone.now())
    except BaseException:
        if stored is not None:
            stored.file.storage.delete(str(stored.file.name))
        raise
    return stored


def _kept(run: SourceRun, found: Found, file: File[bytes]) -> ImportJob:
    """The import is nobody's if it came by the schedule; whoever set that up hears of it."""
    options = {"source": str(run.source_id)}
    job = receiving.keep(file, file_name=found.name, user=run.asked_by, options=options)
    owner = SourceFetch.objects.filter(pk=run.source_id).values_list("updated_by_id", flat=True).first()
    if owner and not run.asked_by_id:
        job.options = {**job.options, HEARD_BY: owner}
        job.save(update_fields=["options"])
    return job


def _note_file(run: SourceRun, found: Found, now: datetime) -> None:
    fetch = SourceFetch.objects.select_for_update().filter(pk=run.source_id).first()
    if fetch is None:
        return
    _trust(run, found)
    fetch.seen, fetch.last_file_at, fetch.retries = found.seen, now, 0
    due_by = due_after(fetch, now)
    if due_by != fetch.due_by:
        fetch.due_by, fetch.late_told_at = due_by, None
    if found.has_more and not fetch.paused:
        fetch.next_run_at = now
    fetch.save(update_fields=["seen", "last_file_at", "retries", "due_by", "late_told_at", "next_run_at"])


def _trust(run: SourceRun, found: Found) -> None:
    """The key of a server that was seen for the first time."""
    if found.host_key:
        SourceFetch.objects.filter(pk=run.source_id, host_key="").update(host_key=found.host_key)


def _write(run: SourceRun, outcome: RunOutcome, **values: object) -> bool:
    facts = {"outcome": outcome, "ended_at": timezone.now()} | values
    won = SourceRun.objects.open().filter(pk=run.pk).update(**facts)
    for name, value in facts.items():
        setattr(run, name, value)
    return won == 1
