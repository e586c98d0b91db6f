"""How the files that we write look, and how an import knows them again. Pure."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from products.fields.keys import key_fault
from products.fields.registry import FIELDS

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""

REJECTED_COLUMNS = ("_row", "_errors")
"""They come first in a file of rejected rows."""
JOB_COLUMN = "_job"
"""It comes last there: the id of the import whose rows they are."""


def without_ours(cells: list[str], header: Sequence[str]) -> list[str]:
    """The cells of the original file, of a row or of the header of a file of rejected rows."""
    end = -1 if header[-1:] == [JOB_COLUMN] and len(cells) == len(header) else None
    return cells[len(REJECTED_COLUMNS) : end]


class Origin(StrEnum):
    """Who wrote a file. In all of ours, values are guarded against formulas (`formulas.guard`)."""

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


def export_head(keys: Sequence[str]) -> str:
    """The first line of our export with these columns, the SKU first.

    Without one of the fields that every catalogue has it could be anybody's: then the first header stands in quotes,
    which no program writes that has no need to.
    """
    first = keys[0] if _is_whole(keys) else _quoted(keys[0])
    return f"{BYTE_ORDER_MARK}{','.join([first, *keys[1:]])}\n"


def origin_of(head: bytes, header: Sequence[str]) -> Origin:
    """`head`: the file's first bytes. `header`: the cells of its header.

    Our export may have been saved by another program since. That is seen only if it has all the fields that every
    catalogue has, and the own ones behind them.
    """
    if tuple(header[: len(REJECTED_COLUMNS)]) == REJECTED_COLUMNS:
        return Origin.REJECTED
    if not head.startswith(BYTE_ORDER_MARK.encode()) or not _are_columns(header):
        return Origin.ELSEWHERE
    if head.startswith(export_head(header).encode()):
        return Origin.EXPORT
    return Origin.SAVED_EXPORT if _is_whole(header) else Origin.ELSEWHERE


def _are_columns(header: Sequence[str]) -> bool:
    """Whether an export can have these columns: keys, each once, the SKU first."""
    is_unique = len({*header}) == len(header)
    return header[:1] == ["sku"] and is_unique and not any(map(key_fault, header))


def _is_whole(keys: Sequence[str]) -> bool:
    return tuple(keys[: len(FIELDS.keys)]) == FIELDS.keys


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""'))


_SPECIAL = re.compile(r'[,;\t"\r\n]')
