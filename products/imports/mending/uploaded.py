"""An uploaded file of rejected rows is known by its column `_job`: its import continues the one that refused them."""

import uuid
from collections.abc import Callable
from itertools import islice

from products.fields.own_files import JOB_COLUMN, Origin, without_ours
from products.fields.reasons import FileFailure
from products.imports import source
from products.imports.mending.bench import Bench, bench_of
from products.imports.mending.offer import CannotMend
from products.imports.mending.retrying import options_of
from products.imports.reading import Table
from products.imports.source_table import chunks_of, recipe_of, table_of
from products.imports.steps.mended_upload import originals
from products.jobs.models import ImportJob
from products.jobs.record import Mode
from products.jobs.states import Phase

_HEAD = 64 * 1024
_BY_ITSELF = "So this file was imported by itself."


def recognise(job: ImportJob, *, go_on: Callable[[], None]) -> str:
    """Let the job continue the import whose rows its file has, if there is one.

    Why it does not, in a sentence, if the file asks for it; else empty. Dry runs, workbooks and archives are read by
    themselves.
    """
    begins = job.phase in (Phase.QUEUED, Phase.READING) and not job.changed
    if not begins or job.mode is Mode.DRY_RUN or source.container(job):
        return ""
    try:
        with source.opened(job, go_on=go_on) as file:
            if JOB_COLUMN.encode() not in file.read(_HEAD):
                return ""
            return _continue(job, table_of(job, file, recipe_of(job)))
    except FileFailure:
        return ""  # whoever reads the file will say so


def _continue(job: ImportJob, table: Table) -> str:
    if table.origin is not Origin.REJECTED or table.header.count(JOB_COLUMN) != 1:
        return ""
    first = _first(table)
    if first is None:
        return f"The import that rejected these rows is not known here. {_BY_ITSELF}"
    try:
        bench = bench_of(first, even_if_none_are_left=True)
    except CannotMend as refusal:
        return f"{refusal} {_BY_ITSELF}"
    if not _has_columns(table, bench):
        return f"The columns are not those of {first}. {_BY_ITSELF}"
    job.advance_or_leave(continues=first, options=job.options | options_of(bench), source_id=None)
    return ""


def _first(table: Table) -> ImportJob | None:
    """The import that the first row with an id names."""
    place = table.header.index(JOB_COLUMN)
    for chunk in islice(chunks_of(table), 1):
        for row in chunk.rows:
            found = _as_id(row.cells[place].strip())
            if found and (job := ImportJob.objects.filter(pk=found).first()):
                return job
    return None


def _as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _has_columns(table: Table, bench: Bench) -> bool:
    """Whether the file has the columns of the first one, in their order."""
    header = bench.header
    if bench.layout.is_rejected:
        header = without_ours(header, header)
    found = originals(table, table.header, Origin.ELSEWHERE)
    return [*map(str.strip, found)] == [*map(str.strip, header)]
