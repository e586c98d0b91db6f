"""One action for all rows of a job that are refused for the same reason."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction

from products.imports.mending import actions, cell_text
from products.imports.mending.actions import WITHOUT_PRICE, Action, Columns
from products.imports.mending.bench import Bench, bench_of
from products.imports.mending.editing import Mended, locked, store
from products.imports.mending.offer import CannotMend
from products.imports.models import RejectedRow, RejectedRowQuerySet
from products.jobs.models import ImportJob

ROWS_AT_ONCE = 2_000
MOST_ROWS = 100_000
"""Rows of one request: they are checked while somebody waits."""


class Outcome(NamedTuple):
    rows: int
    """Those that have other cells now."""
    sound: int
    """Those of them that nothing is wrong with any more."""
    left: int
    """Rows with this reason whose cells are not known for certain: they are corrected one by one."""


def mend_all(job: ImportJob, code: str, action: Action) -> Outcome:
    """Raises CannotMend, InvalidAction or InvalidCells."""
    actions.check(action, code)
    with transaction.atomic():
        bench = bench_of(locked(job))
        rows = job.rejected_rows.free().with_code(code)
        _refuse_number(rows, code)
        changed = sound = left = 0
        for block in _blocks(rows):
            known = [(row, bench.cells_of(row)) for row in block]
            certain = [(row, cells.cells) for row, cells in known if cells.is_certain]
            mended = _mended(bench, certain, code, action)
            store(mended)
            changed += len(mended)
            sound += sum(not each.errors for each in mended)
            left += len(block) - len(certain)
        if not changed:
            sentence = "It is not known for certain where the cells of these rows end. Correct them one by one."
            raise CannotMend("one_by_one", sentence)
        return Outcome(changed, sound, left)


def _refuse_number(rows: RejectedRowQuerySet, code: str) -> None:
    number = rows.count()
    if not number:
        raise CannotMend("no_such_rows", f"No rows are rejected with the code “{code}” any more.")
    if number > MOST_ROWS:
        sentence = (
            f"These are {number:,} rows; at most {MOST_ROWS:,} can be corrected at once. Correct the file instead."
        )
        raise CannotMend("too_many_rows", sentence)


def _blocks(rows: RejectedRowQuerySet) -> Iterator[list[RejectedRow]]:
    behind = 0
    while block := [*rows.filter(record_number__gt=behind).order_by("record_number")[:ROWS_AT_ONCE]]:
        yield block
        behind = block[-1].record_number


def _mended(bench: Bench, rows: list[tuple[RejectedRow, list[str]]], code: str, action: Action) -> list[Mended]:
    columns = Columns(bench.header, bench.table.columns, bench.fields)
    found = []
    for row, cells in rows:
        for error in row.current_errors:
            if error["code"] == code:
                cells = actions.applied(action, cells, error, columns)
        row.without_price = row.without_price or action.name == WITHOUT_PRICE
        found.append((row, [*map(cell_text.written, cells)]))
    if found and action.value is not None:
        cell_text.refuse_unstorable(found[0][1], bench.header)
    errors = bench.errors_of(found)
    return [Mended(row, cells, errors[row.record_number], row.without_price) for row, cells in found]
