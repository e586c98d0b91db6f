"""Whether the header's names stand above the cells that they mean."""

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading.alignment import refuse_misaligned

GAP = ["sku", "price", "", "name", ""]
WIDE = ["sku", "name", "description", "price", "active"]


def failure_of(header: list[str], *rows: list[str], delimiter: str = ",") -> str:
    """Its code and sentence; empty if there is none."""
    try:
        refuse_misaligned(header, rows, delimiter=delimiter, delimiters=",;\t|")
    except FileFailure as failure:
        return f"{failure.code}: {failure}"
    return ""


@pytest.mark.parametrize(
    ("header", "rows", "fails"),
    [
        (GAP, [["A1", "1.00", "Mug"], ["A2", "2.00", "Cup"]], True),
        (GAP, [["A1", "1.00", "Mug"]], True),
        (GAP, [["A1", "1.00", "Mug", ""]] * 2, True),
        (GAP, [["A1", "1.00", "", "Mug"]] * 2, False),
        (GAP, [["A1", "1.00"]] * 2, False),
        (GAP, [], False),
        (["sku", "", "name", "price"], [["A1", "Mug", "1.00"]] * 4 + [["A2", "Blue", "mug", "1.00"]], True),
        (["sku", "", "name", "price"], [["A1", "Mug", "1.00", ""]] * 2, True),
        (["sku", "", "name", "price"], [["A1", "x", "Mug", "1.00"]] * 4 + [["A2", "Mug", "1.00"]], False),
        (["sku", "name", "", "price", "notes"], [["A1", "Mug", "x", "1.00", ""]] * 2, False),
        (["ugs", "nom", "", "prix", "notes"], [["A1", "Mug", "x", "1.00", ""]] * 2, False),
        (["ugs", "nom", "", "prix", "notes"], [["A1", "Mug", "1.00", "x", ""]] * 2, True),
        (["", "", "sku", "", "notes", "more"], [["3", "", "A1", "x", "1", ""]] * 2, False),
    ],
)
def test_cell_without_a_name_is_one_too_many_above_shorter_rows(
    header: list[str], rows: list[list[str]], fails: bool
) -> None:
    assert ("no name in column" in failure_of(header, *rows)) is fails


@pytest.mark.parametrize(
    ("header", "row", "fails"),
    [
        (WIDE, ["A1", "Mug", "Nice", "1.00"], False),
        (WIDE, ["A1", "Mug", "1.00", "true"], True),  # an amount is called description, and an answer price
        (["sku", "na", "me", "description"], ["A1", "Mug", "Nice"], True),
        (["sku", "product_", "name", "price"], ["A1", "Mug", "1.00"], True),
        (["sku", "col", "our", "name", "price"], ["A1", "red", "Mug", "1.00"], True),
        (["sku", "colour", "size", "price", "active"], ["A1", "red", "XL", "1.00"], False),
        (["sku", "name", "colour", "size"], ["A1", "Mug", "red"], False),  # whatever was cut, it is not imported
        (["sku", "name", "colour", "size", "price"], ["A1", "Mug", "red", "XL"], False),  # XL is no price
        (["sku", "name", "colour", "size", "description"], ["A1", "Mug", "red", "Nice"], True),
    ],
)
def test_rows_shorter_by_one_are_short_at_their_end_only_if_no_name_can_be_cut_in_two(
    header: list[str], row: list[str], fails: bool
) -> None:
    assert ("one too many" in failure_of(header, row, row)) is fails
    assert ("one too many" in failure_of(header, *[row] * 4, [*row, ""])) is fails


def test_blank_last_column_is_usual_beside_columns_that_are_not_imported() -> None:
    header = ["name", "price", "maker", "tags", "active", "notes"]

    assert failure_of(header, *[["Mug", "1.00", "Acme", "red", "true", ""]] * 3) == ""
    assert "one too many" in failure_of(["sku", "na", "me", "price"], *[["A1", "Mug", "1.00", ""]] * 3)


def test_few_shorter_rows_say_nothing_about_the_header() -> None:
    header = ["sku", "na", "me", "description"]

    assert failure_of(header, ["A1", "Mug", "x", "Nice"], ["A2", "Mug", "y", "Nice"], ["A3", "Mug", "z", "Nice"]) == ""


@pytest.mark.parametrize(
    ("header", "row", "fails"),
    [
        (["sku", "namedescription", "price"], ["A1", "Mug", "", "1.00"], True),
        (["skuname", "sku", "price"], ["A1", "Mug", "1.00", ""], True),
        (["sku", "colourname", "price"], ["A1", "red", "Mug", ""], True),  # Mug is no price
        (["sku", "colour", "price"], ["A1", "red", "1.00", ""], False),
        (["sku", "name"], ["A1", "Mug", ""], False),
    ],
)
def test_rows_longer_by_one_end_blank_only_if_no_two_names_are_joined(
    header: list[str], row: list[str], fails: bool
) -> None:
    assert ("Most rows have" in failure_of(header, row, row)) is fails


@pytest.mark.parametrize(
    ("header", "first", "fails"),
    [
        (["sku", "name"], ["description", "price"], True),
        (["sku"], ["name"], True),
        (["sku", "name"], ["A-B", "Title"], False),  # “Title” would be a name, and that is there
        (["sku", "name"], ["A-B", "active"], False),
        (["sku", "name"], ["price", "1.00"], False),
    ],
)
def test_first_row_with_more_names_is_the_rest_of_the_header(header: list[str], first: list[str], fails: bool) -> None:
    assert ("cut in two" in failure_of(header, first, ["A1", "x"])) is fails


@pytest.mark.parametrize(
    ("cells", "fails"), [(["A1;Mug", "A2;Cup"], True), (["A1;Mug", "A2", "A3"], False), (["A1,Mug", "A2,Cup"], False)]
)
def test_header_of_one_column_has_lost_the_others_if_rows_have_separators(cells: list[str], fails: bool) -> None:
    assert ("one column" in failure_of(["sku"], *([cell] for cell in cells))) is fails


@pytest.mark.parametrize(
    ("header", "cells", "fails"),
    [
        ("description", ["1.00", "9,90"], True),
        ("description", ["12", "9"], False),
        ("name", ["1.00", "9.90"], False),
        ("name", ["https://x.example/1", "https://x.example/2"], True),
        ("description", ["https://x.example/1", "Nice", "Big"], False),
        ("link", ["https://x.example/1", "https://x.example/2"], False),
    ],
)
def test_column_of_texts_holds_no_amounts_or_addresses(header: str, cells: list[str], fails: bool) -> None:
    assert ("but holds" in failure_of(["sku", header], *(["A1", cell] for cell in cells))) is fails


def test_failure_has_the_code_of_a_header_that_does_not_line_up() -> None:
    assert failure_of(GAP, ["A1", "1.00", "Mug"]).startswith("header_mismatch: The header does not line up")
