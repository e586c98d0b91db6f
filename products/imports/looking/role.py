"""That a column of a file is some field: how sure that is, and why. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from products.fields.header_senses import rating
from products.fields.header_words import named
from products.fields.headers import meaning_of
from products.imports.looking.column import Column

_LIKELY = 0.5
_KNOWN_PHRASE = 0.5
_NEAR = 1.5
"""Scores that differ by less do not decide."""
_BETWEEN = re.compile(r"[/|\n](?=[^/|\n]{3})(?<=[^/|\n]{3}[/|\n])")
_OF_SEVERAL, _ONE_OF_SEVERAL = frozenset({"sku", "name"}), 0.7
"""Fields whose name may be one of several in a cell, and how much less that says."""
SURE, LIKELY, DOUBTFUL = 3, 2, 1
"""What a header means beyond doubt, what it often means, and what only the values suggest."""


@dataclass(frozen=True, slots=True)
class Role:
    """`column`: its index. `rivals`: those that may be meant as well."""

    column: int
    certainty: int
    reason: str
    rivals: Sequence[int] = ()
    words: Sequence[tuple[str, bool]] = ()
    """Of a column that says whether products are active: what they mean; an empty one is a blank cell."""
    beside: int | None = None
    """The column that makes the key unique, together with this one."""
    instead: int | None = None
    """The column that has the key where this one is blank."""


def certainty_of(field: str, header: str) -> tuple[int, float]:
    """How sure a header is, and how good among those that are as sure: below 0 it speaks against the field.

    Of several names in one cell, such as `Group/ Item/ Variety`, each is read alone where all together say nothing.
    """
    whole = _certainty_of(field, header)
    if whole[0] or field not in _OF_SEVERAL or not _BETWEEN.search(header):
        return whole
    pieces = [_certainty_of(field, piece) for piece in _BETWEEN.split(header)]
    certainty, rank = max(pieces, key=itemgetter(1))
    return (min(certainty, LIKELY), min(rank, 1.0) * _ONE_OF_SEVERAL) if certainty else whole


def _certainty_of(field: str, header: str) -> tuple[int, float]:
    meaning = meaning_of(header)
    if meaning and meaning.field == field:
        return SURE, 2 - meaning.rank / 100
    known = named(field, header)
    rated = rating(field, header)
    if known >= 1 and (rated >= 0 or field != "description"):
        return SURE, 0.5 + max(0.0, rated) / 5
    if rated > 0:
        return (LIKELY if max(rated, known) >= _LIKELY else DOUBTFUL), max(rated, known / 2)
    if known >= _KNOWN_PHRASE and (rated >= 0 or field != "description"):
        return LIKELY, known / 2
    return 0, min(known, rated)


def best(candidates: Iterable[tuple[float, Role]], near: float = _NEAR) -> Role | None:
    """The one with the highest score; the others that come near are its rivals."""
    ranked = sorted(candidates, key=lambda pair: (-pair[0], pair[1].column))
    if not ranked:
        return None
    first = ranked[0][1]
    rivals = tuple(
        role.column for score, role in ranked[1:] if role.certainty >= first.certainty and ranked[0][0] - score < near
    )
    return replace(first, rivals=() if first.certainty == SURE else rivals)


def called(column: Column) -> str:
    return f"called “{column.header.strip() or column.said.strip()}”"


def cell(row: Sequence[str], index: int) -> str:
    """The trimmed cell; blank where the row is too short."""
    return row[index].strip() if index < len(row) else ""
