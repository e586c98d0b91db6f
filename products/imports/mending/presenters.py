"""Refused rows as the page shows them: each with its cells as inputs, the bad ones first."""

from collections.abc import Sequence
from typing import NamedTuple

from products.imports.mending.bench import Bench
from products.imports.models import RejectedRow
from products.imports.reading.header_rows import letter
from products.imports.rejected.highlight import Fragment, marked
from products.jobs.models import ImportJob
from products.jobs.states import AWAITING, Status

MOST_COLUMNS = 60
"""Of a wider file, only the columns that are imported are shown."""
LONG = 60
"""Characters from which a cell gets an input of several lines."""


class Input(NamedTuple):
    place: int
    """Which cell of the row it is."""
    label: str
    value: str
    is_long: bool
    is_bad: bool


class Line(NamedTuple):
    """One refused row."""

    row: RejectedRow
    parts: Sequence[Fragment]
    """The text in the file, the bad cells marked."""
    bad: Sequence[Input]
    others: Sequence[Input]
    is_certain: bool
    is_being_imported: bool


def lines_of(bench: Bench, rows: Sequence[RejectedRow], *, busy: frozenset[object]) -> list[Line]:
    """`busy`: the ids of imports that have some of the rows."""
    return [_line(bench, row, busy) for row in rows]


def busy_with(job: ImportJob) -> frozenset[object]:
    over = (Status.FAILED, Status.CANCELLED)
    return frozenset(job.continuations.exclude(status__in=over).values_list("id", flat=True))


def _line(bench: Bench, row: RejectedRow, busy: frozenset[object]) -> Line:
    known = bench.cells_of(row)
    indexes = bench.table.columns.indexes
    wrong = {indexes.get(str(error["column"])) for error in row.current_errors}
    inputs = [_input(bench.header, index, known.cells, index in wrong) for index in shown_columns(bench)]
    bad = [each for each in inputs if each.is_bad or not known.is_certain]
    return Line(
        row=row,
        parts=marked(row.raw, row.errors, indexes),
        bad=bad,
        others=[each for each in inputs if each not in bad],
        is_certain=known.is_certain,
        is_being_imported=row.taken_by in busy,
    )


def shown_columns(bench: Bench) -> list[int]:
    width = len(bench.header)
    if width <= MOST_COLUMNS:
        return [*range(width)]
    return sorted({index for index in bench.table.columns.indexes.values() if index < width})


def _input(header: Sequence[str], index: int, cells: Sequence[str], is_bad: bool) -> Input:
    text = cells[index]
    is_long = "\n" in text or len(text) > LONG
    return Input(index, header[index].strip() or letter(index), text, is_long, is_bad)


class Continuation(NamedTuple):
    """What became of rows that were mended together."""

    job: ImportJob
    sentence: str


def story_of(job: ImportJob) -> list[Continuation]:
    """The imports of mended rows of the job, the oldest first."""
    found = job.continuations.select_related("created_by").order_by("created_at")
    return [Continuation(each, _sentence(each)) for each in found]


def _sentence(job: ImportJob) -> str:
    rows = f"{job.total_rows:,} rejected row{'s' if job.total_rows != 1 else ''}"
    verb = "were" if job.total_rows != 1 else "was"
    if job.status == Status.COMPLETED:
        counts = ", ".join(f"{count:,} {name}" for name, count in job.counts.items() if count)
        return f"{rows} {verb} mended and imported: {counts or 'nothing'}."
    if job.status == Status.FAILED:
        return "The import of mended rows failed. Resume it, or import the rows again from here."
    if job.status == Status.CANCELLED:
        changed = f" {job.changed:,} of them had been imported." if job.changed else ""
        return f"An import of mended rows was cancelled.{changed} The others are rejected rows again."
    if job.status in AWAITING:
        return f"{rows} {verb} mended and wait to be reviewed."
    return "Mended rows are being imported."
