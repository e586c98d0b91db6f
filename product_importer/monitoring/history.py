"""What happened over the last hours and days, read from PostgreSQL: nothing is recorded for it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max
from django.db.models.functions import TruncDate, TruncHour

from product_importer.monitoring.jobs import outcome_of_job
from products.jobs.models import ImportJob
from products.jobs.states import Status
from webhooks.models import Delivery

SPEEDS_SHOWN = 40
SMALL_ROWS = 100
"""A file of fewer rows says nothing of speed."""


class Speed(NamedTuple):
    name: str
    rows: int
    rows_per_second: float


def imports_by_day(*, since: datetime) -> Mapping[date, Mapping[str, int]]:
    """How many imports ended each day in UTC, by outcome."""
    ended = ImportJob.objects.imports().visible().filter(finished_at__gte=since)
    days = ended.annotate(outcome=outcome_of_job(), day=TruncDate("finished_at")).values("day", "outcome")
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for day, outcome, number in days.annotate(number=Count("*")).values_list("day", "outcome", "number"):
        found[day][outcome] = number
    return found


def latest_speeds(*, since: datetime) -> list[Speed]:
    """Of the last imports that completed and were not small, the oldest first."""
    ended = ImportJob.objects.imports().visible().filter(finished_at__gte=since, started_at__isnull=False)
    large = ended.filter(status=Status.COMPLETED, total_rows__gte=SMALL_ROWS).order_by("-finished_at")
    return [
        Speed(str(job), job.total_rows, job.total_rows / seconds)
        for job in reversed(large[:SPEEDS_SHOWN])
        if (seconds := _seconds_of_work(job))
    ]


def _seconds_of_work(job: ImportJob) -> float:
    if not job.finished_at or not job.working_since:
        return 0.0
    return max(0.0, (job.finished_at - job.working_since).total_seconds())


def longest_waits(*, since: datetime) -> Mapping[datetime, float]:
    """The longest time in seconds that a job waited in the queue, by the hour in which it ended."""
    waited = ExpressionWrapper(F("started_at") - F("queued_at"), output_field=DurationField())
    ended = ImportJob.objects.filter(finished_at__gte=since, started_at__gte=F("queued_at"))
    hours = ended.annotate(hour=TruncHour("finished_at")).values("hour").annotate(longest=Max(waited))
    return {hour: longest.total_seconds() for hour, longest in hours.values_list("hour", "longest")}


def deliveries_by_hour(*, since: datetime) -> Mapping[datetime, Mapping[str, int]]:
    """How many deliveries ended each hour, by state."""
    hours = Delivery.objects.filter(finished_at__gte=since).annotate(hour=TruncHour("finished_at"))
    found: dict[datetime, dict[str, int]] = defaultdict(dict)
    for hour, state, number in (
        hours.values("hour", "state").annotate(number=Count("*")).values_list("hour", "state", "number")
    ):
        found[hour][state] = number
    return found
