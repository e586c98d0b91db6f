"""What a person said of numbers and dates holds, whatever the cells show."""

from typing import Any

import pytest

from products.imports.reading import RawChunk
from products.imports.recipes import parse
from products.imports.recipes.columns import Columns
from products.imports.recipes.preparation import Preparation
from products.imports.steps.column_styles import survey, unanimous_styles
from products.imports.steps.columns import match
from products.imports.steps.made_columns import with_made
from products.imports.steps.validation import RowValidator
from tests.products.imports.recipes.documents import ALL
from tests.products.imports.steps.rows import codes, raw_rows

MISMATCH = ["price_currency_mismatch"]
HEADER = ["sku", "name", "price", "stock", "since", "extra"]


def read(rows: list[list[str]], *, column: str = "price", fields: Any = None, **given: str) -> list[object]:
    """The values of a column by what was given, or the codes of refused rows; both surveys say the same."""
    recipe = parse({"file": given, "fields": fields or {}}, ALL)
    columns = match(HEADER, recipe, fields=ALL)
    preparation = Preparation(recipe, len(HEADER), columns.origin, Columns(HEADER).indexes_of(recipe.columns()))  # type: ignore[arg-type]
    preparation.add(ALL, columns.indexes)
    columns = with_made(columns, recipe, preparation.places, ALL)
    cells = [[f"A{number}", "Mug", *row, *[""] * (4 - len(row))] for number, row in enumerate(rows)]
    (chunk,) = preparation.chunks([RawChunk(rows=raw_rows(*cells))])
    styles = survey([chunk.rows], columns, fields=ALL)
    assert unanimous_styles([chunk.rows], columns, fields=ALL) in (None, styles)
    products, refusals = RowValidator(columns, fields=ALL, styles=styles).check(chunk.rows)
    values = {product.record_number: getattr(product, column) for product in products}
    return [value for _, value in sorted((values | dict(codes(refusals))).items())]


@pytest.mark.parametrize(
    ("given", "prices", "found"),
    [
        ({"decimal": ","}, ["1.250", "12,5", "7", "1.50"], ["1250.00", "12.50", "7.00", ["price_format_conflict"]]),
        ({"decimal": "."}, ["1.250", "7", "1,50"], ["1.25", "7.00", ["price_format_conflict"]]),
        ({"decimal": "."}, ["$ 1.25", "$ 2.25", "€ 7"], ["1.25", "2.25", MISMATCH]),
        ({"currency": "EUR"}, ["$ 1.25", "$ 2.25", "€ 7.00"], [MISMATCH] * 2 + ["7.00"]),
        ({"currency": "CAD", "decimal": "."}, ["$ 1.250", "CAD 2", "€ 7"], ["1.25", "2.00", MISMATCH]),
    ],
)  # fmt: skip
def test_prices_are_read_as_a_person_said(given: dict[str, str], prices: list[str], found: list[object]) -> None:
    assert read([[price] for price in prices], **given) == found


CONFLICT = ["since_format_conflict"]


@pytest.mark.parametrize(
    ("given", "dates", "found"),
    [
        ("DMY", ["3/4/2026", "31/12/2026"], ['{"since":"2026-04-03"}', '{"since":"2026-12-31"}']),
        ("MDY", ["3/4/2026", "31/12/2026"], ['{"since":"2026-03-04"}', CONFLICT]),
        ("YMD", ["3/4/2026", "2026-12-31", "31/12/2026"], [CONFLICT, '{"since":"2026-12-31"}', CONFLICT]),
    ],
)
def test_dates_are_read_as_a_person_said(given: str, dates: list[str], found: list[object]) -> None:
    rows = [["", "", date] for date in dates]

    assert read(rows, column="attributes", fields={"since": "since"}, dates=given) == found


def test_whole_numbers_are_read_as_a_person_said() -> None:
    rows = [["", "1.200"], ["", "3"]]

    values = read(rows, column="attributes", fields={"stock": "stock"}, decimal=",")

    assert values == ['{"stock":1200}', '{"stock":3}']


def test_columns_of_a_sum_are_surveyed_each_by_itself() -> None:
    fields = {"price": {"from": "price", "plus": "extra"}}
    rows = [["1.234,5678", "", "", "1.5"], ["2,5", "", "", "1,000.25"], ["3,5", "", "", ""]]

    assert read(rows, fields=fields) == ["1236.07", "1002.75", "3.50"]
