"""What became of sources that are fetched, and which of them need somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from products.imports.fetch_models import WENT_WRONG, SourceFetch, SourceRun

MOST_NAMED = 5


@dataclass(frozen=True)
class SourceFacts:
    """`late`, `failing`: the names of sources. `due_since`: of the one that has been due for longest."""

    ended: Mapping[str, int]
    """How many runs came to each outcome."""
    late: Sequence[str]
    failing: Sequence[str]
    due_since: datetime | None


def source_facts(*, now: datetime, window: timedelta) -> SourceFacts:
    """Four small queries."""
    ended = SourceRun.objects.filter(ended_at__gte=now - window).values("outcome").annotate(number=Count("*"))
    fetched = SourceRun.objects.filter(source__fetch__paused=False, ended_at__isnull=False)
    last = fetched.order_by("source_id", "-asked_at", "-id").distinct("source_id").values_list("pk", flat=True)
    failing = SourceRun.objects.filter(pk__in=last, outcome__in=WENT_WRONG).order_by("source__name_key")
    late = SourceFetch.objects.late(now).order_by("source__name_key")
    due = SourceFetch.objects.filter(next_run_at__lte=now).aggregate(since=Min("next_run_at"))
    return SourceFacts(
        ended=dict(ended.values_list("outcome", "number")),
        late=[*late.values_list("source__name", flat=True)],
        failing=[*failing.values_list("source__name", flat=True)],
        due_since=due["since"],
    )


def named(names: Sequence[str]) -> str:
    """The first few."""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"
