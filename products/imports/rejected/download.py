"""The rows of a job that were refused, as a file that can be mended and uploaded again."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from django.db import close_old_connections
from django.http import StreamingHttpResponse

from product_importer.lib.keyset import cursor_page
from products.fields.cells import GUARD, guard
from products.fields.own_files import BYTE_ORDER_MARK, REJECTED_COLUMNS, Origin, line
from products.fields.reasons import MAX_RAW_LENGTH, FileFailure
from products.imports import source
from products.imports.models import RejectedRow
from products.imports.reading.escapes import grammar_of
from products.imports.reading.formulas import whole_formulas
from products.imports.reading.grammar import USUAL_QUOTE, Grammar
from products.imports.reading.widths import MEND_FIRST
from products.imports.recipes.row_rules import UNKNOWN_ABOVE
from products.imports.source_table import filled_rows, recipe_of, table_of
from products.jobs.models import ImportJob

ROWS_AT_ONCE = 1_000
_BEYOND = 2**63
"""Greater than any record number."""
log = logging.getLogger(__name__)


class Dialect(NamedTuple):
    header: list[str]
    grammar: Grammar | None
    """None: the columns are not known."""
    origin: Origin = Origin.ELSEWHERE

    def line(self, cells: Iterable[object]) -> str:
        return line(map(str, cells), self.grammar.delimiter if self.grammar else ",") + "\r\n"

    def guarded(self, cell: str) -> str:
        """The file's text so that the import, which takes one guard off, reads it as it would have done before.

        A cell that began with `'` may have been guarded already.
        """
        if cell[:1] != GUARD:
            return guard(cell)
        return cell if self.origin or cell[1:2] != GUARD else GUARD + cell


def response(job: ImportJob) -> StreamingHttpResponse:
    """The download. It reads the database bit by bit and holds no connection while the client is slow."""
    answer = StreamingHttpResponse(_lines(job), content_type="text/csv; charset=utf-8")
    name = f"{job.file_name.rsplit('.', 1)[0] or job.id}-rejected.csv"
    answer["Content-Disposition"] = f"attachment; filename=\"rejected.csv\"; filename*=UTF-8''{quote(name)}"
    return answer


def _lines(job: ImportJob) -> Iterator[str]:
    """`_row` and `_errors` come first: a row with too many or too few cells then keeps its shape.

    Those of an earlier such file, which was mended only in part, make way for them.
    """
    dialect = _dialect(job)
    theirs = len(REJECTED_COLUMNS) if dialect.origin is Origin.REJECTED else 0
    yield BYTE_ORDER_MARK + dialect.line([*REJECTED_COLUMNS, *map(guard, dialect.header[theirs:])])
    filled = _filled(job)
    for row in _rows(job):
        cells = (filled(row.record_number) or _cells(row, dialect))[theirs:]
        yield dialect.line([row.record_number, guard(_sentences(row.errors)), *map(dialect.guarded, cells)])


def _dialect(job: ImportJob) -> Dialect:
    """Header and delimiter as in the file; without the file, the text of each row in one column.

    What was taken out of a container is not there any longer: the job has kept what is needed.
    """
    if kept := job.options.get("table"):
        grammar = grammar_of(kept["delimiter"], kept.get("quote", USUAL_QUOTE), kept.get("escape", ""))
        return Dialect(kept["header"], grammar, Origin(kept["origin"]))
    try:
        with source.opened(job) as file:
            table = table_of(job, file, recipe_of(job))
            return Dialect(table.header, table.grammar, table.origin)
    except (FileFailure, OSError) as error:
        log.info("The refused rows of job %s are handed out without their columns: %s", job.id, error)
        return Dialect(["_text"], None)


def _filled(job: ImportJob) -> Callable[[int], list[str] | None]:
    """What gives the cells of a row with what it has from the rows above, by its number. They are asked for in order.

    The rows above are not in the download. None if they add nothing, or the row could not be read.
    """
    rows, last = _filled_rows(job), (0, list[str]())

    def cells_of(record_number: int) -> list[str] | None:
        nonlocal last
        while last[0] < record_number:
            last = next(rows, (_BEYOND, []))
        return last[1] if last[0] == record_number else None

    return cells_of


def _filled_rows(job: ImportJob) -> Iterator[tuple[int, list[str]]]:
    try:
        recipe = recipe_of(job)
        if recipe.rows.fill_down:
            with source.opened(job) as file:
                yield from filled_rows(table_of(job, file, recipe), recipe)
    except (FileFailure, OSError) as error:
        log.info("The refused rows of job %s are handed out as they are in the file: %s", job.id, error)


def _rows(job: ImportJob) -> Iterator[RejectedRow]:
    cursor = None
    while True:
        page = cursor_page(job.rejected_rows.all(), order=["record_number", "id"], cursor=cursor, size=ROWS_AT_ONCE)
        close_old_connections()
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def _cells(row: RejectedRow, dialect: Dialect) -> list[str]:
    """The cells as written, at least as many as the header has; the text between delimiters if the quotes are bad.

    A row that is not known to the last character, too short among others that are as short, too long by blank cells or
    of a second table could now be taken. It gets a cell too many: uploaded again as it is, it is refused again.
    """
    if dialect.grammar is None:
        return [row.raw]
    lines = row.raw.split("\n")
    record = dialect.grammar.read_record(lines, 0, widest=len(dialect.header), longest=2 * len(row.raw))
    well_formed = record.problem is None and record.stop == len(lines)
    if well_formed and (whole := whole_formulas(row.raw, record.cells, dialect.grammar, len(dialect.header))):
        return whole
    cells = record.cells if well_formed else row.raw.split(dialect.grammar.delimiter)
    has_blanks_beyond = len(cells) > len(dialect.header) and not any(map(str.strip, cells[len(dialect.header) :]))
    mark = [] if well_formed and not has_blanks_beyond and not _is_uncertain(row) else [MEND_FIRST]
    return [*cells, *[""] * (len(dialect.header) - len(cells)), *mark]


def _is_uncertain(row: RejectedRow) -> bool:
    return len(row.raw) == MAX_RAW_LENGTH or any(error["code"] in _UNCERTAIN for error in row.errors)


def _sentences(errors: Sequence[Mapping[str, object]]) -> str:
    return " ".join(str(error["message"]) for error in errors)


_UNCERTAIN = {
    "bad_quote",
    "unclosed_quote",
    "record_too_long",
    "nul_byte",
    "invalid_encoding",
    "too_few_cells",
    "second_table",
    UNKNOWN_ABOVE,
}
