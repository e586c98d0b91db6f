"""What this file's cells usually look like, and when that says that a record has swallowed rows."""

import pytest

from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.widths import Widths

COMMA = Grammar(",")
WIDTHS = Widths(3, 3, 3)
SAMPLE = [["A1", "Blue mug", "9.99"], ["A2", "Lamp", "5.00"], ["A3", "Vase, tall", "12.50"]]
LIKENESS = Likeness(SAMPLE, WIDTHS)


def swallows(*lines: str, likeness: Likeness = LIKENESS, widths: Widths = WIDTHS) -> bool:
    """Whether the record that begins on the first line has swallowed rows."""
    record = COMMA.read_record(lines, 0, widest=widths.full, longest=10_000)
    assert record.problem is None
    assert record.stop > 1
    return likeness.swallowed_rows(lines, 0, record, COMMA, widths, 10_000)


@pytest.mark.parametrize(
    "lines",
    [
        ('A4,"Blue mug,9.99', 'A5,ruler 12",5.00'),
        ('A4,"Blue mug,9.99', "A5,Lamp,5.00", 'A6,ruler 12",5.00'),
        ('A4,Mug,"9.99', 'A5,Lamp,"'),
    ],
)
def test_rows_behind_an_open_quote_are_rows(lines: tuple[str, ...]) -> None:
    assert swallows(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ('A4,"a mug, nice,', 'and round, too",3.00'),
        ('A4,"two', 'lines",3.00'),
        ('A4,"Sizes:', '10, 20, 30",3.00'),
        ('A4,"a list:', "", 'one, two, three",3.00'),
        ('A4,"nice', 'A5,round",3.00'),  # what follows the quote would be there in any case
        ('A4,"Mug,9.99', "A5,Lamp,5.00", "11 x,Vase,tall", 'A7,ruler 12",1.00'),  # four for it, two against
    ],
)
def test_text_over_several_lines_is_text(lines: tuple[str, ...]) -> None:
    assert not swallows(*lines)


def test_lines_of_another_width_are_no_rows() -> None:
    assert swallows('A4,"Mug,9.99', "A5,Lamp,5.00", 'A6,ruler 12",5.00')
    assert not swallows('A4,"Mug,9.99', "A5,Lamp,5.00,A9", 'A6,ruler 12",5.00')


def test_blank_lines_between_rows_do_not_matter() -> None:
    assert swallows('A4,"Mug,9.99', "A5,Lamp,5.00", "", 'A6,ruler 12",5.00')


def test_one_cell_alone_proves_nothing() -> None:
    likeness = Likeness([["A1", "Mug"], ["A2", "Oak lamp"], ["A3", "Tall vase"]], Widths(2, 2, 2))

    assert not swallows('A4,"Mug', 'A5,ruler"', likeness=likeness, widths=Widths(2, 2, 2))


def test_file_without_a_telling_column_leaves_it_to_the_grammar() -> None:
    words = [["oak", "a mug"], ["ash", "a lamp, tall"], ["elm", "some vase"]]
    likeness = Likeness(words, Widths(2, 2, 2))

    assert not likeness.may_swallow("fir,pine", ["x", "y"], COMMA, Widths(2, 2, 2))
    assert likeness.may_begin(["any words at all", "x"])


@pytest.mark.parametrize(
    ("second_line", "cells", "worth_it"),
    [
        ("A5,Lamp,5.00", ["A4", "Mug\nA5", "5.00"], True),
        ("and round", ["A4", "Mug\nand round", "5.00"], False),
        ("and round", ["A4", "Mug\nx, ", "5.00"], True),
        ("and round", ["A4", "Mug,", "5.00"], False),
    ],
)
def test_asking_is_worth_it_only_for_whole_rows_or_a_delimiter_before_the_quote(
    second_line: str, cells: list[str], worth_it: bool
) -> None:
    assert LIKENESS.may_swallow(second_line, cells, COMMA, WIDTHS) is worth_it


