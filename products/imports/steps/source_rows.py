"""The stored file of a job → its raw rows, read with the job's options. Staging reads it, planning reads it again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader

from django.conf import settings

from products.fields.registry import Fields
from products.imports import source
from products.imports.reading import Limits, RawRow, Table, open_table
from products.imports.steps.columns import ColumnMap, match
from products.jobs.models import ImportJob


def open_source(job: ImportJob, file: BufferedReader, fields: Fields) -> tuple[Table, ColumnMap]:
    """The file as a table, and where these fields are in it. Raises FileFailure."""
    table = _table(job, file)
    mapping: dict[str, str] = job.options.get("mapping") or {}
    columns = match(table.header, mapping, origin=table.origin, fields=fields)
    facts = source.sheet_facts(job)
    return table, replace(columns, points=facts.points) if facts else columns


@dataclass(frozen=True)
class TableFacts:
    """What those want to know who hand out rows of a file whose text is no longer there."""

    header: list[str]
    delimiter: str
    origin: str


def table_facts(table: Table) -> TableFacts:
    return TableFacts(table.header, table.delimiter, table.origin.value)


def raw_rows(job: ImportJob, *, go_on: Callable[[], None]) -> Iterator[list[RawRow]]:
    """The rows of the job's file that reading accepts, a chunk at a time. `go_on` is called before each chunk."""
    with source.opened(job, go_on=go_on) as file:
        for chunk in _table(job, file).chunks(settings.IMPORT_STAGE_ROWS, bytes_per_chunk=settings.IMPORT_STAGE_BYTES):
            go_on()
            yield chunk.rows


def _table(job: ImportJob, file: BufferedReader) -> Table:
    file.seek(0)
    limits = Limits(
        max_record_bytes=settings.IMPORT_MAX_RECORD_BYTES,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_rows=settings.IMPORT_MAX_ROWS,
    )
    mapping: dict[str, str] = job.options.get("mapping") or {}
    return open_table(
        file,
        delimiter="," if source.is_workbook(job) else job.options.get("delimiter"),
        encoding=None if source.is_workbook(job) else job.options.get("encoding"),
        headers=[header for header in mapping.values() if header.strip()],
        limits=limits,
    )
