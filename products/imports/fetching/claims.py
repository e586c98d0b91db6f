"""Which source is fetched next, and by whom: the database is the truth, the queue is a hint.

A source has at most one open run, which a constraint holds; whoever works on it holds the lock of the run, which dies
with its worker.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from product_importer.lib.locks import AdvisoryLock, held_by_anybody, held_if_free
from products.imports.fetch_models import RunOutcome, SourceFetch, SourceRun, Trigger
from products.imports.fetching import ending
from products.imports.fetching.timing import next_scheduled
from products.imports.sources.refusals import Refusal

log = logging.getLogger(__name__)

TASK = "products.imports.tasks.fetch_source"
"""The Celery task that carries a run out. It is sent by name, so that this room need not know it."""
REQUEUE_AFTER = timedelta(seconds=15)
"""A run that nobody works on is given to the queue again, but not more often than this."""


class BeingFetched(Refusal):
    code = "being_fetched"

    def __init__(self) -> None:
        super().__init__("This source is being fetched just now.")


def run_lock(run_id: int) -> AdvisoryLock:
    """One worker a run: a second delivery of its task finds the lock taken and leaves."""
    return AdvisoryLock(_lock_name(run_id))


def dispatch() -> None:
    """Give due sources to workers, and look after runs whose workers died. One process at a time does it."""
    with held_if_free("dispatch of sources") as is_ours:
        if not is_ours:
            return
        _look_after_open_runs()
        places = settings.SOURCE_FETCHES_AT_ONCE - SourceRun.objects.open().count()
        for fetch in SourceFetch.objects.due(timezone.now())[: max(places, 0)]:
            if run := _claimed(fetch):
                enqueue(run)


def run_now(fetch: SourceFetch, *, by: AbstractBaseUser | None) -> SourceRun:
    """A run that somebody asks for, paused or not; it is not given to the queue. Raises BeingFetched."""
    run = SourceRun(
        source_id=fetch.source_id,
        trigger=Trigger.PERSON if by else Trigger.COMMAND,
        asked_by_id=by.pk if by else None,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        if "sourcerun_one_open" not in str(error):
            raise
        raise BeingFetched from error
    return run


def enqueue(run: SourceRun) -> None:
    """While Redis is away the beat's task finds it later."""
    SourceRun.objects.filter(pk=run.pk).update(queued_at=timezone.now())
    try:
        current_app.send_task(TASK, (run.pk,), retry=False, ignore_result=True)
    except QueueAway:
        log.warning("the queue is unavailable; source %s will be fetched when it is back", run.source_id)


def begun(run_id: int) -> SourceRun | None:
    """The run, now under way; None if it has ended. Whoever calls holds its lock. One whose worker died is ended."""
    if SourceRun.objects.open().filter(pk=run_id, started_at=None).update(started_at=timezone.now()):
        return SourceRun.objects.select_related("source", "source__fetch", "asked_by").get(pk=run_id)
    if dead := SourceRun.objects.open().filter(pk=run_id).first():
        _end_dead(dead)
    return None


def _claimed(fetch: SourceFetch) -> SourceRun | None:
    """A run of a source that is due, unless somebody else was quicker, or has changed or paused it."""
    following = next_scheduled(fetch, timezone.now())
    try:
        with transaction.atomic():
            seen = SourceFetch.objects.filter(pk=fetch.pk, paused=False, next_run_at=fetch.next_run_at)
            if not seen.update(next_run_at=following):
                return None
            return SourceRun.objects.create(source_id=fetch.source_id, trigger=Trigger.SCHEDULE)
    except IntegrityError:  # it has an open run, or was deleted at this moment
        return None


def _look_after_open_runs() -> None:
    silent = SourceRun.objects.open().filter(queued_at__lt=_some_time_ago())
    runs = {_lock_name(run.pk): run for run in silent}
    for name in runs.keys() - held_by_anybody([*runs]):
        _look_after(runs[name])


def _look_after(run: SourceRun) -> None:
    """Nobody held its lock a moment ago."""
    with run_lock(run.pk) as lock:
        if not lock.try_acquire():
            return
        run.refresh_from_db()
        if run.started_at and not run.ended_at:
            _end_dead(run)
    if not run.started_at:
        enqueue(run)


def _end_dead(run: SourceRun) -> None:
    sentence = "The worker that fetched it was ended in the middle of it."
    ending.end(run, RunOutcome.INTERRUPTED, code="interrupted", sentence=sentence, is_passing=True)


def _some_time_ago() -> datetime:
    return timezone.now() - REQUEUE_AFTER


def _lock_name(run_id: int) -> str:
    return f"source run {run_id}"
