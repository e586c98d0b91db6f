"""A column that is called *active* or *status*, whose words are neither yes nor no. Pure.

Taken as it is, each of its rows would be rejected. If it has few words and some of them say that a product is not sold
any more, such as *ausgelaufen*, the others say that it is; else the column is better left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from products.fields.cells import shorten, word_of
from products.fields.header_words import says_the_contrary
from products.fields.headers import meaning_of, normalise
from products.fields.yes_no import MAGENTO_HEADER
from products.fields.yes_no import meaning_of as yes_or_no
from products.imports.looking.column import SAMPLES, Column

_SHOWN = 3


def are_unread(header: str, cells: Iterable[str]) -> bool:
    """Whether more of the cells than not are no answer to whether a product is active. Blank ones do not count.

    One such cell alone is a mistake in its row.
    """
    is_magento = normalise(header) == MAGENTO_HEADER
    answers = [yes_or_no(word, is_magento=is_magento) is not None for cell in cells if (word := word_of(cell))]
    return len(answers) > 1 and sum(answers) * 2 < len(answers)


def unread_state(columns: Sequence[Column]) -> int | None:
    """The index of a column that is surely called so, if most of its samples are no answer."""
    for index, column in enumerate(columns):
        meaning = meaning_of(column.header)
        if meaning and meaning.field == "active" and are_unread(column.header, column.samples):
            return index
    return None


def suggested_words(column: Column) -> Mapping[str, Any]:
    """Word → whether it says active; empty if that cannot be told of all of them."""
    ended = [text for text in column.samples if says_the_contrary(text)]
    if not ended or not 2 <= column.distinct < SAMPLES:
        return {}
    return {text: text not in ended for text in column.samples}


def question(label: str, column: Column) -> str:
    words = ", ".join(f"“{shorten(text)}”" for text in column.samples[:_SHOWN])
    said = suggested_words(column)
    if not said:
        return f"“{label}” says neither yes nor no, but {words}. Is it right to leave it out?"
    ended = " or ".join(f"“{shorten(text)}”" for text, is_active in said.items() if not is_active)
    return f"Are the products not active of which “{label}” says {ended}?"
