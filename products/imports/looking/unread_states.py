"""A column that is called *active* or *status*, whose words are neither yes nor no. Pure.

Taken as it is, each of its rows would be rejected. If `states` cannot tell what they mean, it is better left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from products.fields.cells import word_of
from products.fields.headers import meaning_of, normalise
from products.fields.yes_no import MAGENTO_HEADER
from products.fields.yes_no import meaning_of as yes_or_no
from products.imports.looking.column import Column
from products.imports.looking.states import is_open


def are_unread(header: str, cells: Iterable[str]) -> bool:
    """Whether more of the cells than not are no answer to whether a product is active. Blank ones do not count.

    One such cell alone is a mistake in its row.
    """
    is_magento = normalise(header) == MAGENTO_HEADER
    answers = [yes_or_no(word, is_magento=is_magento) is not None for cell in cells if (word := word_of(cell))]
    return len(answers) > 1 and sum(answers) * 2 < len(answers)


def unread_state(columns: Sequence[Column]) -> int | None:
    """The index of the column that is best left out: whatever it is called so for, its words are no answer."""
    candidates = (index for index, column in enumerate(columns) if column.filled and _is_unread(column))
    return next(candidates, None)


def _is_unread(column: Column) -> bool:
    meaning = meaning_of(column.header)
    if meaning and meaning.field == "active":
        is_always_the_same = len(column.words) == 1 and column.filled > 1
        return are_unread(column.header, column.samples * 2 if is_always_the_same else column.samples)
    return is_open(column)
