"""Several header rows → one name for each column; no header row → letters."""

from collections.abc import Sequence
from itertools import zip_longest


def names_of(rows: Sequence[Sequence[str]], names_in: int | None) -> list[str]:
    """The cells below one another joined, or those of one row alone (from 1)."""
    if names_in is not None or len(rows) == 1:
        return [*rows[(names_in or 1) - 1]]
    return [_joined(cells) for cells in zip_longest(*rows, fillvalue="")]


def letter(column: int) -> str:
    """The letters by which a spreadsheet names a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _joined(cells: Sequence[str]) -> str:
    """With a space between, but for words cut in two: `Artikel-` and `nummer`, or `Artikel-` and `Nr.`"""
    name = ""
    for part in filter(None, map(str.strip, cells)):
        if len(name) > 1 and name.endswith(_HYPHENS):
            name = name[:-1] + part if part[0].islower() else name + part
        else:
            name = f"{name} {part}".strip()
    return name


_HYPHENS = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")
