"""Which column of a file is which field, how sure that is, and why. Pure.

What a header says comes first; what stands in the column must agree with it. Without a header only the values speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from products.fields.header_words import words
from products.fields.headers import normalise
from products.imports.looking.amounts import move_together
from products.imports.looking.column import Column
from products.imports.looking.keys import key_of
from products.imports.looking.names import description_of, name_of, only_text_of
from products.imports.looking.price_columns import price_of
from products.imports.looking.role import LIKELY, SURE, Role, cell
from products.imports.looking.states import active_of
from products.imports.looking.titles import title_as_key

_TOTALS = words(
    """summe gesamt gesamtsumme zwischensumme total totals subtotal totale totali somme suma razem ogolem totaal итого
    всего celkem yhteensa sum"""
)


def find_roles(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool) -> dict[str, Role]:
    """Field → the column that is it, of the built-in fields. `rows`: some of the file."""
    roles: dict[str, Role] = {}
    name = name_of(columns, rows, has_header=has_header)
    price = price_of(columns, rows, has_header=has_header)
    taken = {role.column for role in (name, price) if role}
    if price and not has_header:
        taken |= _moving_with(price, columns, rows)
    products = _different(product_rows(rows, name, price))
    key = key_of(columns, products, name, taken=taken, has_header=has_header)
    if name is None and has_header and (name := only_text_of(columns, key)):
        products = _different(product_rows(rows, name, price))
        key = key or title_as_key(columns, name, products)
    found = {"sku": key, "name": name, "price": price}
    roles |= {field: role for field, role in found.items() if role}
    used = {role.column for role in roles.values()}
    for field, role in (
        ("description", description_of(columns, used, name, has_header=has_header)),
        ("active", active_of(columns, used, products)),
    ):
        if role:
            roles[field] = role
    return {field: _beside_its_twins(role, columns) for field, role in roles.items()}


def _moving_with(price: Role, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> set[int]:
    """Further prices."""
    amounts = [index for index, column in enumerate(columns) if column.kind in {"integer", "decimal"}]
    return {index for index in amounts if move_together(rows, index, price.column)}


def _beside_its_twins(role: Role, columns: Sequence[Column]) -> Role:
    """Of columns with the same name only a person can tell which one is meant."""
    name = normalise(columns[role.column].header)
    twins = [
        index
        for index, column in enumerate(columns)
        if index != role.column and column.filled and name and normalise(column.header) == name
    ]
    if not twins or role.certainty < SURE:
        return role
    return replace(role, certainty=LIKELY, rivals=tuple(twins))


def _different(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows without those that are just as another: they are the same product again."""
    return [*dict.fromkeys(map(tuple, rows))]


def product_rows(rows: Sequence[Sequence[str]], name: Role | None, price: Role | None) -> list[Sequence[str]]:
    """The rows that hold a product: they have a name, and about as many cells filled as others, or half and a price."""
    usual = median(map(filled_cells, rows)) if rows else 0
    return [row for row in rows if may_be_product(row, usual, name, price)]


def may_be_product(row: Sequence[str], usual: float, name: Role | None, price: Role | None) -> bool:
    """`usual`: how many cells of a row are filled."""
    if name and not _is_name(cell(row, name.column)):
        return False
    filled = filled_cells(row)
    return filled * 2 > usual and (filled * 4 >= usual * 3 or price is None or bool(cell(row, price.column)))


def filled_cells(row: Sequence[str]) -> int:
    return sum(map(bool, map(str.strip, row)))


def _is_name(text: str) -> bool:
    """A row of sums has a word in the place of its name."""
    return bool(text) and normalise(text.split(":")[0].split(" ")[0]) not in _TOTALS
