"""Which name of a header is which column's, where there is one name more or fewer than columns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from products.fields.header_parts import is_known, means
from products.fields.registry import FIELDS
from products.imports.looking.column import Column
from products.imports.looking.role import LIKELY, SURE, certainty_of
from products.imports.looking.values import NUMBERS

_NEARLY_ALL = 0.8
_FEWEST_FITS = 2
"""Of the values of a column, and names that agree with their values, or nothing is told."""
_AMOUNTS = ("price", "cost", "dealer", "retail", "stock", "quantity")
_TEXTS = ("name", "description")
"""What words mean of columns of numbers, and fields of texts."""
_KEYS = frozenset({"text", "integer", "barcode"})
"""Kinds of values that a SKU may be."""
_WRONG = -3.0
"""The score of a name above values that it cannot mean: more than others can make up for."""


def moved_names(names: Sequence[str], columns: Sequence[Column]) -> list[str] | None:
    """The name of each column, blank where it is uncertain; None if the values do not tell.

    One column has no name, or one name no column: the others keep their order. Of all places where that may be, those
    count at which the most names agree with the values below, and no name contradicts them. A cell without a name says
    nothing of where it belongs.
    """
    if not all(map(str.strip, names)):
        return None
    ways = _ways(names, len(columns))
    scores = [sum(map(_fits, way, columns)) for way in ways]
    best = max(scores, default=0.0)
    if best < _FEWEST_FITS:
        return None
    likely = [way for way, score in zip(ways, scores, strict=True) if score == best]
    return [each[0] if len({*each}) == 1 else "" for each in zip(*likely, strict=True)]


def is_told(fields: Mapping[str, Any], names: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether each part of a suggestion is taken from a column whose name says so, and none that says so is left over.

    `names`: of the header; `columns`: with the names that are certain. The name may stand for the SKU if every column
    that may be it has a name which says something else.
    """
    said = {column.letter: column.said for column in columns}
    put_together = [name for name in said.values() if name not in names]
    left = [name for name in names if name not in said.values() and not any(name in whole for whole in put_together)]
    has_unknown = any(column.kind in _KEYS and not is_known(column.said) for column in columns)
    for key, part in fields.items():
        letter = part.get("from", "") if isinstance(part, Mapping) else ""
        stands_for_sku = key == "sku" and part == fields.get("name")
        named = certainty_of("name" if stands_for_sku else key, said.get(letter, ""))[0]
        best_left = max((certainty_of(key, name)[0] for name in left), default=0)
        if named < LIKELY or (stands_for_sku and has_unknown) or best_left >= (LIKELY if stands_for_sku else named):
            return False
    lost = any(certainty_of(key, name)[0] == SURE for key in ("price", "description") for name in left)
    return "name" in fields and not lost


def _ways(names: Sequence[str], width: int) -> list[list[str]]:
    if width == len(names) + 1:
        return [[*names[:at], "", *names[at:]] for at in range(width)]
    if width == len(names) - 1:
        return _put_together(names) or [[*names[:at], *names[at + 1 :]] for at in range(len(names))]
    return []


def _put_together(names: Sequence[str]) -> list[list[str]]:
    """With a name that was cut in two: only both parts together name a field beyond doubt."""
    return [
        [*names[:at], one + other, *names[at + 2 :]]
        for at, (one, other) in enumerate(pairwise(names))
        if _fields_of(one + other) - _fields_of(one) - _fields_of(other) and not (_fields_of(one) and _fields_of(other))
    ]


def _fields_of(name: str) -> set[str]:
    """Those that it names beyond doubt."""
    return {field.key for field in FIELDS if certainty_of(field.key, name)[0] == SURE}


def _fits(name: str, column: Column) -> float:
    """1 if the values are what the name says, and much less than 0 if they cannot be."""
    if not column.filled or not name.strip():
        return 0.0
    wanted = _wanted(name)
    if not wanted:
        return _WRONG if column.kind == "url" and _says_else(name) else 0.0
    return 1.0 if column.share_of(*wanted) >= _NEARLY_ALL else _WRONG


def _wanted(name: str) -> tuple[str, ...]:
    """The kinds of values below a column of this name; none if they may be anything."""
    if means(name, "picture"):
        return ()
    if any(means(name, sense) for sense in _AMOUNTS) and not means(name, "state"):
        return (*NUMBERS, "boolean")
    if means(name, "barcode"):
        return ("barcode",)
    if means(name, "time"):
        return ("date",)
    if name.casefold().startswith(("is_", "has_")):
        return ("boolean",)
    if any(certainty_of(field, name)[0] for field in _TEXTS) and not certainty_of("sku", name)[0]:
        return ("text", "long_text")
    return ()


def _says_else(name: str) -> bool:
    """Whether it names something that no address can be."""
    return any(means(name, sense) for sense in ("group", "maker", "unit", "measure", "discount"))
