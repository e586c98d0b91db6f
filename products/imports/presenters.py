"""Imports as the pages show them: what is under way, what was, what may be uploaded, what was chosen."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from product_importer.launch.store_settings import MOST_IN_ONE_PUT
from products.imports.forms import BLANK_CELLS, SAME_SKU, WITHOUT_PRICE
from products.imports.models import RejectedRowQuerySet, RejectionReason, SkippedRows
from products.imports.same_file import Seen, seen
from products.imports.sources import use
from products.imports.steps.columns import new_without_price
from products.jobs.activity import activity
from products.jobs.models import ImportJob
from products.jobs.presenters import JobPanel, panel
from products.jobs.record import Kind
from products.jobs.states import RUNNABLE, State
from products.search.counts import count_catalogue, share_active

RECENT_JOBS = 10
PANELS = 5
FREQUENT_REASONS = 6
"""Shown above the rejected rows; the others fold."""

SHOWN = 10
"""Rows that a rule left out."""

UNSENT = "unsent"
WORDS = {UNSENT: "waiting to upload", "uploading": "uploading"}
"""What the panel of a file may say before there is a job."""


class Option(NamedTuple):
    name: str
    value: str


def recent(*, with_panel: Collection[str]) -> dict[str, object]:
    """What the dashboard keeps up to date: the newest jobs and the size of the catalogue.

    Jobs under way that have a panel on the page are not listed a second time.
    """
    newest = ImportJob.objects.visible().newest_first().select_related("created_by")[: RECENT_JOBS + PANELS]
    jobs = [job for job in newest if job.is_terminal or str(job.id) not in with_panel]
    catalogue = count_catalogue()
    return {
        "jobs": jobs[:RECENT_JOBS],
        "is_open": any(not job.is_terminal for job in newest),
        "is_busy": any(job.status in RUNNABLE for job in newest),
        "catalogue": catalogue,
        "share_active": share_active(catalogue.number),
        "activity": activity(today=timezone.now().date()),
    }


class UnderWay(NamedTuple):
    """A job on the dashboard."""

    panel: JobPanel
    seen: Seen | None
    """The earlier import of the same file, if a person is asked about it."""


def under_way() -> list[UnderWay]:
    """What is under way, oldest first, then what waits for a person."""
    visible = ImportJob.objects.visible().select_related("created_by").order_by("created_at")
    found = [*visible.unfinished()[:PANELS], *visible.for_a_person()[:PANELS]]
    return [UnderWay(panel(job), seen(job) if job.state == State.SEEN_BEFORE else None) for job in found[:PANELS]]


def blank() -> JobPanel:
    """The pattern for the panels of files that are still to be uploaded."""
    before_upload = panel(ImportJob())
    return replace(before_upload, id=None, state=UNSENT, title="", words=WORDS | before_upload.words)


@dataclass(frozen=True)
class RejectionReasons:
    """Why rows of a job were refused, the most frequent reason first, and the rows of the chosen one, or all."""

    found: list[RejectionReason]
    chosen: RejectionReason | None
    rows: RejectedRowQuerySet
    count: int

    @property
    def frequent(self) -> list[RejectionReason]:
        return self.found[:FREQUENT_REASONS]

    @property
    def rarer(self) -> list[RejectionReason]:
        return self.found[FREQUENT_REASONS:]

    @property
    def kept(self) -> str:
        """What the addresses of its other pages begin with."""
        return f"reason={self.chosen.pk}&" if self.chosen else ""


def rejection_reasons(job: ImportJob, *, chosen: str) -> RejectionReasons:
    """`chosen`: the id of one of them, as it stands in the address; anything else chooses none."""
    found = list(job.rejection_reasons.filter(rows__gt=0).order_by("-rows", "id")) if job.rejected else []
    reason = next((each for each in found if str(each.pk) == chosen), None)
    rows = job.rejected_rows.still_rejected()
    narrowed = rows.because_of(code=reason.code, reason=reason.reason) if reason else rows
    return RejectionReasons(found, reason, narrowed, reason.rows if reason else job.rejected)


@dataclass(frozen=True)
class SkippingRule:
    """A rule of the recipe, how many rows it left out, and the first of them."""

    sentence: str
    rows: int
    first: list[SkippedRows]


def skipped_by_rule(job: ImportJob) -> list[SkippingRule]:
    """The rule that left out the most rows first."""
    counts = job.skipped_rows.exclude(rule="").values("rule").annotate(total=Sum("rows")).order_by("-total", "rule")
    return [
        SkippingRule(
            each["rule"], each["total"], [*job.skipped_rows.filter(rule=each["rule"]).order_by("record_number")[:SHOWN]]
        )
        for each in counts
    ]


def limits() -> dict[str, int]:
    return {
        "max_bytes": settings.IMPORT_MAX_BYTES,
        "max_rows": settings.IMPORT_MAX_ROWS,
        "max_columns": settings.IMPORT_MAX_COLUMNS,
        "max_record_bytes": settings.IMPORT_MAX_RECORD_BYTES,
        "max_cells": settings.IMPORT_MAX_CELLS,
        "direct_over": settings.UPLOADS_DIRECT_OVER,
        "direct_most": MOST_IN_ONE_PUT,
    }


def options_in_words(job: ImportJob) -> list[Option]:
    """What every import has a rule for, then whatever else was chosen. Only imports have such options."""
    if job.kind != Kind.IMPORT:
        return []
    others = {name: value for name, value in job.options.items() if name not in _TOLD_APART}
    return [
        Option("Blank cells", dict(BLANK_CELLS)[job.options.get("on_blank", "keep")]),
        Option("The same SKU in several rows", dict(SAME_SKU)[job.options.get("duplicates", "last")]),
        Option("New products with an empty price", dict(WITHOUT_PRICE)[new_without_price(job.options)]),
        *(Option(name.capitalize(), str(value)) for name, value in sorted(others.items())),
    ]


_TOLD_APART = {
    *("mode", "usual_mode", "on_blank", "duplicates", "new_without_price", "columns", "mapping", "asking"),
    *("etag", "asks_if_seen", "own_fields", "container", "table", "encoding", "delimiter", "sheet", "source", "styles"),
}
"""`how_read` tells the rest of them."""


class SourceOfJob(NamedTuple):
    name: str
    """As it was called when the job began."""
    url: str
    """Empty if it was deleted since."""
    is_recognised: bool
    """Nobody said so: it has the columns of the source."""


def source_of(job: ImportJob) -> SourceOfJob | None:
    told = use.told_of(job.options)
    if not told.get("id"):
        return None
    source = use.source_of(job)
    return SourceOfJob(told["name"], source.get_absolute_url() if source else "", told["how"] == use.BY_COLUMNS)
