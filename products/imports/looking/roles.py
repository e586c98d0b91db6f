"""Which column of a file is which field, how sure that is, and why. Pure.

What a header says comes first; what stands in the column must agree with it. Without a header only the values speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from products.fields.header_words import COST, words
from products.fields.headers import normalise
from products.imports.looking.column import Column
from products.imports.looking.keys import key_of, share_of_codes, title_as_key
from products.imports.looking.role import DOUBTFUL, LIKELY, SURE, Role, best, called, cell, certainty_of
from products.imports.looking.states import active_of

_TELLING = 0.9
_LONGEST_NAME = 200
"""Characters on the average."""
_TOTALS = words(
    """summe gesamt gesamtsumme zwischensumme total totals subtotal totale totali somme suma razem ogolem totaal итого
    всего celkem yhteensa sum"""
)
_SORTS_OF_PRICE = (
    ("base", "list", "listino", "retail", "pvp", "rrp", "msrp", "mrp", "srp", "uvp", "catalogue", "standard"),
    ("brutto", "gross", "ttc", "incl", "lordo", "ivato", "iva", "bruto"),
    ("netto", "net", "ht", "excl", "neto", "liquido"),
)
"""Of several likely prices the one with a word of the first line is suggested."""
_FIRST_TIER = re.compile(
    r"(?:(?:qty|quantity|menge|ab|from|des|da|vanaf|od|min)_)?1(?:_\d{1,3})?(?:_(?:pcs?|stk?|szt|ks|ud))?"
)
"""The header of the first of several prices, such as `1+`, `1-9` and `Qty 1`."""
_SOME_PRICES = words("price preis prix prezzo precio preco prijs cena fiyat pris sale special promo")
_NEVER_THE_PRICE = words(
    """supplier cost costo coste cout custo kosten einkauf ek achat acquisto compra zakup shipping delivery versand tax
    iva vat type from date discount sconto rabatt percent quantity qty surcharge per_item margin"""
)


def find_roles(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool) -> dict[str, Role]:
    """Field → the column that is it, of the built-in fields. `rows`: some of the file."""
    roles: dict[str, Role] = {}
    name = best(_names(columns, has_header=has_header))
    price = best(_prices(columns, has_header=has_header))
    taken = {role.column for role in (name, price) if role}
    key = key_of(columns, product_rows(rows, name, price), name, taken=taken, has_header=has_header)
    if key is None and name is None and has_header and (name := best(_only_texts(columns))):
        key = title_as_key(columns, name, product_rows(rows, name, price))
    found = {"sku": key, "name": name, "price": price}
    roles |= {field: role for field, role in found.items() if role}
    used = {role.column for role in roles.values()}
    for field, role in (
        ("description", _description(columns, used)),
        ("active", active_of(columns, used, product_rows(rows, name, price))),
    ):
        if role:
            roles[field] = role
    return {field: _beside_its_twins(role, columns) for field, role in roles.items()}


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


def _names(columns: Sequence[Column], *, has_header: bool) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        if column.kind not in {"text", "long_text", "integer", "boolean"} or not column.filled:
            continue
        certainty, rank = certainty_of("name", column.said)
        is_text = column.kind == "text" or (column.kind == "long_text" and column.average_length <= _LONGEST_NAME)
        telling = column.share_unique + column.share_filled
        if certainty == SURE:
            yield 30 + rank, Role(index, SURE, called(column))
        elif not is_text or column.share_unique < 0.1 or column.distinct == 1 < column.filled:
            continue
        elif certainty == LIKELY:
            score = 10 if share_of_codes(column) >= _TELLING else 20
            yield score + rank + telling + _sentences(column), Role(index, LIKELY, called(column))
        elif certainty_of("description", column.said)[0] and column.average_length <= _LONGEST_NAME:
            reason = f"{called(column)}, and no other column has names"
            yield 15 + telling, Role(index, LIKELY, reason)
        elif not has_header and _sentences(column) > 0.3:
            length = min(column.average_length, 60) / 60 + sum(" " in text for text in column.samples) / 10
            yield 10 + telling + length - index / 20, Role(index, DOUBTFUL, "its texts read like names")


def _only_texts(columns: Sequence[Column]) -> Iterable[tuple[float, Role]]:
    """Columns that read like names whatever they are called. Of a file without a key they are all there is."""
    for index, column in enumerate(columns):
        is_telling = min(column.share_filled, column.share_unique) >= _TELLING
        if column.kind == "text" and is_telling and _sentences(column) >= _TELLING:
            yield column.average_length / _LONGEST_NAME, Role(index, DOUBTFUL, "its texts read like names")


def _sentences(column: Column) -> float:
    """The share of the samples that have several words or letters only."""
    return sum(" " in text or text.isalpha() for text in column.samples) / max(1, len(column.samples))


def _prices(columns: Sequence[Column], *, has_header: bool) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        numbers = column.share_of("integer", "decimal", "boolean")
        if numbers < 0.5 or not column.filled:
            continue
        certainty, rank = certainty_of("price", column.said)
        if certainty == SURE and _has_twin(columns, column):
            yield 20 + rank + _sort_of_price(column.said), Role(index, LIKELY, called(column))
        elif certainty == SURE:
            yield 30 + rank, Role(index, SURE, called(column))
        elif certainty == LIKELY:
            yield 20 + rank + _sort_of_price(column.said), Role(index, LIKELY, called(column))
        elif has_header and column.share_of("decimal") > 0.5 and _FIRST_TIER.fullmatch(normalise(column.said)):
            yield 15, Role(index, LIKELY, f"{called(column)}, the price of the smallest quantity")
        elif has_header and rank < 0 and _is_some_price(column.said):
            yield 12, Role(index, DOUBTFUL, f"{called(column)}, and there is no other price")
        elif not has_header and column.share_of("decimal") > 0.5:
            yield 10 - index / 100, Role(index, DOUBTFUL, "its numbers read like prices")


def _has_twin(columns: Sequence[Column], column: Column) -> bool:
    """Whether another column has the same name but for what stands in brackets: `Price (net)` and `Price (gross)`."""
    name = normalise(column.header)
    return any(other is not column and other.filled and normalise(other.header) == name for other in columns)


def _is_some_price(header: str) -> bool:
    """Whether a header that speaks against being the price names some price even so, such as a *sale price*."""
    parts = {*normalise(header).split("_")}
    never = COST.search(normalise(header)) or not parts.isdisjoint(_NEVER_THE_PRICE)
    return not parts.isdisjoint(_SOME_PRICES) and not never


def _sort_of_price(header: str) -> float:
    words = {*re.split(r"[\W_]+", header.casefold())}
    for place, sort in enumerate(_SORTS_OF_PRICE):
        if not words.isdisjoint(sort):
            return 0.3 - place / 10
    return 0.0


def _description(columns: Sequence[Column], used: set[int]) -> Role | None:
    def candidates() -> Iterable[tuple[float, Role]]:
        for index, column in enumerate(columns):
            certainty, rank = certainty_of("description", column.said)
            if index not in used and certainty and column.filled and column.kind in {"text", "long_text"}:
                yield (
                    certainty * 10 + rank + min(column.average_length, 500) / 500,
                    Role(index, certainty, called(column)),
                )

    return best(candidates())
