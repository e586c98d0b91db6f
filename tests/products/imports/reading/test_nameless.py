"""Columns without a name: what they hold, and what that says about the others."""

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading.header_rows import letter
from products.imports.reading.nameless import NamelessColumns
from products.imports.reading.rows import RawRow

HEADER = ["sku", "price", "", "name", ""]


def columns(*rows: list[str], header: list[str] = HEADER, delimiter: str = ",") -> NamelessColumns:
    return NamelessColumns(header, rows, delimiter=delimiter)


def rows(*records: list[str]) -> list[RawRow]:
    return [RawRow(number, number, ",".join(cells), cells) for number, cells in enumerate(records, 2)]


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_has_the_letters_of_a_spreadsheet(column: int, letters: str) -> None:
    assert letter(column) == letters


def test_cells_with_text_are_counted_over_all_rows() -> None:
    found = columns()
    found.count(rows(["A1", "1.00", "x", "Mug", ""], ["A2", "1.00", " ", "Cup", ""]))
    found.count(rows(["A3", "1.00", "y", "Jug", "z"]))

    assert found.warnings == ["Columns without a name are not imported, but these hold text: C (2 rows), E (1 row)."]


def test_only_the_first_of_many_columns_are_listed() -> None:
    found = columns(header=["sku"] + [""] * 20)
    found.count(rows(["A1", *["x"] * 20]))

    assert found.warnings[0].endswith("M (1 row) and 8 more.")


@pytest.mark.parametrize(
    ("number", "rest", "is_split"),
    [
        ("12", "50", True),
        ("12", "5", True),
        ("€ 12", "50", True),
        ("EUR 1.250", "50 ", True),
        ("1", "234.50", True),
        ("12", "50 €", True),
        ("12.00", "50", False),
        ("12", "", False),
        ("12", "new", False),
        ("12", "5000", False),
        ("A12", "50", False),
        ("", "50", False),
    ],
)
def test_number_is_split_if_its_parts_look_so(number: str, rest: str, is_split: bool) -> None:
    sound = [["A0", "5.00", "", "Mug", ""]] * 3

    assert columns(*sound).split_numbers([["A1", number, rest, "Mug", ""]]) == ({0} if is_split else set())


def test_number_is_not_split_where_no_comma_separates_the_cells() -> None:
    assert columns(delimiter=";").split_numbers([["A1", "12", "50", "Mug", ""]]) == set()


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["sku", "stock", ""], ["A1", "12", "50"]),
        (["sku", "price", "stock", "name", ""], ["A1", "12", "5", "Mug", "note"]),
    ],
)
def test_columns_with_numbers_of_their_own_are_no_split_numbers(header: list[str], row: list[str]) -> None:
    others = [[*["A0", "word", "5", "Mug"][: len(header) - 1], ""]] * 3

    assert columns(*others, header=header).split_numbers([row]) == set()


@pytest.mark.parametrize(("split", "sound", "fails"), [(1, 0, True), (2, 1, True), (1, 1, False), (1, 2, False)])
def test_file_fails_if_most_numbers_are_split(split: int, sound: int, fails: bool) -> None:
    records = [["A1", "12", "50", "Mug", ""]] * split + [["A1", "12.50", "", "Mug", ""]] * sound

    if fails:
        with pytest.raises(FileFailure, match="decimal commas in column B") as failure:
            columns(*records)
        assert failure.value.code == "header_mismatch"
    else:
        assert columns(*records).split_numbers(records) == {*range(split)}
