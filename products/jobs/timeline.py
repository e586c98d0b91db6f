"""How long each phase of an import took: the bar on the job's page, which grows with each phase that ends."""

from datetime import datetime
from typing import NamedTuple

from products.jobs.models import ImportJob, Phase, Status

WORDS = {
    Phase.READING.value: "reading",
    Phase.PLANNING.value: "comparing",
    Phase.APPLYING.value: "applying",
    "finishing": "finishing",
}
SHORT_SECONDS = 0.05
"""Under this a rate tells nothing."""


class Stretch(NamedTuple):
    """One phase that has ended."""

    phase: str
    word: str
    seconds: float
    rows_per_second: int | None


def stretches(job: ImportJob) -> list[Stretch]:
    """The phases that have ended, in order. A job that reads no file, or has not read it yet, has none."""
    found: list[Stretch] = []
    begin = job.started_at
    for phase, end, rows in _ends(job) if job.read_at else []:
        if begin and end:
            seconds = max(0.0, (end - begin).total_seconds())
            rate = round(rows / seconds) if rows and seconds > SHORT_SECONDS else None
            found.append(Stretch(phase, WORDS[phase], seconds, rate))
            begin = end
    return found


def _ends(job: ImportJob) -> list[tuple[str, datetime | None, int]]:
    """Phase, its end, and how many rows went through it."""
    return [
        (Phase.READING.value, job.read_at, job.total_rows),
        (Phase.PLANNING.value, job.planned_at, job.staged_rows or 0),
        (Phase.APPLYING.value, job.applied_at, job.created + job.updated),
        ("finishing", job.finished_at if job.status == Status.COMPLETED else None, 0),
    ]
