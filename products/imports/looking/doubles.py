"""SKUs that stand for rows with different names: of these only the last ones would be kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from products.fields.skus import fold
from products.imports.looking.role import SURE, Role, cell
from products.imports.looking.values import unwrapped

_SHARE = 20
"""One SKU in so many is no accident any more."""
_FEW, _SOME = 2, 3
"""Names, and SKUs, of which even a large share may be one."""


class Doubles(NamedTuple):
    """Of the values of a key."""

    values: int
    double: int
    """Those that stand beside several names."""
    lost: int
    """Names of which no product would remain."""


def doubles_of(rows: Sequence[Sequence[str]], key: Role, name: Role | None) -> Doubles | None:
    """None if they are so few that they may be mistakes, or the key tells names apart by itself.

    A column whose header is sure to name the SKU is doubted later than others.
    """
    if name is None or key.column == name.column or key.beside == name.column:
        return None
    found = _counted(rows, key.column, name.column)
    fewest = found.double >= _SOME if key.certainty == SURE else found.lost >= _FEW
    return found if fewest and found.double * _SHARE > found.values else None


def _counted(rows: Sequence[Sequence[str]], key: int, name: int) -> Doubles:
    names: dict[str, set[str]] = {}
    for row in rows:
        sku, text = unwrapped(cell(row, key)), unwrapped(cell(row, name))
        if sku and text:
            names.setdefault(fold(sku), set()).add(fold(text))
    further = [len(different) - 1 for different in names.values() if len(different) > 1]
    return Doubles(len(names), len(further), sum(further))
