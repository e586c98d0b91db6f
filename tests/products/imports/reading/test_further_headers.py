"""Headers further down, among rows that may only look like one."""

import pytest

from products.imports.reading.further_headers import FurtherHeaders

HEADER = ["sku", "Product name", "Price (EUR)", ""]


def among(*records: list[str], header: list[str] = HEADER, named: tuple[str, ...] = ()) -> dict[int, bool]:
    return FurtherHeaders(header, named=named).among(records)


@pytest.mark.parametrize(
    "again",
    [
        HEADER,
        ["sku", "Product name", "Price (EUR)"],
        ["SKU", "PRODUCT NAME", "PRICE"],
        [" sku ", "product_name", "Price:", "", ""],
        ["\ufeffsku", "Product Name", "price*", " "],
        ["sku", "Product name", "Price", "x"],
        ["Artikelnummer", "Artikelname", "Preis"],
        ["Article-No.", "title", "list price"],
    ],
)
def test_same_header_is_recognised_in_any_spelling(again: list[str]) -> None:
    assert among(["A1", "Mug", "1", ""], again, ["A2", "Lamp", "2", ""]) == {1: True}


@pytest.mark.parametrize(
    "other",
    [
        ["Product name", "sku", "Price"],
        ["sku", "Product name"],
        ["sku", "Price", "Product name", ""],
        ["sku", "Product name", "Price", "Description", "active"],
        ["Preis", "Artikelname", "Artikelnummer"],
        ["colour", "sku", "name"],
        ["zone", "weight", "cost"],
        ["Zone", "Gewicht", "Preis", ""],
    ],
)
def test_header_of_other_columns_begins_a_second_table(other: list[str]) -> None:
    assert among(["A1", "Mug", "1", ""], other) == {1: False}


@pytest.mark.parametrize(
    "row",
    [
        ["A1", "Product name", "1"],
        ["sku"],
        ["sku", "A mug", "Price of 2"],
        ["sku", "Product name", "12"],
        ["sku", "A mug, nice", "round", "red"],
        ["name", "title", "price"],
        ["G1", "Gift card", "cost"],
        ["GIFT", "Gift card", "cost on request"],
        [],
        ["", "", "", ""],
    ],
)
def test_row_that_says_something_else_is_no_header(row: list[str]) -> None:
    assert among(row, HEADER) == {1: True}


def test_words_that_are_also_values_prove_little() -> None:
    header = ["sku", "name", "active"]

    assert among(["Mug", "SKU", "active"], header=header) == {}
    assert among(["Artikelnummer", "", "aktiv"], header=header) == {0: False}
    assert among(["Artikelnummer", "Artikelname", "aktiv"], header=header) == {0: True}


def test_every_header_is_found() -> None:
    assert among(HEADER, ["A1", "Mug", "1", ""], HEADER, ["name", "sku"]) == {0: True, 2: True, 3: False}


def test_header_whose_sku_only_a_person_knew_is_found_by_its_longest_cell() -> None:
    header = ["EAN", "Bezeichnung", "Netto"]

    assert among(["ean", "BEZEICHNUNG", "netto"], header=header, named=("EAN",)) == {0: True}
    assert among(["Bezeichnung", "EAN", "Netto"], header=header, named=("EAN",)) == {0: False}


@pytest.mark.parametrize(
    ("again", "same"),
    [
        (["sku", "name", "Netto", "Brutto"], True),
        (["sku", "name", "Brutto", "Netto"], False),
        (["Artikelnummer", "Artikelname", "Net price", "Gross price"], False),
        (["sku", "name", "Netto", "Gross price"], True),
    ],
)
def test_column_that_a_person_named_must_be_named_alike(again: list[str], same: bool) -> None:
    assert among(again, header=["sku", "name", "Netto", "Brutto"], named=("Netto",)) == {0: same}


def test_header_of_a_single_column_is_found() -> None:
    assert among(["A1"], ["Sku"], header=["sku"]) == {1: True}


def test_first_table_ends_before_another_header_and_leaves_its_own_out() -> None:
    header, row = ["sku", "name"], ["A1", "Mug"]
    further = FurtherHeaders(header)

    assert further.first_table([row, header, row, ["name", "sku"], row]) == [row, row]
    assert further.first_table([row, row]) == [row, row]
