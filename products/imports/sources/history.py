"""The files of sources over time, newest first, and a small picture of how many rows they had."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from product_importer.lib.humanize import counted
from products.jobs.models import ImportJob

FILES_SHOWN = 24
STEP, HEIGHT, LOWEST = 6, 28, 2


class Bar(NamedTuple):
    """One file in the picture."""

    x: int
    y: int
    height: int
    outcome: str
    """Its status."""


@dataclass(frozen=True)
class Files:
    """The last files of one source."""

    jobs: Sequence[ImportJob] = ()

    @property
    def last(self) -> ImportJob | None:
        return self.jobs[0] if self.jobs else None

    @property
    def bars(self) -> list[Bar]:
        """The oldest first; the newest stands at the right."""
        most = max((job.total_rows for job in self.jobs), default=0) or 1
        left = FILES_SHOWN - len(self.jobs)
        heights = [LOWEST + round((HEIGHT - LOWEST) * job.total_rows / most) for job in reversed(self.jobs)]
        return [
            Bar((left + number) * STEP, HEIGHT - height, height, job.status)
            for number, (height, job) in enumerate(zip(heights, reversed(self.jobs), strict=True))
        ]

    @property
    def in_words(self) -> str:
        """The picture for those who do not see it."""
        rows = ", ".join(f"{job.total_rows:,}" for job in reversed(self.jobs))
        return f"Rows of the last {counted(len(self.jobs), 'file')}, the newest at the end: {rows}"


def files_of(source_ids: Collection[UUID], *, most: int = FILES_SHOWN) -> dict[UUID, Files]:
    """The last files of each source, by one statement."""
    place = Window(RowNumber(), partition_by=F("source_id"), order_by=[F("created_at").desc(), F("id").desc()])
    jobs = (
        ImportJob.objects.filter(source_id__in=source_ids)
        .visible()
        .annotate(place=place)
        .filter(place__lte=most)
        .select_related("created_by")
    )
    found: dict[UUID, list[ImportJob]] = {source_id: [] for source_id in source_ids}
    for job in sorted(jobs, key=lambda job: (job.created_at, job.id), reverse=True):
        found[job.source_id].append(job)  # type: ignore[index]  # they were chosen by it
    return {source_id: Files(of_source) for source_id, of_source in found.items()}
