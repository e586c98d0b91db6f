"""An import job as the pages show it: its state in one word, its figures, its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from products.imports.forms import BLANK_CELLS, SAME_SKU
from products.imports.steps.columns import normalise
from products.jobs.activity import activity
from products.jobs.models import COUNTERS, TERMINAL, ImportJob, Kind, Phase, Status
from products.jobs.progress import Snapshot, is_finishing, snapshot
from products.models import Product
from products.search.counts import count_products, share_active

RECENT_JOBS = 10
PANELS = 5

STATE_WORDS = {
    "waiting": "waiting to be sent",
    "uploading": "uploading",
    "queued": "queued",
    "reading": "reading",
    "planning": "comparing with the catalogue",
    "applying": "applying",
    "finishing": "building the indexes of search and lists",
    "completed": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "awaiting_mapping": "awaiting mapping",
    "awaiting_review": "awaiting review",
}
"""What a job's panel may say, in the order a file goes through it."""

FAULTS_OF_THE_FILE = frozenset(
    {
        "empty_file",
        "no_header",
        "no_sku_column",
        "no_name_column",
        "ambiguous_columns",
        "unknown_column",
        "price_format_unclear",
        "header_mismatch",
        "not_a_table",
        "unsupported_format",
        "encoding_unknown",
        "too_large",
        "too_many_rows",
        "too_many_columns",
        "archive_invalid",
        "mostly_unreadable",
        "source_missing",
        "more_than_meant",  # of no file, but another turn would end in the same way
        "source_changed",
    }
)
"""Starting such a job again would end in the same way: the file is what has to change."""


class Option(NamedTuple):
    name: str
    value: str


@dataclass(frozen=True)
class JobPanel:
    """What the panel of one job needs; `blank()` is the pattern for files that are still to be uploaded."""

    id: UUID | None
    state: str
    file_name: str
    facts: Snapshot
    elapsed_seconds: float
    is_cancelling: bool = False

    @property
    def has_ended(self) -> bool:
        return self.state in TERMINAL

    @property
    def is_import(self) -> bool:
        """Or else it deletes or changes products that somebody chose."""
        return bool(self.facts.get("kind", Kind.IMPORT) == Kind.IMPORT)

    @property
    def unit(self) -> str:
        """What it goes through."""
        return "rows" if self.is_import else "products"

    @property
    def words(self) -> list[tuple[str, str]]:
        return list(STATE_WORDS.items())

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.facts["counts"])

    @property
    def error(self) -> dict[str, str]:
        return self.facts["error"] or {"code": "", "message": ""}

    @property
    def faults_of_the_file(self) -> str:
        return " ".join(sorted(FAULTS_OF_THE_FILE))

    @property
    def may_start_again(self) -> bool:
        return self.state == Status.FAILED and self.error["code"] not in FAULTS_OF_THE_FILE

    @property
    def urls(self) -> dict[str, str]:
        """Empty ones while there is no job yet; `changed`, the products it changed, then lacks the id at its end."""
        routes = {
            "page": "imports:detail",
            "cancel": "imports:cancel",
            "resume": "imports:resume",
            "status": "api:status",
            "stream": "api:progress",
        }
        urls = {name: reverse(route, args=[self.id]) if self.id else "" for name, route in routes.items()}
        return urls | {"changed": f"{reverse('products:list')}?import={self.id or ''}"}


def panel(job: ImportJob) -> JobPanel:
    return JobPanel(
        id=job.id,
        state=state_of(job),
        file_name=str(job),
        facts=snapshot(job),
        elapsed_seconds=elapsed_seconds(job),
        is_cancelling=job.cancel_requested_at is not None,
    )


def blank() -> JobPanel:
    zeros = dict.fromkeys(("progress", "total_rows", "processed_rows", "rows_per_second", "eta_seconds"), 0)
    facts: Snapshot = {**zeros, "counts": dict.fromkeys(COUNTERS, 0), "error": None, "warnings": []}
    return JobPanel(id=None, state="waiting", file_name="", facts=facts, elapsed_seconds=0)


def state_of(job: ImportJob) -> str:
    """One word for status and phase together: what the job is doing now, or how it ended."""
    if job.status == Status.PENDING:
        return "queued"
    if job.status != Status.PROCESSING:
        return str(job.status)
    if is_finishing(job):
        return "finishing"
    return str(job.phase) if job.phase in {Phase.READING, Phase.PLANNING, Phase.APPLYING} else "queued"


def elapsed_seconds(job: ImportJob) -> float:
    """From its start to its end, or to now; 0 before it starts."""
    if job.started_at is None:
        return 0
    return ((job.finished_at or timezone.now()) - job.started_at).total_seconds()


def recent() -> dict[str, Any]:
    """What the dashboard keeps up to date: the newest jobs and the size of the catalogue."""
    jobs = list(ImportJob.objects.visible().newest_first().select_related("created_by")[:RECENT_JOBS])
    catalogue = count_products(Product.objects.all(), is_whole_catalogue=True)
    return {
        "jobs": jobs,
        "is_busy": any(not job.is_terminal for job in jobs),
        "catalogue": catalogue,
        "share_active": share_active(catalogue),
        "activity": activity(today=timezone.now().date()),
    }


def under_way() -> dict[str, Any]:
    """The panels of what runs or waits, oldest first, and the pattern for the next file."""
    unfinished = ImportJob.objects.visible().unfinished().select_related("created_by").order_by("created_at")
    return {"panels": [panel(job) for job in unfinished[:PANELS]], "blank": blank()}


def limits() -> dict[str, int]:
    return {
        "max_bytes": settings.IMPORT_MAX_BYTES,
        "max_rows": settings.IMPORT_MAX_ROWS,
        "max_columns": settings.IMPORT_MAX_COLUMNS,
        "max_record_bytes": settings.IMPORT_MAX_RECORD_BYTES,
    }


def options_in_words(job: ImportJob) -> list[Option]:
    """How blank cells and repeated SKUs were treated, then whatever else was chosen. Only imports have such options."""
    if job.kind != Kind.IMPORT:
        return []
    others = {name: value for name, value in job.options.items() if name not in _TOLD_APART}
    return [
        Option("Blank cells", dict(BLANK_CELLS)[job.options.get("on_blank", "keep")]),
        Option("The same SKU in several rows", dict(SAME_SKU)[job.options.get("duplicates", "last")]),
        *(Option(name.capitalize(), str(value)) for name, value in sorted(others.items())),
        *_columns_in_words(job.options.get("columns", {})),
    ]


_TOLD_APART = {"mode", "on_blank", "duplicates", "columns"}


def _columns_in_words(columns: dict[str, Any]) -> list[Option]:
    """What the file had, under which header if it has another name there, and what was left out of it."""
    headers, ignored = columns.get("headers", {}), columns.get("ignored", ())
    found = [field if normalise(header) == field else f"{field} (“{header}”)" for field, header in headers.items()]
    told = [Option("Columns", ", ".join(found)), Option("Columns left out", ", ".join(ignored))]
    return [option for option in told if option.value]
