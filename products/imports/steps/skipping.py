"""Skipped records → SkippedRows, for people to see what was left out of the file."""

from collections.abc import Iterable

from django.db import connection

from products.fields.reasons import MAX_RAW_LENGTH
from products.imports.reading import Skip
from products.imports.rejected.storage import storable
from products.jobs.models import ImportJob

_COPY = "COPY imports_skippedrows (job_id, record_number, line_number, rows, code, raw, rule) FROM STDIN"


def store_skips(job: ImportJob, skips: Iterable[Skip]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for skip in skips:
            raw = storable(skip.raw[:MAX_RAW_LENGTH])
            rule = storable(skip.rule)
            copy.write_row((job.id, skip.record_number, skip.line_number, skip.records, skip.code, raw, rule))


def forget_skips(job: ImportJob) -> None:
    """The file is read again."""
    job.skipped_rows.all().delete()
