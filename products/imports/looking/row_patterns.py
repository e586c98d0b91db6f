"""Rows that are no products, and rows that lack what the row above says: found by their pattern. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from products.imports.looking.role import Role, cell
from products.imports.looking.roles import filled_cells, may_be_product

_NEARLY_ALL = 0.95
_WIDE = 3
"""Filled cells that products have at least where a row with a single one is a heading."""
_HEADING = 2
"""Filled cells that a row with nothing but a heading has at most."""
_FEWEST_OPTIONS, _ONE_IN = 3, 5
"""So many rows, and one in so many, lack a name on purpose."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Columns by their index. `skip_blank`: rows where one of these columns is blank are no products.

    `fill_down`: blank cells of these take the value of the row above, where `within` is the same if there is one.
    """

    skip_blank: Sequence[int] = field(default_factory=tuple)
    skipped: int = 0
    """Rows that are skipped so."""
    within: int | None = None
    fill_down: Sequence[int] = field(default_factory=tuple)
    filled: int = 0
    """Rows that take a cell from the row above."""


def find_pattern(rows: Sequence[Sequence[str]], roles: Mapping[str, Role]) -> Pattern:
    """`rows`: consecutive ones of the file."""
    if "sku" not in roles:
        return Pattern()
    key, name, price = roles["sku"].column, roles.get("name"), roles.get("price")
    keyless = [row for row in rows if not cell(row, key)] if roles["sku"].instead is None else []
    usual = median(map(filled_cells, rows)) if rows else 0
    lost = sum(may_be_product(row, usual, name, price) for row in keyless)
    skip = [key] if keyless and lost * 5 <= len(keyless) else []
    others = [row for row in rows if cell(row, key)] if skip else [*rows]
    skip += _blank_in_headings(others, usual, roles)
    others = [row for row in others if all(cell(row, column) for column in skip)]
    nameless = [row for row in others if name and name.column != key and not cell(row, name.column)]
    if name and nameless and all(_is_nearly_empty(row, price) for row in nameless):
        skip.append(name.column)
    elif name and nameless:
        return _variants(others, roles, skip, len(rows) - len(others))
    skipped = sum(any(not cell(row, column) for column in skip) for row in rows)
    return Pattern(skip_blank=skip, skipped=skipped)


def _blank_in_headings(rows: Sequence[Sequence[str]], usual: float, roles: Mapping[str, Role]) -> Sequence[int]:
    """Where names are the key: a column that all rows fill but those with nothing but the heading of a group."""
    name, price = roles.get("name"), roles.get("price")
    if name is None or usual < _WIDE or roles["sku"].column != name.column:
        return []
    products = [row for row in rows if filled_cells(row) > 1]
    if len(products) == len(rows) or not products:
        return []
    own = {name.column, price.column if price else name.column}
    others = [index for index in range(max(map(len, rows))) if all(cell(row, index) for row in products)]
    return [index for index in others if index not in own][:1]


def _is_nearly_empty(row: Sequence[str], price: Role | None) -> bool:
    return filled_cells(row) <= _HEADING and not (price and cell(row, price.column))


def _variants(rows: Sequence[Sequence[str]], roles: Mapping[str, Role], skip: Sequence[int], skipped: int) -> Pattern:
    """Rows with a key but without a name, which share the value of a column with the row above."""
    name, key = roles["name"].column, roles["sku"].column
    nameless = [at for at, row in enumerate(rows) if at and cell(row, key) and not cell(row, name)]
    without = Pattern(skip_blank=skip, skipped=skipped)
    if not nameless or not cell(rows[0], name):
        return without
    width = max(map(len, rows))
    alike = [
        index
        for index in range(width)
        if index not in (key, name) and _share_alike(rows, nameless, index) >= _NEARLY_ALL
    ]
    varied = [index for index in alike if _begins_with_names(rows, name, index)]
    if not varied:
        return _options(rows, roles, nameless, without)
    within = max(varied, key=lambda index: len({cell(row, index) for row in rows}))
    return Pattern(skip, skipped, within, (name,), len(nameless))


def _begins_with_names(rows: Sequence[Sequence[str]], name: int, index: int) -> bool:
    """Whether a column has a value of its own for nearly each name, as a handle has one and a brand has not."""
    named = [cell(row, index) for row in rows if cell(row, name)]
    return len(named) > 1 and len({*named}) >= len(named) * _NEARLY_ALL


def _options(
    rows: Sequence[Sequence[str]], roles: Mapping[str, Role], nameless: Sequence[int], without: Pattern
) -> Pattern:
    """Many rows with a key, of which each has another size, say, than the row above, whose name they seem to have.

    All of them have a price, or none has and theirs is that of the row above, too.
    """
    name, key, price = roles["name"].column, roles["sku"].column, roles.get("price")
    priced = sum(bool(price and cell(rows[at], price.column)) for at in nameless)
    taken = {name, key, price.column if price else name}
    others = [index for index in range(max(map(len, rows))) if index not in taken]
    are_many = len(nameless) >= _FEWEST_OPTIONS and len(nameless) * _ONE_IN >= len(rows)
    if not are_many or priced not in {0, len(nameless)} or not any(_differ(rows, nameless, index) for index in others):
        return without
    filled = (name, price.column) if price and not priced else (name,)
    return replace(without, fill_down=filled, filled=len(nameless))


def _differ(rows: Sequence[Sequence[str]], at: Sequence[int], index: int) -> bool:
    """Whether each of these rows has something else in a column than the row above it."""
    pairs = [(cell(rows[row], index), cell(rows[row - 1], index)) for row in at]
    return sum(bool(one) and one != above for one, above in pairs) >= len(pairs) * _NEARLY_ALL


def _share_alike(rows: Sequence[Sequence[str]], at: Sequence[int], index: int) -> float:
    same = sum(bool(cell(rows[row], index)) and cell(rows[row], index) == cell(rows[row - 1], index) for row in at)
    return same / len(at)
