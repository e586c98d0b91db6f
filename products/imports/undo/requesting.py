"""The door: a job that undoes another one, or the reason why there can be none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from product_importer.lib.humanize import counted
from products.fields.models import OwnField
from products.fields.registry import FIELDS
from products.imports.steps import own_fields
from products.jobs import progress, queue
from products.jobs.links import only_unpins
from products.jobs.models import ONE_UNDO, ImportJob
from products.jobs.record import MAY_IMPORT, Kind, Mode
from products.jobs.states import TERMINAL
from products.models import Change

LONGEST_TITLE = 255


class CannotUndo(Exception):
    """`code`: the reason in one word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class AlreadyUndoing(CannotUndo):
    """`undo`: the job that undoes it, which has not ended."""

    def __init__(self, undo: ImportJob) -> None:
        super().__init__("already_undoing", "This is being undone already. Apply or discard that undo first.")
        self.undo = undo


def undo(job: ImportJob, *, user: User | None, deactivate: bool = False) -> ImportJob:
    """Ask for a job that undoes this one. `deactivate`: what it created is made inactive instead of being deleted.

    Raises CannotUndo.
    """
    made = prepare(job, user=user, deactivate=deactivate)
    progress.publish(made)
    queue.enqueue(made)
    return made


def prepare(job: ImportJob, *, user: User | None, deactivate: bool = False) -> ImportJob:
    """The same, but the job is not given to the queue."""
    check(job)
    jobs = undone_together(job)
    options = _options(jobs, deactivate=deactivate) | {"needs": sorted(needed(jobs, deactivate=deactivate))}
    title = f"Undo “{job}”"[:LONGEST_TITLE]
    try:
        with transaction.atomic():
            return ImportJob.objects.create(kind=Kind.UNDO, title=title, undo_of=job, options=options, created_by=user)
    except IntegrityError as error:
        if ONE_UNDO not in str(error):
            raise
        check(job)
        raise


def check(job: ImportJob) -> None:
    """Raise CannotUndo if the job cannot be undone now."""
    if waiting := job.undos.exclude(status__in=TERMINAL).first():
        raise AlreadyUndoing(waiting)
    if not job.is_terminal:
        raise CannotUndo("not_ended", "This has not ended yet. Cancel it first, then undo what it did.")
    if job.continuations.exclude(status__in=TERMINAL).exists():
        raise CannotUndo(
            "not_ended", "An import of its corrected rows has not ended yet. Wait for it, or cancel it first."
        )
    if job.kind not in (Kind.IMPORT, Kind.UPDATE, Kind.DELETE, Kind.UNDO):
        raise CannotUndo("cannot_undo", "This changed fields or what search goes by, which cannot be undone.")
    if not job.changed:
        raise CannotUndo("nothing_to_undo", "This changed no product, so there is nothing to undo.")
    if is_of_all(job):
        raise CannotUndo("cannot_undo", "Deleting all products at once keeps none of them, so it cannot be undone.")
    if timezone.now() > undo_until(job):
        days = counted(settings.IMPORT_UNDO_DAYS, "day")
        raise CannotUndo("undo_expired", f"This ended more than {days} ago, so it can no longer be undone.")
    if job.kind == Kind.UPDATE and only_unpins(job):
        raise CannotUndo("cannot_undo", "This only took pins away; no value changed. Pin the products again.")
    if _is_from_before_histories(job):
        raise CannotUndo(
            "cannot_undo", "This was done by an earlier version, which kept too little of the products to undo it."
        )


def undo_until(job: ImportJob) -> datetime:
    """Until when a job that has ended can be undone."""
    return (job.finished_at or job.updated_at) + timedelta(days=int(settings.IMPORT_UNDO_DAYS))


def is_of_all(job: ImportJob) -> bool:
    """Whether the job deletes all products at once, which keeps nothing of them."""
    return job.kind == Kind.DELETE and not {"ids", "filter"} & job.options.keys()


def undone_together(job: ImportJob) -> list[ImportJob]:
    """The jobs that are undone in one plan, the newest first: with an import those of its mended rows."""
    later = job.continuations.filter(status__in=TERMINAL)
    return [*later.order_by("-created_at"), job]


def needed(jobs: Iterable[ImportJob], *, deactivate: bool) -> set[str]:
    """The permissions for all that undoing them may do."""
    found = {MAY_IMPORT}
    for job in jobs:
        if job.created:
            found.add("products.change_product" if deactivate else "products.delete_product")
        if job.updated or job.of_missing["deactivated"]:
            found.add("products.change_product")
        if job.deleted or job.of_missing["deleted"]:
            found.add("products.add_product")
    return found


def _options(jobs: Sequence[ImportJob], *, deactivate: bool) -> dict[str, object]:
    """As an import has them that was reviewed, knows every field, and clears what it leaves empty."""
    own = list(OwnField.objects.kept())
    keys = [*(field.key for field in FIELDS.changeable), *(each.key for each in own)]
    return {
        "mode": Mode.REVIEW,
        "on_blank": "clear",
        "columns": {"indexes": {key: place for place, key in enumerate(keys)}},
        "own_fields": own_fields.keep(own),
        "undoes": [str(job.id) for job in jobs],
        "deactivate": deactivate,
    }


def _is_from_before_histories(job: ImportJob) -> bool:
    """Bulk work of earlier versions is not found in the history by its job."""
    if job.kind not in (Kind.UPDATE, Kind.DELETE):
        return False
    return not Change.objects.filter(job_id=job.id).exists()
