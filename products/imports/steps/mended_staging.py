"""Mended rows, which stand in the database, → the staging table of the job that continues their import."""

from collections.abc import Callable

from django.utils import timezone

from products.fields.models import OwnField, with_own
from products.fields.own_files import Origin
from products.fields.registry import Fields
from products.imports.steps import kept_styles, mended_rows, own_fields
from products.imports.steps.mended_rows import MendedTable
from products.imports.steps.staging import READING_SHARE, stage_chunk, staging_table, start_afresh
from products.imports.steps.validation import RowValidator
from products.jobs import progress, tables
from products.jobs.models import ImportJob
from products.jobs.states import Phase


def stage(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """`go_on` is called before each chunk and raises if the job is to stop. Raises FileFailure."""
    job.advance_or_leave(phase=Phase.READING)
    progress.publish(job)
    gone = own_fields.gone_since(job)
    own = [*OwnField.objects.in_use().in_order()]
    job.options = job.options | {"own_fields": own_fields.keep(own)}
    fields = with_own(each.field for each in own)
    facts = job.options["table"]
    table = mended_rows.table_of(job, facts["header"], Origin(facts["origin"]), fields)
    _stage(job, table, fields, go_on=go_on, warnings=gone)
    tables.analyse(staging_table(job))
    job.advance_or_leave(staged_rows=tables.count_rows(staging_table(job)), read_at=timezone.now())


def _stage(
    job: ImportJob, table: MendedTable, fields: Fields, *, go_on: Callable[[], None], warnings: list[str]
) -> None:
    styles = kept_styles.of_options(job.options)
    start_afresh(job, table.columns, styles)
    validator, known = RowValidator(table.columns, fields=fields, styles=styles), set[str]()
    total = mended_rows.count(job)
    for rows in mended_rows.taken_by(job):
        go_on()
        chunk = table.prepared(rows)
        chunk.bytes_read = job.total_rows + len(rows)
        stage_chunk(job, chunk, validator, known, size=total)
        progress.publish(job)
    job.advance_or_leave(warnings=[*warnings, *validator.warnings_in_words()], progress=READING_SHARE)
