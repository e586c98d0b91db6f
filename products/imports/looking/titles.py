"""What stands for a SKU where no column is one: the name, with a size if need be, or numbers of articles. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from products.fields.header_parts import means
from products.fields.header_senses import rating
from products.imports.looking.codes import counts_rows
from products.imports.looking.column import Column
from products.imports.looking.role import DOUBTFUL, Role, cell

LONG_NUMBER, LONGEST_KEY = 5, 80
"""Digits of a number that may be a code, and characters of a key, both on the average."""
_A_CODE = 0.6
"""How well a header names the SKU that says whose number it is."""
_OF_LISTS = frozenset({"group", "supplier", "customer", "person", "address", "note", "picture"})
_OF_OFFERS = frozenset({"time", "price", "discount", "tax", "state", "quantity", "stock", "unit"})
"""What words mean of columns that tell no product from another of the same name."""


def key_reason(column: Column) -> str:
    how = "unique" if column.share_unique >= 1 else "filled"
    name = column.header.strip() or column.said.strip()
    called = f"called “{name}”, " if name else ""
    return f"{called}{how} in {'all ' if column.share_filled >= 1 else ''}{column.filled:,} rows"


def _may_stand_beside(column: Column) -> bool:
    """Whether it may say which of several products with one name this is: a size, a colour, a brand."""
    if column.kind != "text" or column.damaged or column.average_length > LONGEST_KEY:
        return False
    are_words = sum(any(map(str.isalpha, text)) for text in column.samples) * 2 > len(column.samples)
    says_size = are_words or means(column.said, "measure")
    return says_size and not any(means(column.said, sense) for sense in _OF_LISTS | _OF_OFFERS)


def title_as_key(columns: Sequence[Column], name: Role, rows: Sequence[Sequence[str]]) -> Role | None:
    """The name, or the name and one more column, if that tells the products apart and nothing else does."""
    titles = [cell(row, name.column) for row in rows]
    if not titles or columns[name.column].average_length > LONGEST_KEY * 2:
        return None
    if len({*titles}) == len(titles):
        if (numbers := _numbers_of_items(columns, rows)) is not None:
            return numbers
        return Role(name.column, DOUBTFUL, "nothing else tells the products apart, and each name is there once")
    codes = (index for index, column in enumerate(columns) if rating("sku", column.said) >= _A_CODE)
    for first in (*codes, name.column):
        for index, column in enumerate(columns):
            if index not in {first, name.column} and _may_stand_beside(column) and are_there_once(rows, first, index):
                reason = "nothing else tells the products apart, and both together are there once"
                return Role(first, DOUBTFUL, reason, beside=index)
    return None


def numbers_as_key(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, taken: Iterable[int]) -> Role | None:
    """The first column, if it has no name but another number in each row, where not even names tell them apart."""
    if 0 in taken or not columns or columns[0].said.strip() or columns[0].kind != "integer":
        return None
    return Role(0, DOUBTFUL, "nothing else tells the products apart") if are_there_once(rows, 0) else None


def _numbers_of_items(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Role | None:
    """A column that is just called *article* and numbers products that are there several times."""
    for index, column in enumerate(columns):
        is_number = column.kind == "integer" and column.average_length >= LONG_NUMBER
        is_of_items = means(column.said, "item") and rating("sku", column.said) > 0
        if is_number and is_of_items and are_there_once(rows, index) and not counts_rows(rows, index):
            return Role(index, DOUBTFUL, key_reason(column))
    return None


def are_there_once(rows: Sequence[Sequence[str]], *columns: int) -> bool:
    """Whether the cells of these columns, none of them blank in the first, are never the same together."""
    found = [tuple(cell(row, column) for column in columns) for row in rows]
    return all(each[0] for each in found) and len({*found}) == len(found)
