"""What imports changed in the catalogue day by day: the little bars of the dashboard."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from products.jobs.models import ImportJob
from products.jobs.record import Kind

DAYS = 30
HEIGHT, STEP, LOWEST = 32, 8, 2
"""Of the picture: its height, from bar to bar, and a day on which nothing changed."""


class DayBar(NamedTuple):
    day: date
    changed: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Activity:
    """The last days, the oldest first."""

    bars: list[DayBar]

    @property
    def changed(self) -> int:
        return sum(bar.changed for bar in self.bars)


def activity(*, today: date) -> Activity:
    """Products created or updated by the imports of each day, in UTC."""
    first = today - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time.min, tzinfo=UTC)
    days = (
        ImportJob.objects.filter(kind=Kind.IMPORT, created_at__gte=since)
        .annotate(day=TruncDate("created_at"))
        .values_list("day")
        .annotate(in_all=Sum(F("created") + F("updated")))
    )
    return Activity(_bars(first, dict(days)))


def _bars(first: date, changed: dict[date, int]) -> list[DayBar]:
    most = max(changed.values(), default=0) or 1
    bars = []
    for number in range(DAYS):
        day = first + timedelta(days=number)
        height = LOWEST + round((HEIGHT - LOWEST) * changed.get(day, 0) / most)
        bars.append(DayBar(day, changed.get(day, 0), number * STEP, HEIGHT - height, height))
    return bars
