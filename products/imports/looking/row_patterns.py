"""Rows that are no products, and rows that lack what the row above says: found by their pattern. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from products.imports.looking.role import Role, cell
from products.imports.looking.roles import filled_cells, may_be_product

_NEARLY_ALL = 0.95
_WIDE = 3
"""Filled cells that products have at least where a row with a single one is a heading."""
_HEADING = 2
"""Filled cells that a row with nothing but a heading has at most."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Columns by their index. `skip_blank`: rows where one of these columns is blank are no products."""

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
    varied = [index for index in alike if len({cell(row, index) for row in rows}) > 1]
    if not varied:
        return without
    within = max(varied, key=lambda index: len({cell(row, index) for row in rows}))
    return Pattern(skip, skipped, within, (name,), len(nameless))


def _share_alike(rows: Sequence[Sequence[str]], at: Sequence[int], index: int) -> float:
    same = sum(bool(cell(rows[row], index)) and cell(rows[row], index) == cell(rows[row - 1], index) for row in at)
    return same / len(at)
