"""How the columns of a whole file are written, where a single cell does not tell: as they show, or as a person said."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from products.fields.amounts import DecimalSeparator
from products.fields.dates import DayOrder
from products.fields.field import Field
from products.fields.own_files import Origin
from products.fields.own_kind import UNKNOWN_STYLE, Style
from products.fields.prices import PriceFormat
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS, Fields
from products.fields.surveys import Survey, settled_style, survey_of
from products.imports.reading import RawRow
from products.imports.steps.columns import ColumnMap
from products.imports.steps.validation import RowValidator, Styles, added_to, column_of, currencies_of


def survey(
    chunks: Iterable[Sequence[RawRow]],
    columns: ColumnMap,
    *,
    fields: Fields = FIELDS,
    known: Callable[[Iterable[str]], Container[str]] = frozenset,
) -> Styles:
    """How the columns of the whole file are written, for a second validation. Rows that are refused have no say.

    `known` tells which SKU keys are those of products: a row without a name is refused if its key is not. What only
    the whole file shows, such as a SKU that comes again, takes no row its say. Raises FileFailure
    `price_format_unclear` or `column_format_unclear` if a column does not tell.
    """
    surveys, settled = _surveys(columns, fields), _settled(columns, fields)
    others = {key: index for key, index in columns.indexes.items() if key not in surveys}
    validator = RowValidator(replace(columns, indexes=others, currency=None), fields=fields, styles=settled)
    for rows in chunks if surveys else ():
        _add(surveys, _sound_cells(rows, validator, known), columns)
    return {**_decided(surveys, columns), **settled}


def unanimous_styles(
    chunks: Iterable[Sequence[RawRow]], columns: ColumnMap, *, fields: Fields = FIELDS
) -> Styles | None:
    """How the columns of the whole file are written if all cells of each say the same, which takes no look at others.

    None if they do not.
    """
    surveys = _surveys(columns, fields)
    for rows in chunks if surveys else ():
        _add(surveys, [row.cells for row in rows], columns)
        if not all(each.is_unanimous for each in surveys.values()):
            return None
    return {**_decided(surveys, columns), **_settled(columns, fields)}


def _decided(surveys: Mapping[str, Survey], columns: ColumnMap) -> Styles:
    """One program saved all columns of our export: what one of own numbers leaves open, the prices tell.

    Raises FileFailure.
    """
    styles: dict[str, Style] = {}
    for key, each in surveys.items():
        try:
            styles[key] = each.decide()
        except FileFailure:
            prices = styles.get("price", UNKNOWN_STYLE).numbers
            if columns.origin != Origin.SAVED_EXPORT or key in FIELDS or not (prices and prices.decimal):
                raise
            styles[key] = Style(PriceFormat(prices.decimal, None))
    return styles


def _surveys(columns: ColumnMap, fields: Fields) -> dict[str, Survey]:
    """By the keys of fields, and those for what is added to them."""
    given, surveys = _given(columns), dict[str, Survey]()
    for field in _open_fields(columns, fields):
        keys = [field.key, added_to(field.key)] if field.key in columns.sums else [field.key]
        if settled_style(field, given) is None:
            found = (survey_of(field, given, calculates=field.key in columns.sums) for _ in keys)
            surveys |= {key: each for key, each in zip(keys, found, strict=True) if each}
        if field.key in columns.fixed:
            surveys.pop(field.key, None)
    return surveys


def _settled(columns: ColumnMap, fields: Fields) -> Styles:
    """What a person said, where that leaves nothing open."""
    given, styles = _given(columns), dict[str, Style]()
    for field in _open_fields(columns, fields):
        if style := settled_style(field, given):
            styles |= {added_to(field.key): style} if field.key in columns.sums else {}
            styles |= {field.key: style} if field.key not in columns.fixed else {}
    return styles


def _open_fields(columns: ColumnMap, fields: Fields) -> list[Field]:
    """Our own export shows how it is written."""
    in_file = fields.among(columns.indexes)
    return [field for field in in_file if not (field.own and columns.origin == Origin.EXPORT)]


def _given(columns: ColumnMap) -> Style:
    said = columns.given
    decimal, currency = cast("DecimalSeparator | None", said.get("decimal")), said.get("currency")
    numbers = PriceFormat(decimal, currency, named=currency is not None) if decimal or currency else None
    return Style(numbers, cast("DayOrder | None", said.get("dates")))


def _add(surveys: Mapping[str, Survey], cells: Sequence[Sequence[str]], columns: ColumnMap) -> None:
    places = {**columns.indexes} | {added_to(key): added for key, (_, added) in columns.sums.items()}
    for key, each in surveys.items():
        beside = currencies_of(cells, columns) if key in columns.indexes else []
        each.add(column_of(cells, places[key], columns, of_numbers=True), beside)


def _sound_cells(
    rows: Sequence[RawRow], validator: RowValidator, known: Callable[[Iterable[str]], Container[str]]
) -> list[list[str]]:
    """The cells of the rows that are not refused, as far as `validator` and the catalogue can tell."""
    products, _ = validator.check(rows)
    nameless = {str(product.sku_key) for product in products if product.name is None}
    named = known(nameless) if nameless else nameless
    sound = {product.record_number for product in products if product.name is not None or product.sku_key in named}
    return [row.cells for row in rows if row.record_number in sound]
