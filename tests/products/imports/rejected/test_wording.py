"""What is wrong in general: the same words for all rows alike."""

import pytest

from products.fields.prices import PriceFormat
from products.fields.reasons import Reason
from products.fields.registry import FIELDS
from products.imports.reading.grammar import Grammar
from products.imports.reading.refusals import refusal
from products.imports.rejected.wording import in_general


def of_cell(key: str, cell: str) -> str:
    field = FIELDS[key]
    (reason,) = field.kind.reader(field, PriceFormat(".", "EUR"))([cell])
    assert isinstance(reason, Reason)
    return in_general(reason)


@pytest.mark.parametrize(
    ("key", "cells", "words"),
    [
        ("price", ["12,5O", "1x", " 7.5O "], "price contains a letter"),
        ("price", ["about 3. maybe", "12 pcs"], "price contains letters"),
        ("price", ["-5", "(7.10)"], "price is negative"),
        ("price", ["1.999", "0.0001"], "price has more than two decimals"),
        ("price", ["99999999999", "123456789012.00"], "price is larger than 9,999,999,999.99"),
        ("sku", ["A" * 256, "B" * 312], "SKU has … characters; at most 255 are allowed"),
        ("name", ["A" * 501, "B" * 1312], "name has … characters; at most 500 are allowed"),
        ("active", ["#NAME?", "#REF!"], "active is a spreadsheet error, neither true nor false"),
        ("active", ["perhaps", "“what”"], "We do not know whether … means active or not"),
    ],
)
def test_reasons_of_a_cell_are_the_same_whatever_it_holds(key: str, cells: list[str], words: str) -> None:
    assert {of_cell(key, cell) for cell in cells} == {words}


@pytest.mark.parametrize(("cells", "longest"), [(7, 100), (1_024, 2_000_000)])
def test_reasons_of_a_row_are_the_same_whatever_its_length(cells: int, longest: int) -> None:
    facts = {"record_number": 2, "line_number": 2, "raw": "A-1,x. y", "columns": 5, "grammar": Grammar(",")}

    def words(code: str) -> str:
        (reason,) = refusal(code, cells=cells, max_record_bytes=2 * 1024**2, **facts).reasons  # type: ignore[arg-type]
        return in_general(reason)

    assert words("too_many_cells") == "row has … cells, but the header has 5"
    assert words("too_few_cells") == "row has only … of 5 cells; the last ones are missing"
    assert words("record_too_long") == "row is longer than 2 MB"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("name", "missing_name", "", "A-1 is a new product and has no name. Give it one."), "name is missing"),
        (Reason("price", "missing_price", "", "The price is missing. Add it."), "price is missing"),
        (Reason("sku", "duplicate_sku", "A-1", "A-1 is in this file twice."), "SKU is in the file more than once"),
        (Reason(None, "bad_quote", "x", "y" * 300), "y" * 200),
    ],
)
def test_reasons_that_name_the_product_do_not_name_it_in_general(reason: Reason, words: str) -> None:
    assert in_general(reason) == words
