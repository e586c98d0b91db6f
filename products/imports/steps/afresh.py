"""A file that is to be read again, or not at all: what an earlier reading left is forgotten."""

from typing import Any

from django.db import transaction

from products.imports.rejected.storage import forget_refusals
from products.imports.steps.skipping import forget_skips
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import Phase

_NOTHING_READ: dict[str, Any] = {
    "phase": Phase.READING,
    "total_rows": 0,
    "unchanged": 0,
    "superseded": 0,
    "rejected": 0,
    "skipped": 0,
    "staged_rows": None,
    "planned_rows": None,
    "read_at": None,
    "comparison_began_at": None,
    "comparison_seconds": None,
    "planned_at": None,
    "applied_at": None,
}


def forget_reading(job: ImportJob, *, options: dict[str, object]) -> None:
    """Forget the rows of an earlier reading, but not what earlier chunks applied. `options`: the job's, from now on."""
    with transaction.atomic():
        tables.drop_all(job)
        forget_refusals(job)
        forget_skips(job)
        job.advance_or_leave(**_NOTHING_READ, options=options)
