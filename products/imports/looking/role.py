"""That a column of a file is some field: how sure that is, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from products.fields.header_words import named
from products.fields.headers import meaning_of
from products.imports.looking.column import Column

SURE, LIKELY, DOUBTFUL = 3, 2, 1
"""What a header means beyond doubt, what it often means, and what only the values suggest."""


@dataclass(frozen=True, slots=True)
class Role:
    """`column`: its index. `rivals`: those that may be meant as well."""

    column: int
    certainty: int
    reason: str
    rivals: Sequence[int] = ()
    contrary: bool = False
    """It says yes where the product is not active."""
    beside: int | None = None
    """The column that makes the key unique, together with this one."""


def certainty_of(field: str, header: str) -> tuple[int, float]:
    """How sure a header is, and how good among those that are as sure."""
    meaning = meaning_of(header)
    if meaning and meaning.field == field:
        return SURE, 1 - meaning.rank / 100
    score = named(field, header)
    if score >= 1:
        return SURE, 0.5
    return (LIKELY, score) if score > 0 else (0, score)


def called(column: Column) -> str:
    return f"called “{column.header.strip()}”"


def cell(row: Sequence[str], index: int) -> str:
    """The trimmed cell; blank where the row is too short."""
    return row[index].strip() if index < len(row) else ""
