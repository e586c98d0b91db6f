"""How long each phase of an import took: the bar on the job's page, which grows with each phase that ends."""

from datetime import datetime
from typing import NamedTuple

from products.jobs.models import ImportJob
from products.jobs.states import Phase, State, Status

SHORT_SECONDS = 0.05
"""Under this a rate tells nothing."""

SHORT_WAIT_SECONDS = 0.5
"""Up to this the catalogue was as good as free."""


class EndedPhase(NamedTuple):
    phase: str
    word: str
    seconds: float
    rows_per_second: int | None


def ended_phases(job: ImportJob) -> list[EndedPhase]:
    """The phases that have ended, in order. A job that reads no file, or has not read it yet, has none."""
    found: list[EndedPhase] = []
    begin = job.working_since
    for phase, word, end, rows in _ends(job) if job.read_at else []:
        if begin and end:
            seconds = max(0.0, (end - begin).total_seconds())
            rate = round(rows / seconds) if rows and seconds > SHORT_SECONDS else None
            found.append(EndedPhase(phase, word.value, seconds, rate))
            begin = end
    return found


def _ends(job: ImportJob) -> list[tuple[str, State, datetime | None, int]]:
    """Phase, its word, its end, and how many rows went through it."""
    finished_at = job.finished_at if job.status == Status.COMPLETED else None
    waited_until = job.comparison_began_at
    if waited_until and job.read_at and (waited_until - job.read_at).total_seconds() < SHORT_WAIT_SECONDS:
        waited_until = None
    return [
        (Phase.READING.value, State.READING, job.read_at, job.total_rows),
        (State.WAITING.value, State.WAITING, waited_until, 0),
        (Phase.PLANNING.value, State.COMPARING, job.planned_at, job.staged_rows or 0),
        (Phase.APPLYING.value, State.APPLYING, job.applied_at, job.created + job.updated),
        (State.FINISHING.value, State.FINISHING, finished_at, 0),
    ]
