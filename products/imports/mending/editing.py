"""A refused row gets other cells, and at once it is checked what is still wrong with them."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from products.imports.mending import cell_text
from products.imports.mending.bench import Bench, Errors, bench_of
from products.imports.mending.offer import CannotMend
from products.imports.models import RejectedRow
from products.imports.steps.mended_rows import take_turns
from products.jobs.models import ImportJob


class Mended(NamedTuple):
    row: RejectedRow
    cells: list[str]
    errors: Errors
    without_price: bool

    def by_header(self, header: Sequence[str]) -> dict[str, str] | list[str]:
        """A list if two columns have the same header, or the row has more cells."""
        if len({*header}) < len(self.cells):
            return self.cells
        return dict(zip(header, self.cells, strict=True))


class RowGone(Exception):
    """There is no such refused row."""


def locked(job: ImportJob) -> ImportJob:
    """The job as it is now, for those who mend its rows, one after the other, until the transaction ends."""
    take_turns(job)
    return ImportJob.objects.get(pk=job.pk)


def edit(job: ImportJob, record_number: int, given: Mapping[str, str] | Sequence[str]) -> tuple[Mended, Bench]:
    """Give a row other cells. `given`: text by header, or all cells.

    Raises CannotMend, RowGone or InvalidCells.
    """
    with transaction.atomic():
        bench = bench_of(locked(job))
        row = _free_row(job, record_number)
        cells = _cells(bench, row, given)
        mended = Mended(row, cells, bench.errors_of([(row, cells)])[record_number], without_price=False)
        store([mended])
        return mended, bench


def _free_row(job: ImportJob, record_number: int) -> RejectedRow:
    rows = job.rejected_rows.filter(record_number=record_number)
    row = rows.first()
    if row is None:
        raise RowGone
    if row.became:
        raise CannotMend("imported_already", f"Row {record_number:,} was mended and imported already.")
    if not rows.free().exists():
        raise CannotMend("being_imported", f"Row {record_number:,} is being imported as it was mended.")
    return row


def _cells(bench: Bench, row: RejectedRow, given: Mapping[str, str] | Sequence[str]) -> list[str]:
    if not given:
        raise cell_text.InvalidCells({"cells": "Say which cells are to be changed, and to what."})
    if not isinstance(given, Mapping):
        return cell_text.whole(given, bench.header)
    known = bench.cells_of(row)
    if not known.is_certain:
        if set(given) != set(bench.header):
            sentence = "It is not known for certain which text of this row belongs where: give all of its cells."
            raise cell_text.InvalidCells({"cells": sentence})
        return cell_text.whole([given[name] for name in bench.header], bench.header)
    return cell_text.changed(known.cells, given, bench.header)


def store(rows: Sequence[Mended]) -> None:
    """Keep what rows were mended to, and what is still wrong with them. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_ROOM)
        with cursor.copy("COPY mended FROM STDIN") as copy:
            for each in rows:
                cells, errors = (json.dumps(value, ensure_ascii=False) for value in (each.cells, each.errors))
                copy.write_row((each.row.pk, cells, errors, each.without_price))
        cursor.execute(_STORE)


_MAKE_ROOM = """
    DROP TABLE IF EXISTS mended;
    CREATE TEMPORARY TABLE mended (id bigint, cells jsonb, errors jsonb, without_price boolean) ON COMMIT DROP
"""

_STORE = """
    UPDATE imports_rejectedrow SET
        cells = mended.cells, remaining = mended.errors, without_price = mended.without_price, taken_by = NULL
    FROM mended WHERE imports_rejectedrow.id = mended.id
"""
