"""A job of any kind is carried on in this process, for commands: no worker is needed."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management import CommandError

from products.bulk import conductors
from products.imports import running
from products.imports.undo import undo_run
from products.jobs import conductor
from products.jobs.conductor import DATABASE_AWAY
from products.jobs.console import watching
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.record import Kind

CARRIED_ON = (Kind.IMPORT, Kind.UNDO, Kind.DELETE, Kind.UPDATE)
INTERRUPTED = "The connection to the database was lost. What was applied is kept. Run this command again."
_OF_BULK_WORK = {Kind.DELETE: conductors.Deletion, Kind.UPDATE: conductors.Update}


def called(text: str) -> ImportJob:
    """The job with this ID. Raises CommandError."""
    try:
        return ImportJob.objects.visible().filter(kind__in=CARRIED_ON).get(pk=text)
    except (ImportJob.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no import with the ID {text}.") from error


def carry_on(job: ImportJob, *, quiet: bool) -> None:
    """To its end, or to where it waits for a person. Ctrl-C cancels it at its next chunk. Raises CommandError."""
    try:
        with watching(job, quiet=quiet):
            _run(job)
    except (LockLost, *DATABASE_AWAY) as interruption:
        raise CommandError(INTERRUPTED) from interruption
    job.refresh_from_db()


def _run(job: ImportJob) -> None:
    try:
        _run_turn(job.id, Kind(job.kind))
    except KeyboardInterrupt:
        if job.request_cancel():
            _run_turn(job.id, Kind(job.kind))


def _run_turn(job_id: UUID, kind: Kind) -> None:
    if kind in _OF_BULK_WORK:
        conductor.run(job_id, _OF_BULK_WORK[kind])
    else:
        (undo_run if kind is Kind.UNDO else running).run(job_id)
