"""An uploaded file of rejected rows → the mended rows of the import that refused them.

Each row is found again by its number. One that is not refused any more is skipped, one that never was is refused.
Reading the file twice comes to the same: a row that this job has taken stays its own.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from product_importer.lib.formulas import unguard
from products.fields.cells import refuse
from products.fields.own_files import JOB_COLUMN, REJECTED_COLUMNS, Origin, without_ours
from products.fields.reasons import MAX_RAW_LENGTH, Refusal
from products.imports import source
from products.imports.models import RejectedRow, SkippedRows
from products.imports.reading import RawChunk, RawRow, Skip, Table
from products.imports.source_table import chunks_of, recipe_of, table_of
from products.imports.steps.mended_rows import take_turns
from products.jobs.models import ImportJob

_REMEDY = "Remove it from this file; to import it, put it into a file of its own."

_TAKE = """
    UPDATE imports_rejectedrow SET cells = mended.cells, remaining = NULL, taken_by = %s
    FROM unnest(%s::bigint[], %s::jsonb[]) AS mended (id, cells)
    WHERE imports_rejectedrow.id = mended.id
"""


class _Found(NamedTuple):
    """A row of the file and the refused one that it is."""

    row: RawRow
    refused: RejectedRow


def chunks(job: ImportJob, *, go_on: Callable[[], None]) -> Iterator[RawChunk]:
    """The rows of the file as rows of the first one, with its numbers. Raises FileFailure.

    What is no row of the first file gets a number behind all of its rows.
    """
    with source.opened(job, go_on=go_on) as file:
        table = table_of(job, file, recipe_of(job))
        taking = _Taking(job, table)
        for chunk in chunks_of(table):
            yield taking.take(chunk)


def originals(table: Table, cells: list[str], origin: Origin) -> list[str]:
    """The cells as the first file would have them. `origin`: of that one; in ours values stay guarded."""
    found = without_ours(cells, table.header)
    return found if origin != Origin.ELSEWHERE else [*map(unguard, found)]


class _Taking:
    def __init__(self, job: ImportJob, table: Table) -> None:
        facts = job.options["table"]
        self._job, self._table = job, table
        self._origin, self._header = Origin(facts["origin"]), facts["header"]
        self._first = ImportJob.objects.get(continuations=job)
        self._behind = self._first.total_rows + table.header_rows + 1
        self._seen: set[int] = set()

    def take(self, chunk: RawChunk) -> RawChunk:
        taken = RawChunk(bytes_read=chunk.bytes_read)
        taken.refusals = [self._moved(refusal) for refusal in chunk.refusals]
        taken.skip(skip._replace(record_number=skip.record_number + self._behind) for skip in chunk.skips)
        with transaction.atomic():
            take_turns(self._first)
            found = self._find(chunk.rows, taken)
            free = self._free([each.refused.pk for each in found])
            mine = [each for each in found if each.refused.pk in free]
            self._keep(mine)
        taken.rows = [_as_of_first(each, self._cells(each.row)) for each in mine]
        taken.skip(self._skipped(each) for each in found if each.refused.pk not in free)
        return taken

    def _find(self, rows: Sequence[RawRow], taken: RawChunk) -> list[_Found]:
        numbers = {row.record_number: self._number(row) for row in rows}
        known = RejectedRow.objects.filter(job=self._first, record_number__in=[*filter(None, numbers.values())])
        by_number = {refused.record_number: refused for refused in known}
        found = []
        for row in rows:
            number = numbers[row.record_number]
            refused = by_number.get(number or 0)
            if refused is None or number in self._seen:
                taken.refusals.append(self._refusal(row, number))
            else:
                self._seen.add(refused.record_number)
                found.append(_Found(row, refused))
        return found

    def _number(self, row: RawRow) -> int | None:
        """Which row of the first file it is; None if it is of another one, or says nothing that we know."""
        text = row.cells[0].strip()
        is_of_first = row.cells[self._table.header.index(JOB_COLUMN)].strip() == str(self._first.pk)
        return int(text) if is_of_first and text.isdecimal() and len(text) < _DIGITS else None

    def _free(self, ids: Sequence[int]) -> set[int]:
        """Of these, the ones that may be taken, or that this job has taken before."""
        rows = RejectedRow.objects.filter(pk__in=ids)
        free = rows.free().values_list("pk", flat=True)
        return {*free, *rows.filter(taken_by=self._job.id).values_list("pk", flat=True)}

    def _keep(self, found: Sequence[_Found]) -> None:
        ids, cells = [each.refused.pk for each in found], [Jsonb(self._cells(each.row)) for each in found]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [self._job.id, ids, cells])

    def _cells(self, row: RawRow) -> list[str]:
        """As the first file has them. Columns of ours there are of no use any more."""
        found = originals(self._table, row.cells, self._origin)
        if self._origin is Origin.REJECTED:
            found = [*("" for _ in REJECTED_COLUMNS), *found]
        return found + [""] * (len(self._header) - len(found))

    def _skipped(self, found: _Found) -> Skip:
        code = SkippedRows.Code.MENDED if found.refused.became else SkippedRows.Code.TAKEN
        row = found.row
        return Skip(row.record_number + self._behind, row.line_number, 1, code, row.raw)

    def _refusal(self, row: RawRow, number: int | None) -> Refusal:
        text = row.cells[0].strip()
        if number in self._seen:
            reason = refuse(None, "row_repeated", text, f"Row {text} stands in this file more than once.", "Keep one.")
        else:
            sentence = f"This is no rejected row of {self._first}."
            reason = refuse(None, "row_not_rejected", text, sentence, _REMEDY)
        moved = row.record_number + self._behind
        return Refusal(moved, row.line_number, row.raw[:MAX_RAW_LENGTH], (reason,))

    def _moved(self, refusal: Refusal) -> Refusal:
        return refusal._replace(record_number=refusal.record_number + self._behind)


def _as_of_first(found: _Found, cells: list[str]) -> RawRow:
    refused = found.refused
    return RawRow(refused.record_number, refused.line_number, refused.raw, cells)


_DIGITS = 10
