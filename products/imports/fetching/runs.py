"""A run is carried out: a file is fetched within its time, and becomes an import if it is a new one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from product_importer.lib.humanize import duration_in_words
from product_importer.lib.outbound.deadlines import deadline
from products.fields.reasons import FileFailure
from products.imports import receiving
from products.imports.fetch_models import FetchKind, RunOutcome, SourceFetch, SourceRun, Trigger
from products.imports.fetching import (
    claims,
    ending,
    folder_files,
    ftps_files,
    https_files,
    putting_away,
    s3_files,
    sftp_files,
)
from products.imports.fetching.failures import FetchFailure, NothingThere, Stopped
from products.imports.fetching.incoming import Incoming
from products.imports.fetching.orders import Found, Order
from products.jobs.models import ImportJob
from products.jobs.states import Status

log = logging.getLogger(__name__)

_FETCH: dict[str, Callable[[Order], Found]] = {
    FetchKind.HTTPS: https_files.fetch,
    FetchKind.SFTP: sftp_files.fetch,
    FetchKind.FTPS: ftps_files.fetch,
    FetchKind.S3: s3_files.fetch,
    FetchKind.FOLDER: folder_files.fetch,
}
_STOPPED = "This worker was told to stop. It is tried again soon."


def never() -> bool:
    """Nobody stops it."""
    return False


def carry_out(run_id: int, *, should_stop: Callable[[], bool] = never, hand_over: bool = True) -> SourceRun | None:
    """Fetch once. None if another worker is at it, or it has ended. Safe to call twice at once.

    `hand_over`: give the import to the queue.
    """
    with claims.run_lock(run_id) as lock:
        if not lock.try_acquire() or not (run := claims.begun(run_id)):
            return None
        with Incoming(should_stop) as incoming:
            try:
                _carry_out(run, incoming, hand_over=hand_over)
            except FetchFailure as failure:
                _fail(run, failure, size=incoming.size)
            except FileFailure as failure:
                ending.end(run, RunOutcome.REFUSED, code=failure.code, sentence=failure.message, size=incoming.size)
            except NothingThere as nothing:
                ending.end(run, RunOutcome.NOTHING, code="nothing", sentence=str(nothing))
            except Stopped:
                ending.end(run, RunOutcome.INTERRUPTED, code="stopped", sentence=_STOPPED, is_passing=True)
            except Exception:
                sentence = "Something went wrong on the server. Its log has the details."
                ending.end(run, RunOutcome.FAILED, code="internal", sentence=sentence, size=incoming.size)
                raise
    return run


def _fail(run: SourceRun, failure: FetchFailure, *, size: int) -> None:
    facts = {"code": failure.code, "sentence": failure.message}
    ending.end(run, RunOutcome.FAILED, size=size, is_passing=failure.is_passing, **facts)


def _carry_out(run: SourceRun, incoming: Incoming, *, hand_over: bool) -> None:
    fetch = SourceFetch.objects.filter(pk=run.source_id).first()
    if fetch is None:
        raise FetchFailure("not_set_up", "This source is not fetched any more.")
    seen = _seen(run, fetch)
    found = _fetched(fetch, seen, incoming)
    if not found.is_new:
        ending.end_unchanged(run, found, size=incoming.size)
        return
    found = replace(found, seen={**found.seen, "sha256": incoming.sha256})
    if seen.get("sha256") == incoming.sha256 and not found.kept_as:
        ending.end_unchanged(run, found, size=incoming.size)
        return
    job = _kept(run, fetch, found, incoming)
    if hand_over:
        receiving.hand_over(job)


def _kept(run: SourceRun, fetch: SourceFetch, found: Found, incoming: Incoming) -> ImportJob:
    """Raises FileFailure if the file is refused at the door."""
    found = replace(found, name=found.name or f"{run.source.name}.csv")
    try:
        return ending.end_imported(run, found, incoming.file(found.name), size=incoming.size)
    except FileFailure as failure:
        if found.kept_as:
            putting_away.put_away_refused(fetch.address, found.kept_as, failure.message)
        raise


def _seen(run: SourceRun, fetch: SourceFetch) -> dict[str, str]:
    """Of the last file. Nothing if its import came to nothing and somebody asks for it again."""
    last = SourceRun.objects.filter(source_id=run.source_id, outcome=RunOutcome.IMPORTED).order_by("-asked_at").first()
    came_to_nothing = last and last.job and last.job.status in {Status.FAILED, Status.CANCELLED}
    return {} if run.trigger != Trigger.SCHEDULE and came_to_nothing else fetch.seen


def _fetched(fetch: SourceFetch, seen: dict[str, str], incoming: Incoming) -> Found:
    """Whatever the server does, this ends in time. Raises FetchFailure, NothingThere, Stopped."""
    if fetch.is_unreadable:
        raise FetchFailure(
            "credentials", "The credentials cannot be read with the keys of this server. Enter them again."
        )
    seconds = settings.SOURCE_TIMEOUT_SECONDS
    order = Order(
        address=fetch.address,
        pattern=fetch.pattern,
        credentials=fetch.credentials,
        host_key=fetch.host_key,
        seen=seen,
        until=time.monotonic() + seconds,
        incoming=incoming,
    )
    with deadline(seconds, order.lines.cut) as watch:
        try:
            found = _FETCH[fetch.kind](order)
        except (FetchFailure, OSError) as error:
            if watch.fired:
                raise _too_slow(seconds) from error
            raise _broken_off(error) from error
        finally:
            order.lines.close()
    if watch.fired:  # a file without a length then seems to be whole
        raise _too_slow(seconds)
    return found


def _too_slow(seconds: float) -> FetchFailure:
    allowed = duration_in_words(seconds)
    return FetchFailure("deadline", f"The file was not complete after {allowed}.", is_passing=True)


def _broken_off(error: FetchFailure | OSError) -> FetchFailure:
    if isinstance(error, FetchFailure):
        return error
    log.info("a fetch broke off: %r", error)
    return FetchFailure("broken_off", "The connection ended in the middle of it.", is_passing=True)
