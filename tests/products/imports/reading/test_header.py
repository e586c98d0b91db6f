"""Which line is the header: by the names in it, and nothing else."""

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading import Limits
from products.imports.reading.dialect import (
    DELIMITERS,
    Header,
    find_header,
    refuse_single_quotes,
    sample,
    separator_line,
)
from products.imports.reading.grammar import Grammar

LIMITS = Limits(preamble_lines=5, sample_rows=3, max_columns=6)


def found(*lines: str, first: int = 0, named: tuple[str, ...] = ()) -> Header:
    return find_header(lines, first, DELIMITERS, LIMITS, named=named)


def place(*lines: str, named: tuple[str, ...] = ()) -> tuple[int, str]:
    """Index and delimiter of the header."""
    header = found(*lines, named=named)
    return header.start, header.grammar.delimiter


def failure_of(*lines: str) -> FileFailure:
    with pytest.raises(FileFailure) as failure:
        found(*lines)
    return failure.value


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;", ";"),
        ("SEP=,", ","),
        ('"sep=|"', "|"),
        (" sep=\t ", "\t"),
        ("sep=^", "^"),
        ("sep=a", None),
        ('sep="', None),
        ("sep=;;", None),
        ("separator=;", None),
        ("sku;name", None),
        ("", None),
    ],
)
def test_separator_line_names_the_delimiter(line: str, delimiter: str | None) -> None:
    assert separator_line(line) == delimiter


def test_header_says_where_it_is_and_how_many_names_are_known() -> None:
    header = found("", 'sku;"name', 'long";colour', "A1;Mug;red")

    assert (header.cells, header.known, header.start, header.stop) == (["sku", "name\nlong", "colour"], 1, 1, 3)
    assert header.grammar.delimiter == ";"


def test_first_filled_line_needs_one_known_name_and_later_ones_two() -> None:
    assert place("sku", "A1") == (0, ",")
    assert place("Spring", "sku,name") == (1, ",")
    assert failure_of("Spring", "sku,x").code == "no_header"


def test_line_with_most_names_is_the_header_unless_one_before_it_names_the_sku() -> None:
    assert place("name,x", "title,name,price,sku") == (1, ",")
    assert place("sku,name", "sku,name,price") == (0, ",")


def test_earliest_of_equal_lines_is_the_header() -> None:
    assert place("name,price", "name,price") == (0, ",")


def test_delimiter_is_that_under_which_the_rows_are_as_wide_as_the_header() -> None:
    assert place("sku,x;name", "A1;Mug", "A2;Cup", "A3,1") == (0, ";")
    assert place("sku,x;name", "A1,1", "A2,1", "A3;Mug") == (0, ",")


def test_first_of_the_delimiters_is_taken_when_the_rows_do_not_tell_either() -> None:
    assert place("sku;x,name", "A1,1;Mug") == (0, ",")


def test_names_that_a_person_gave_count_as_known() -> None:
    assert place("Some list", "Ref.,Etikett", named=("ref", "Etikett")) == (1, ",")


def test_lines_before_the_first_one_asked_for_are_no_header() -> None:
    assert found("sku,name", "name,price", first=1).start == 1


def test_header_is_looked_for_only_near_the_top() -> None:
    assert place(*["x"] * 5, "sku,name") == (5, ",")
    assert failure_of(*["x"] * 6, "sku,name").code == "no_header"


def test_damaged_line_is_no_header() -> None:
    assert place('sku,"name" x', "sku,name") == (1, ",")


def test_header_that_is_too_wide_is_refused_by_its_width() -> None:
    assert place("sku,name,a,b,c,d") == (0, ",")
    failure = failure_of("sku,name,a,b,c,d,e")

    assert failure.code == "too_many_columns"
    assert failure.message.startswith("This file has 7 columns; at most 6 can be read.")


def test_file_without_a_header_is_told_what_one_looks_like() -> None:
    assert "such as “sku,name,description,price,active”" in failure_of("A1,Mug").message


HEADER = Header(["sku", "name"], 2, 0, 1, Grammar(","))


def test_sample_has_the_first_rows_that_are_not_blank() -> None:
    lines = ["sku,name", "A1,Mug", "", " , ", "A2,Lamp,x", "A3", "A4,more"]

    assert sample(lines, HEADER, LIMITS) == ([["A1", "Mug"], ["A2", "Lamp", "x"], ["A3"]], False)


@pytest.mark.parametrize(
    ("lines", "rows", "damaged"),
    [
        (['A1,"x" y', "A2,Lamp"], [["A2", "Lamp"]], True),
        (["A1,Mug", 'A2,"Lamp', "A3,Vase"], [["A1", "Mug"]], False),  # the quote may close later in the file
        (["A1,Mug", 'A2,b,c,"d', "A3,Vase"], [["A1", "Mug"], ["A3", "Vase"]], True),
        (["A1,Mug", 'A2,b,c,"d', "and,e", "A3,Vase"], [["A1", "Mug"], ["A3", "Vase"]], True),  # e may be text
    ],
)
def test_sample_learns_nothing_from_damage(lines: list[str], rows: list[list[str]], damaged: bool) -> None:
    assert sample(["sku,name", *lines], HEADER, LIMITS) == (rows, damaged)


@pytest.mark.parametrize(
    ("header", "rows", "refused"),
    [
        (["'sku'", "'name'"], [], True),
        (["sku", "name"], [["'A1'", "'Mug'"], ["'A2'", "'Lamp'"]], True),
        (["sku", "name"], [["'A1'", "'Mug", " tall'"], ["'A2'", "'Lamp'"]], True),
        (["sku", "name"], [["'A1'", "'Mug'"], ["A2", "Lamp"]], False),
        (["sku", "name"], [["A1", "'Mug'"], ["A2", "'Lamp'"]], False),
        (["sku", "name"], [["'=1'", "'-5'"], ["'@x'", "'+1'"]], False),
        (["sku", "name"], [], False),
    ],
)
def test_single_quotes_are_refused_where_they_are_the_rule(
    header: list[str], rows: list[list[str]], refused: bool
) -> None:
    if refused:
        with pytest.raises(FileFailure) as failure:
            refuse_single_quotes(header, rows)
        assert failure.value.code == "single_quotes"
    else:
        refuse_single_quotes(header, rows)
