"""The header that comes again, among rows that may only look like it."""

import pytest

from products.imports.reading.repeated_header import RepeatedHeader

HEADER = ["sku", "Product name", "Price (EUR)", ""]


def among(*records: list[str], header: list[str] = HEADER) -> list[int]:
    return RepeatedHeader(header).among([",".join(cells) for cells in records], records)


@pytest.mark.parametrize(
    "again",
    [
        HEADER,
        ["sku", "Product name", "Price (EUR)"],
        ["SKU", "PRODUCT NAME", "PRICE"],
        [" sku ", "product_name", "Price:", "", ""],
        ["\ufeffsku", "Product Name", "price*", " "],
    ],
)
def test_header_is_recognised_in_any_spelling(again: list[str]) -> None:
    assert among(["A1", "Mug", "1", ""], again, ["A2", "Lamp", "2", ""]) == [1]


@pytest.mark.parametrize(
    "row",
    [
        ["A1", "Product name", "1"],
        ["Product name", "sku", "Price"],
        ["sku", "Product name"],
        ["sku", "Product name", "Price", "x"],
        ["sku"],
        [],
        ["", "", "", ""],
    ],
)
def test_row_that_says_something_else_is_no_header(row: list[str]) -> None:
    assert among(row, HEADER) == [1]


def test_every_repetition_is_found() -> None:
    assert among(HEADER, ["A1", "Mug", "1", ""], HEADER, HEADER) == [0, 2, 3]


def test_nothing_is_looked_at_closely_when_no_record_has_the_headers_longest_word() -> None:
    """`cells` says header, but the text of the lines, which is looked at first, does not."""
    assert RepeatedHeader(["sku", "name"]).among(["A1,Mug"], [["sku", "name"]]) == []


def test_header_of_a_single_column_is_found() -> None:
    assert among(["A1"], ["Sku"], header=["sku"]) == [1]
