"""The short cuts for whole columns, and the guard of exports, against cells of every odd kind."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from products.fields.own_files import Origin
from products.fields.own_kind import Style
from products.fields.prices import PriceFormat, read_price
from products.fields.reasons import Reason, Refusal
from products.fields.skus import fold
from products.fields.values import BooleanReader, LineReader, LongTextReader, read_sku
from products.imports.steps.validation import RowValidator
from tests.products.imports.steps.rows import COLUMNS, raw_rows

POINTS = PriceFormat(decimal=".", currency=None)


WHITE = st.sampled_from(["", " ", "\u00a0", "\n", "\r\n", "\t", "\u200b", "\u2028"])
SIGNS = st.sampled_from(["", "", "'", "=", '="', "＝", "#", "-", "(", '"', "é", "A", "~", "\x7f", "\ufeff"])
BODIES = st.sampled_from(
    [
        "",
        "A1",
        "ab-2",
        "x" * 254,
        "n" * 499,
        "Café",
        "1.23E+11",
        "a  b",
        "12.99",
        "1.00\n2.00",
        "yes",
        "5",
        "REF!",
        "Err:502",
    ]
)
ordinary = st.from_regex(r"[A-Za-z0-9_/-]{1,20}", fullmatch=True)
odd = st.builds("".join, st.tuples(WHITE, SIGNS, SIGNS, BODIES, SIGNS, WHITE))
cell = ordinary | ordinary | odd | st.text(max_size=8)


@given(st.lists(st.lists(cell, min_size=5, max_size=5), max_size=6))
def test_check_agrees_with_reading_every_cell_carefully(lines: list[list[str]]) -> None:
    """The short cuts for whole columns never change an outcome."""
    rows = raw_rows(*lines)
    expected_products, expected_refusals = [], []
    for row in rows:
        sku, name, description, price, active = row.cells
        values = (
            read_sku(sku),
            LineReader("name", "name", 500).read_one(name),
            LongTextReader("description", "description", 65_536).read_one(description),
            read_price(price, POINTS),
            BooleanReader("active", "active").read_one(active),
        )
        reasons = tuple(value for value in values if isinstance(value, Reason))
        if reasons:
            expected_refusals.append(Refusal(row.record_number, row.line_number, row.raw, reasons))
        else:
            key = fold(str(values[0]))
            expected_products.append((row.record_number, row.line_number, values[0], key, *values[1:]))

    products, refusals = RowValidator(COLUMNS, styles={"price": Style(POINTS)}).check(rows)

    assert [tuple(product) for product in products] == expected_products
    assert refusals == expected_refusals


GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def exported(value: str) -> str:
    """What our exports write, so that a spreadsheet does not take it for a formula."""
    return f"'{value}" if value.startswith(GUARDED) else value


@given(cell, cell, cell)
def test_check_undoes_the_guard_of_exports(sku: str, name: str, description: str) -> None:
    validator = RowValidator(replace(COLUMNS, origin=Origin.EXPORT))
    first, _ = validator.check(raw_rows([sku, name, description, "", ""]))

    for product in first:
        cells = [exported(str(text or "")) for text in (product.sku, product.name, product.description)]
        again, _ = validator.check(raw_rows([*cells, "", ""]))
        assert again == [product]