@pytest.mark.parametrize(
    ("first_cell", "may"),
    [("A9", True), ("A-9/7", True), ("NEW", True), (" A9 ", True), ("with cable", False), ("a 9", False), ("", True)],
)
def test_line_after_an_open_quote_may_be_a_row_unless_it_begins_with_words(first_cell: str, may: bool) -> None:
    assert LIKENESS.may_begin([first_cell, "x", "1"]) is may


def test_codes_of_several_words_may_begin_a_row_where_they_are_usual() -> None:
    likeness = Likeness([["Art 1", "x"], ["Art 2", "y"], ["Art 3", "z"]], Widths(2, 2, 2))

    assert likeness.may_begin(["Set 77 blue", "x"])
    assert not likeness.may_begin(["with a cable", "x"])


def test_rows_of_a_wrong_width_teach_nothing() -> None:
    likeness = Likeness([["A1", "x"], ["A2", "y", "1"], ["A3", "z", "2"]], WIDTHS)

    assert likeness.may_begin(["A4", "x", "1"])
    assert not Likeness([["one two", "x", "1"], ["A2"], ["A3"]], WIDTHS).may_swallow("a,b,c", ["x"], COMMA, WIDTHS)


@pytest.mark.parametrize(
    ("column", "telling"),
    [
        (["A1", "A2", "A3"], True),
        (["A1", "B-2", "C/3"], True),
        (["yes", "no", "yes", "no"], True),
        (["red", "blue", "green"], False),
        (["A1"], False),
        (["A1", "two words", "three more words"], False),
        ([f"{'a-' * number}{number}" for number in range(1, 9)], False),  # too many forms
        (["A" + "1" * 40, "A2"], False),  # too long
        (["A1", "A2", "x\ny"], False),  # too much of it over several lines
        (["A1", "A2", "A3", "x\ny"], True),
        (["", "", "A1"], False),
    ],
)
def test_column_tells_something_if_it_has_few_forms(column: list[str], telling: bool) -> None:
    likeness = Likeness([[cell] for cell in column], Widths(1, 1, 1))

    assert likeness.may_swallow("one line", ["x"], COMMA, Widths(1, 1, 1)) is telling


ADDRESSES = [[f"https://x.example/{'a' * number}/{number}"] for number in range(12)]


@pytest.mark.parametrize(
    ("sample", "cell", "fits"),
    [
        (ADDRESSES, "https://x.example/bbbb/1", True),
        (ADDRESSES, "http://y.example/" + "b" * 90, None),
        (ADDRESSES, "b", False),
        ([*ADDRESSES, ["none"]], "none", False),
        ([["1"]] * 7 + [["x"]], "x", False),  # an exception is not what cells are like
        ([["1"]] * 6 + [["x"]], "x", True),
        ([["1"]] * 30 + [["x"]] * 2, "x", True),
        ([["1"]] * 90 + [["x"]] * 4, "x", False),
    ],
)
def test_cell_fits_what_the_others_are_like(sample: list[list[str]], cell: str, fits: bool | None) -> None:
    assert Likeness(sample, Widths(1, 1, 1)).fits(0, cell) is fits


@pytest.mark.parametrize(("blank", "rows", "never"), [(0, 3, True), (1, 3, False), (1, 8, True), (2, 50, True)])
def test_column_is_never_blank_but_for_exceptions(blank: int, rows: int, never: bool) -> None:
    sample = [["A1", ""]] * blank + [["A1", "1"]] * (rows - blank)

    assert Likeness(sample, Widths(2, 2, 2)).habits[1].never_blank is never


def test_rows_of_a_doubtful_length_teach_nothing() -> None:
    widths = Widths(1, 1, 1, frozenset({2}), doubtful=frozenset({1, 2}))

    assert Likeness([["1"], ["2"], ["x", ""], ["y", ""]], widths).habits[0].forms == {"9"}
