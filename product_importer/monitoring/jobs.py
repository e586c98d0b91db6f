"""What became of jobs lately, and what waits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, FloatField, Min, Q, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Extract

from products.jobs.models import ImportJob
from products.jobs.record import COUNTERS, Kind
from products.jobs.states import AWAITING, Status

WINDOW = timedelta(hours=1)
"""What counts as lately."""

COMPLETED, WITH_REJECTED, FAILED, CANCELLED = OUTCOMES = (
    "completed",
    "completed_with_rejected",
    "failed",
    "cancelled",
)


class Ended(NamedTuple):
    """Jobs of a kind that came to the same. `seconds`: how long they worked, together."""

    kind: str
    outcome: str
    jobs: int
    rows: int
    seconds: float


@dataclass(frozen=True)
class JobFacts:
    ended: Sequence[Ended]
    queued: int
    processing: int
    for_a_person: int
    queued_since: datetime | None
    """When the one that has waited longest in the queue was given to it."""

    def sum_of(self, name: str, **labels: str) -> float:
        """Of all that ended with these labels: their `jobs`, `rows` or `seconds`."""
        wanted = [each for each in self.ended if all(getattr(each, key) == value for key, value in labels.items())]
        return sum(float(getattr(each, name)) for each in wanted)

    @property
    def rows_per_second(self) -> float | None:
        """Of the imports that completed, over their time of working."""
        done = [each for each in self.ended if each.kind == Kind.IMPORT and each.outcome in (COMPLETED, WITH_REJECTED)]
        seconds = sum(each.seconds for each in done)
        return sum(each.rows for each in done) / seconds if seconds > 0 else None


def job_facts(*, now: datetime, window: timedelta) -> JobFacts:
    """Of the jobs that ended within the window, and of all that have not ended. Two queries, each by an index."""
    waiting = ImportJob.objects.filter(finished_at=None).values("status")
    found = list(waiting.annotate(number=Count("*"), since=Min("queued_at")).values_list("status", "number", "since"))
    numbers = Counter({status: number for status, number, _ in found})
    return JobFacts(
        ended=_ended(now - window),
        queued=numbers[Status.PENDING],
        processing=numbers[Status.PROCESSING],
        for_a_person=sum(numbers[status] for status in AWAITING),
        queued_since=next((since for status, _, since in found if status == Status.PENDING), None),
    )


def outcome_of_job() -> Case:
    """One of OUTCOMES, in SQL."""
    with_rejected = Q(status=Status.COMPLETED, kind=Kind.IMPORT, rejected__gt=0)
    return Case(When(with_rejected, then=Value(WITH_REJECTED)), default=F("status"))


def seconds_of_work() -> Combinable:
    """From its start to its end, without the time that it waited for a person, in SQL."""
    worked = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    return ExpressionWrapper(Extract(worked, "epoch") - F("asked_seconds"), output_field=FloatField())


def _ended(since: datetime) -> list[Ended]:
    rows = sum((F(name) for name in COUNTERS[1:]), F(COUNTERS[0]))
    ended = ImportJob.objects.filter(finished_at__gte=since).visible().annotate(outcome=outcome_of_job())
    sums = ended.values("kind", "outcome").annotate(
        jobs=Count("*"),
        rows=Coalesce(Sum(rows), 0),
        seconds=Coalesce(Sum(seconds_of_work()), 0.0),
    )
    return [Ended(*each) for each in sums.values_list("kind", "outcome", "jobs", "rows", "seconds")]
