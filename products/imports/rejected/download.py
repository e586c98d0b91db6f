"""The rows of a job that were refused, as a file that can be mended and uploaded again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from django.db import close_old_connections
from django.http import StreamingHttpResponse

from product_importer.lib.formulas import GUARD, guard
from product_importer.lib.keyset import cursor_page
from products.fields.own_files import BYTE_ORDER_MARK, JOB_COLUMN, REJECTED_COLUMNS, line, without_ours
from products.fields.reasons import MAX_RAW_LENGTH
from products.imports.models import RejectedRow
from products.imports.reading.widths import MEND_FIRST
from products.imports.recipes.row_rules import UNKNOWN_ABOVE
from products.imports.rejected.cells import Layout, filled, layout_of, split
from products.jobs.models import ImportJob

ROWS_AT_ONCE = 1_000


class Dialect(NamedTuple):
    header: list[str]
    layout: Layout | None
    """None: the columns are not known."""

    def originals(self, cells: list[str]) -> list[str]:
        """Without columns of ours, if the file is one of rejected rows itself."""
        return without_ours(cells, self.header) if self.layout and self.layout.is_rejected else cells

    def line(self, cells: Iterable[object]) -> str:
        return line(map(str, cells), self.layout.grammar.delimiter if self.layout else ",") + "\r\n"

    def guarded(self, cell: str) -> str:
        """The file's text so that the import, which takes one guard off, reads it as it would have done before.

        A cell that began with `'` may have been guarded already.
        """
        if cell[:1] != GUARD:
            return guard(cell)
        is_ours = self.layout and self.layout.origin
        return cell if is_ours or cell[1:2] != GUARD else GUARD + cell


def response(job: ImportJob) -> StreamingHttpResponse:
    """The download. It reads the database bit by bit and holds no connection while the client is slow."""
    answer = StreamingHttpResponse(lines(job), content_type="text/csv; charset=utf-8")
    name = f"{job.file_name.rsplit('.', 1)[0] or job.id}-rejected.csv"
    answer["Content-Disposition"] = f"attachment; filename=\"rejected.csv\"; filename*=UTF-8''{quote(name)}"
    return answer


def lines(job: ImportJob) -> Iterator[str]:
    """`_row` and `_errors` come first: a row with too many or too few cells then keeps its shape. `_job` comes last.

    Those of an earlier such file, which was mended only in part, make way for them.
    """
    dialect = _dialect(job)
    named, whose = ([], []) if job.continues_id or not dialect.layout else ([JOB_COLUMN], [job.id])
    yield BYTE_ORDER_MARK + dialect.line([*REJECTED_COLUMNS, *map(guard, dialect.originals(dialect.header)), *named])
    above = filled(job)
    for row in _rows(job):
        known = row.cells or above(row.record_number)
        cells, mark = (known, []) if known else _cells(row, dialect)
        sentences = guard(_sentences(row.current_errors))
        shown = map(dialect.guarded, dialect.originals(cells))
        yield dialect.line([row.record_number, sentences, *shown, *whose, *mark])


def _dialect(job: ImportJob) -> Dialect:
    """Header and delimiter as in the file; without the file, the text of each row in one column."""
    layout = layout_of(job)
    return Dialect(layout.header if layout else ["_text"], layout)


def _rows(job: ImportJob) -> Iterator[RejectedRow]:
    cursor = None
    while True:
        page = cursor_page(
            job.rejected_rows.still_rejected(), order=["record_number", "id"], cursor=cursor, size=ROWS_AT_ONCE
        )
        close_old_connections()
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def _cells(row: RejectedRow, dialect: Dialect) -> tuple[list[str], list[str]]:
    """The cells as written, and what comes last in a row that must be mended before it is taken.

    A row that is not known to the last character, too short among others that are as short, too long by blank cells or
    of a second table could now be taken. It gets a cell too many: uploaded again as it is, it is refused again.
    """
    if dialect.layout is None:
        return [row.raw], []
    cells, well_formed = split(row, dialect.layout)
    beyond = cells[len(dialect.header) :]
    has_blanks_beyond = bool(beyond) and not any(map(str.strip, beyond))
    is_sure = well_formed and not has_blanks_beyond and not _is_uncertain(row)
    return cells, [] if is_sure else [MEND_FIRST]


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
