"""Mended rows, which stand in the database, → the staging table of the job that continues their import."""

from collections.abc import Callable

from django.utils import timezone

from product_importer.lib.warning import Warned
from products.fields.models import OwnField, with_own
from products.fields.own_files import Origin
from products.fields.registry import Fields
from products.imports.source import never_mind
from products.imports.steps import kept_styles, mended_rows, mended_upload, own_fields
from products.imports.steps.mended_rows import MendedTable
from products.imports.steps.staging import READING_SHARE, stage_chunk, staging_table, start_afresh, survey_file
from products.imports.steps.validation import RowValidator, StyleNeeded, Styles
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
    styles = kept_styles.of_options(job.options)
    if styles is None and table.columns.currency is not None:
        styles = _of_first(job, fields, go_on)
    try:
        _stage(job, table, fields, styles, go_on=go_on, warnings=gone)
    except StyleNeeded:
        _stage(job, table, fields, _of_first(job, fields, go_on), go_on=go_on, warnings=gone)
    tables.analyse(staging_table(job))
    job.advance_or_leave(staged_rows=tables.count_rows(staging_table(job)), read_at=timezone.now())


def surveyed(first: ImportJob, fields: Fields, *, go_on: Callable[[], None] = never_mind) -> Styles:
    """How the columns of the whole file are written, which none of its rows needed so far. Looked at once.

    Raises FileFailure.
    """
    styles = survey_file(first, fields, go_on=go_on)
    first.options = first.options | kept_styles.as_option(styles)
    ImportJob.objects.filter(pk=first.pk).update(options=first.options)
    return styles


def _of_first(job: ImportJob, fields: Fields, go_on: Callable[[], None]) -> Styles:
    return surveyed(ImportJob.objects.get(continuations=job), fields, go_on=go_on)


def _stage(
    job: ImportJob,
    table: MendedTable,
    fields: Fields,
    styles: Styles | None,
    *,
    go_on: Callable[[], None],
    warnings: list[Warned],
) -> None:
    start_afresh(job, table.columns, styles)
    validator, known = RowValidator(table.columns, fields=fields, styles=styles), set[str]()
    size = job.file_size if job.file else mended_rows.count(job)
    for chunk in mended_upload.chunks(job, go_on=go_on) if job.file else mended_rows.chunks(job):
        go_on()
        stage_chunk(job, table.prepared(chunk), validator, known, size=size)
        progress.publish(job)
    job.advance_or_leave(warnings=[*warnings, *validator.warnings_in_words()], progress=READING_SHARE)
