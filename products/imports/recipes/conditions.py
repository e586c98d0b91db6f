"""Conditions on rows, ready to be asked of the cells of a file. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from products.imports.recipes.pieces import folded, piece_of
from products.imports.recipes.recipe import Condition

Fits: TypeAlias = Callable[[Sequence[str]], bool]
"""Whether a row with these cells is meant."""


def fits(condition: Condition, indexes: Mapping[str, int], *, ours: bool = False) -> Fits:
    """`indexes`: column → index of its cell. `ours`: we wrote the file."""
    index, to = indexes[condition.column], folded(condition.to or "")
    test: Callable[[str], bool] = {
        "blank": lambda piece: not piece,
        "filled": bool,
        "equals": lambda piece: folded(piece) == to,
        "differs": lambda piece: folded(piece) != to,
    }[condition.test]
    return lambda cells: test(piece_of(cells[index], ours=ours))
