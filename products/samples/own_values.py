"""The cells of own fields for sample products: likely ones for the ready-made fields, and something of the right kind
for any other. They follow from the product's SKU, so they are always the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zlib import crc32

from products.fields.barcodes import check_digit
from products.fields.field import Field
from products.fields.kinds import KindName
from products.fields.own_kinds import Choice, DecimalNumber, Listing
from products.samples.products import SampleProduct, quoted
from products.samples.vocabulary import ADJECTIVES, BRANDS, COLOURS

Cell = Callable[[int, SampleProduct], str]
"""The number in a product's SKU, and the product → a cell."""


def own_cells(fields: Sequence[Field]) -> Callable[[SampleProduct], str]:
    """What makes the end of a product's line, behind the cells that every catalogue has."""
    makers = [_KNOWN.get((field.key, field.kind.name)) or _cell_of(field) for field in fields]

    def cells(product: SampleProduct) -> str:
        number = _number_in(product.sku)
        return "".join([f",{quoted(make(number, product))}" for make in makers])

    return cells


def _number_in(sku: str) -> int:
    """The one at its end, by which samples are told apart."""
    digits = sku.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else crc32(sku.encode()) % 100_000_000


def _brand(number: int, product: SampleProduct) -> str:
    """The one that its name begins with."""
    name = product.name.removeprefix("New ")
    return next((brand for brand in BRANDS if name.startswith(brand)), BRANDS[number % len(BRANDS)])


def _cell_of(field: Field) -> Cell:
    kind = field.kind
    if isinstance(kind, Choice):
        return lambda number, product: kind.choices[number % len(kind.choices)]
    if isinstance(kind, Listing):
        return lambda number, product: kind.separator.join(_two_of(COLOURS, number))
    if isinstance(kind, DecimalNumber):
        return lambda number, product: f"{number % 1000}.5" if kind.places else str(number % 1000)
    return _BY_KIND[kind.name]


def _two_of(words: Sequence[str], number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((words[number % len(words)], words[number // 100 % len(words)])))


def _barcode(number: int, product: SampleProduct) -> str:
    digits = f"20{number:08}{number % 9 + 1}1"
    return digits + check_digit(digits)


def _day(number: int, product: SampleProduct) -> str:
    return str(date(2026, 1, 1) + timedelta(days=number % 365))


_BY_KIND: dict[KindName, Cell] = {
    "text": lambda number, product: f"{ADJECTIVES[number % len(ADJECTIVES)]} {number % 97}",
    "long_text": lambda number, product: f"{product.name}.\nSeries {number % 97}.",
    "integer": lambda number, product: str(number % 1000),
    "money": lambda number, product: f"{number % 500}.{number % 100:02}",
    "boolean": lambda number, product: "true" if number % 3 else "false",
    "date": _day,
    "url": lambda number, product: f"https://example.com/{product.sku}",
    "barcode": _barcode,
}
_KNOWN: dict[tuple[str, KindName], Cell] = {
    ("brand", "text"): _brand,
    ("category", "text"): lambda number, product: f"Home > {product.sku.partition('-')[0]} > {number % 40}",
    ("stock", "integer"): lambda number, product: str(number % 400),
    ("weight", "decimal"): lambda number, product: f"{number % 30}.{number % 9 + 1}",
    ("manufacturer_number", "text"): lambda number, product: f"M{number:08}",
}
