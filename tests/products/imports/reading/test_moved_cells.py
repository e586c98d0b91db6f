"""Rows whose cells stand beside their columns."""

import pytest

from products.imports.reading.likeness import Likeness
from products.imports.reading.moved_cells import MovedCells
from products.imports.reading.widths import Widths

HEADER = ["sku", "name", "stock", "description", "link"]
SAMPLE = [
    [f"A-{row}", f"Mug {chr(97 + row)}", str(10 + row), f"Nice {chr(97 + row)}", f"https://x.example/{row}"]
    for row in range(10, 22)
]
WIDTHS = Widths(5, 5, 5)
LINK = "https://x.example/19"
LONGER = Widths(5, 5, 5, frozenset({6}), doubtful=frozenset({5, 6}))


def moved_cells(sample: list[list[str]] = SAMPLE, header: list[str] = HEADER) -> MovedCells:
    return MovedCells(header, Likeness(sample, Widths(len(header), len(header), len(header))), delimiter=",")


@pytest.mark.parametrize(
    ("row", "moved"),
    [
        (["A-1", "Mug", "12", "Nice", LINK], False),
        (["A-1", "Blue", " mug", "12", f"Nice{LINK}"], True),  # a comma too many, and one lost behind the stock
        (["A-1", "Mug12", "Nice", "big", LINK], False),  # the stock does not stand beside its column
        (["A-31Mug", "12", "Nice", " big", LINK], True),  # a comma lost, and one too many behind the stock
        (["A-1", "Mug", "sold out", "Nice", LINK], False),
        (["A-1", "Mug", "", "12", LINK], True),  # the stock is never blank
        (["A-1", "Mug", "12", LINK, ""], False),
        (["A-1", "Mug", "12", "Nice", "none yet"], False),
    ],
)
def test_number_beside_its_column_has_moved(row: list[str], moved: bool) -> None:
    assert moved_cells().among([SAMPLE[0], row]) == ({1} if moved else set())


def test_row_among_those_that_teach_does_not_hide_itself() -> None:
    row = ["A-1", "Blue", " mug", "12", f"Nice{LINK}"]

    assert moved_cells([*SAMPLE, row]).among([row]) == {0}


def test_column_with_words_among_its_numbers_tells_nothing() -> None:
    sample = [[*cells[:2], "sold out" if index % 3 else cells[2], *cells[3:]] for index, cells in enumerate(SAMPLE)]

    assert moved_cells(sample).among([["A-1", "Blue", " mug", "12", f"Nice{LINK}"]]) == set()


def test_prices_are_left_to_the_check_of_their_values() -> None:
    header = ["sku", "name", "price", "description", "link"]

    assert moved_cells(header=header).among([["A-1", "Blue", " mug", "12", f"Nice{LINK}"]]) == set()


@pytest.mark.parametrize(
    ("row", "moved"),
    [
        (["A-1", "Mug", "", "19.50", "Nice"], True),
        (["A-1", "19.50", "", "Nice", ""], True),
        (["A-1", "Mug", "", "Nice", "19.50"], False),
        (["A-1", "Mug", "", "", "Nice"], False),
        (["A-1", "Mug", "19.50", "17.25", "Nice"], False),
    ],
)
def test_amount_beside_its_blank_column_has_moved(row: list[str], moved: bool) -> None:
    header = ["sku", "name", "price", "notes", "description"]
    sample = [[f"A-{n}", f"Mug {n} of {'x' * n}", f"{n}.50", "", f"Nice {'y' * n} one"] for n in range(10, 22)]

    assert moved_cells(sample, header).among([sample[0], row]) == ({1} if moved else set())


def test_blank_price_beside_another_column_of_amounts_is_blank() -> None:
    header = ["sku", "name", "price", "cost"]
    sample = [[f"A-{n}", f"Mug {n}", f"{n}.50", f"{n}.25"] for n in range(10, 22)]

    assert moved_cells(sample, header).among([["A-1", "Mug", "", "12.25"]]) == set()


@pytest.mark.parametrize(
    ("row", "unsure"),
    [
        (["A-1", "Mug", "12", "Nice", LINK, ""], False),
        (["A-1", "Blue", " mug", "12", LINK, ""], True),
        (["A-1", "Mug", "1", "2", LINK, ""], False),  # the link stands where it should
        (["A-1", "Mug", "12", "Nice", "", ""], True),  # the link is never blank
        (["A-1", "Mug12", "Nice", LINK, ""], True),
        (["A-1", "Mug", "12", LINK, ""], True),
        (["A-1", "Mug", "12", "", ""], True),
    ],
)
def test_row_of_an_unusual_length_must_look_right_in_one_way_only(row: list[str], unsure: bool) -> None:
    assert moved_cells().unsure(row, LONGER) is unsure


def test_row_without_telling_columns_behind_its_texts_may_have_a_separator_too_many_in_each() -> None:
    sample = [["A-1", "Mug", "Nice"], ["A-2", "Cup", "Big"]]
    widths = Widths(3, 3, 3, frozenset({4, 6}), doubtful=frozenset({4, 6}))
    texts = moved_cells(sample, ["sku", "name", "description"])

    assert texts.unsure(["A-3", "Blue", " mug", ""], widths)
    assert not texts.unsure(["A-3", "Mug", "Nice", "", "", ""], widths)  # three at once are no accident
