"""The same file again: an earlier import of the very bytes of a job, and what became of it, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, When

from products.jobs.models import ImportJob
from products.jobs.progress import rfc3339
from products.jobs.states import State, Status

_HOW_FAR = Case(
    When(status=Status.COMPLETED, then=0), When(status__in=(Status.FAILED, Status.CANCELLED), then=2), default=1
)
_WORDS = {
    "created": "new",
    "updated": "changed",
    "unchanged": "the same",
    "superseded": "superseded",
    "rejected": "rejected",
    "skipped": "skipped",
    "conflicts": "in conflict",
}
_NOT_COMPLETED = {
    State.FAILED: "it failed",
    State.CANCELLED: "it was cancelled",
    State.AWAITING_MAPPING: "it waits for its columns",
    State.SEEN_BEFORE: "it waits to be confirmed",
    State.AWAITING_REVIEW: "it waits to be reviewed",
}


class Seen(NamedTuple):
    """An earlier import of the same file."""

    job: ImportJob
    said: str
    """The sentence up to its time: `autumn.csv is the file that ana imported`."""
    at: datetime
    became: str
    """What became of it: `1,204 new, 88 changed`."""

    @property
    def sentence(self) -> str:
        return f"{self.said} on {self.at:%Y-%m-%d at %H:%M} UTC: {self.became}."

    @property
    def as_json(self) -> dict[str, Any]:
        """As `same_as` tells it."""
        return {
            "job_id": str(self.job.id),
            "file_name": self.job.file_name,
            "created_by": self.job.created_by.get_username() if self.job.created_by else None,
            "finished_at": rfc3339(self.job.finished_at),
            "status": self.job.status,
            "counts": self.job.counts,
        }


def earlier_of(job: ImportJob) -> ImportJob | None:
    """The import of the same file that came furthest, of those that were asked for before this one."""
    asked_before = ImportJob.objects.imports().visible().filter(created_at__lt=job.created_at).exclude(pk=job.pk)
    same = asked_before.filter(file_sha256=job.file_sha256).exclude(file_sha256="")
    return same.order_by(_HOW_FAR, "-created_at", "-id").select_related("created_by").first()


def is_worth_asking(earlier: ImportJob | None) -> bool:
    """Whether a person should be asked before the file is imported again. Not if that only tries what failed."""
    return earlier is not None and earlier.status not in {Status.FAILED, Status.CANCELLED}


def seen(job: ImportJob) -> Seen | None:
    """What to say of the file of this job, if it was there before."""
    earlier = earlier_of(job)
    if earlier is None:
        return None
    is_completed = earlier.status == Status.COMPLETED and earlier.finished_at is not None
    at = (earlier.finished_at if is_completed else None) or earlier.created_at
    return Seen(earlier, _said(job, earlier, "imported" if is_completed else "uploaded"), at, what_became_of(earlier))


def what_became_of(job: ImportJob) -> str:
    """Its outcome in a few words."""
    counted = ", ".join(f"{job.counts[name]:,} {word}" for name, word in _WORDS.items() if job.counts[name])
    if job.status == Status.COMPLETED:
        return counted or "nothing imported"
    words = _NOT_COMPLETED.get(job.state, "it is under way")
    return f"{words} after {job.changed:,} changes" if job.is_terminal and job.changed else words


def _said(job: ImportJob, earlier: ImportJob, verb: str) -> str:
    what = "the file that" if job.file_name == earlier.file_name else f"the same file as {earlier}, which"
    return f"{job} is {what} {earlier.created_by or 'was'} {verb}"
