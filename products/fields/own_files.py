"""How the files that we write look, and how an import knows them again. Pure."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from products.fields.registry import FIELDS

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""

EXPORT_HEAD = f"{BYTE_ORDER_MARK}{FIELDS.header}\n"

REJECTED_COLUMNS = ("_row", "_errors")
"""They come first in a file of rejected rows."""


class Origin(StrEnum):
    """Who wrote a file. In all of ours, values are guarded against formulas (`cells.guard`)."""

    ELSEWHERE = ""
    EXPORT = "export"
    """Our export as it left us."""
    SAVED_EXPORT = "saved export"
    """Our export, opened and saved by another program: the same mark and columns, but not to the byte."""
    REJECTED = "rejected rows"


def line(cells: Iterable[str], delimiter: str = ",") -> str:
    """A line of a file, without its end. A cell with any separator, a quote or a line end stands in quotes.

    So it stays one cell in a spreadsheet whose list separator is another one.
    """
    return delimiter.join([_quoted(cell) if delimiter in cell or _SPECIAL.search(cell) else cell for cell in cells])


def origin_of(head: bytes, header: Sequence[str]) -> Origin:
    """`head`: the file's first bytes. `header`: the cells of its header."""
    if tuple(header[: len(REJECTED_COLUMNS)]) == REJECTED_COLUMNS:
        return Origin.REJECTED
    if head.startswith(EXPORT_HEAD.encode()):
        return Origin.EXPORT
    is_saved = head.startswith(BYTE_ORDER_MARK.encode()) and tuple(header) == FIELDS.keys
    return Origin.SAVED_EXPORT if is_saved else Origin.ELSEWHERE


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""'))


_SPECIAL = re.compile(r'[,;\t"\r\n]')
