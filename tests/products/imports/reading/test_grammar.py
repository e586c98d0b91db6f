"""One record by the grammar: its cells, where it ends, and what is wrong with it."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.imports.reading.grammar import Grammar, Record

COMMA = Grammar(",")
DELIMITERS = st.sampled_from(",;\t|^.*")


def record(*lines: str, at: int = 0, widest: int = 100, longest: int = 10_000) -> Record:
    return COMMA.read_record(lines, at, widest=widest, longest=longest)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("", [""]),
        (",", ["", ""]),
        ("a,b", ["a", "b"]),
        (" a , b ", [" a ", " b "]),
        ('"a,b",c', ["a,b", "c"]),
        ('"say ""hi""",x', ['say "hi"', "x"]),
        (' \t"a" \t,b', ["a", "b"]),
        ('"",""', ["", ""]),
        ('a"b,12"', ['a"b', '12"']),
        ('"""",x', ['"', "x"]),
        ('x,"a"', ["x", "a"]),
    ],
)
def test_record_on_one_line_is_split_into_cells(line: str, cells: list[str]) -> None:
    assert record(line) == Record(cells, stop=1)


def test_record_begins_where_it_is_asked_for() -> None:
    assert record("a,b", "c,d", "e,f", at=1) == Record(["c", "d"], stop=2)


def test_record_over_several_lines_says_where_its_first_long_cell_begins() -> None:
    found = record('x,"one', "two", 'three",y', "next")

    assert found == Record(["x", "one\ntwo\nthree", "y"], stop=3, column=1, opened=3)


def test_record_tells_of_the_first_long_cell_only() -> None:
    found = record('a,"b', 'c","d', 'e"')

    assert (found.cells, found.stop, found.column, found.opened) == (["a", "b\nc", "d\ne"], 3, 1, 3)


def test_long_cell_may_hold_doubled_quotes_and_blank_lines() -> None:
    assert record('"a ""b""', "", '""c"').cells == ['a "b"\n\n"c']


@pytest.mark.parametrize(
    ("line", "cells"), [('"a"b,c', ["a"]), ('x,"a" "b"', ["x", "a"]), ('"a""b"c', ['a"b']), ('x,"" y', ["x", ""])]
)
def test_text_after_a_closing_quote_is_a_bad_quote(line: str, cells: list[str]) -> None:
    assert record(line) == Record(cells, stop=1, problem="bad_quote")


def test_bad_quote_on_a_later_line_ends_the_record_there() -> None:
    assert record('"a', 'b"c', "d") == Record(["a\nb"], stop=2, problem="bad_quote")


def test_unclosed_quote_costs_one_line_and_says_that_the_lines_ran_out() -> None:
    assert record('x,"a', "b", "c") == Record(["x"], stop=1, problem="unclosed_quote", ran_out=True)


def test_quoted_cell_beyond_the_widest_record_is_not_followed() -> None:
    assert record('a,b,"c', 'd"', widest=2) == Record(["a", "b"], stop=1, problem="unclosed_quote", ran_out=False)
    assert record('a,"b', 'c"', widest=2).cells == ["a", "b\nc"]


def test_quote_is_not_followed_beyond_the_longest_record() -> None:
    lines = ['"' + "a" * 10, "b" * 10, 'c"', "d"]

    assert record(*lines, longest=25).cells == [f"{'a' * 10}\n{'b' * 10}\nc"]
    assert record(*lines, longest=15) == Record([], stop=1, problem="unclosed_quote", ran_out=False)


def test_cells_before_a_quote_count_towards_the_longest_record() -> None:
    lines = ['"' + "a" * 10 + '","b', "c" * 10, 'd"']

    assert record(*lines, longest=40).problem is None
    assert record(*lines, longest=30).problem == "unclosed_quote"


def test_tab_is_no_space_where_it_separates_cells() -> None:
    tab = Grammar("\t")

    assert tab.read_record(['a\t"b"\t c'], 0, widest=9, longest=99).cells == ["a", "b", " c"]
    assert tab.read_record(['a\t "b" \t"c"'], 0, widest=9, longest=99).cells == ["a", "b", "c"]


@given(st.lists(st.text(alphabet='ab "\t;,|^.*'), min_size=1, max_size=4), DELIMITERS)
def test_cells_written_in_quotes_are_read_back_under_any_delimiter(cells: list[str], delimiter: str) -> None:
    line = delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    found = Grammar(delimiter).read_record([line], 0, widest=9, longest=999)

    assert found == Record(cells, stop=1)


@given(st.text(alphabet='a1,; \t""\n', max_size=40), DELIMITERS)
def test_plain_record_is_read_by_csv_as_by_the_grammar(text: str, delimiter: str) -> None:
    """The promise on which all reading at C speed stands."""
    grammar = Grammar(delimiter)
    if not grammar.plain_record.fullmatch(text) or not text:
        return
    (by_csv,) = csv.reader([text], delimiter=delimiter)

    found = grammar.read_record(text.split("\n"), 0, widest=999, longest=999)

    assert (found.cells, found.problem, found.stop) == (by_csv, None, text.count("\n") + 1)


@given(st.lists(st.from_regex(re.compile("[a-z0-9 ]{0,8}"), fullmatch=True), min_size=1, max_size=5), DELIMITERS)
def test_line_without_quotes_is_plain(cells: list[str], delimiter: str) -> None:
    assert Grammar(delimiter).plain_record.fullmatch(delimiter.join(cells))


@pytest.mark.parametrize("text", ['"a"b', 'a,"b', ' "a"', 'a, "b"', '"a" ,b', "a\nb"])
def test_record_that_csv_reads_differently_is_not_plain(text: str) -> None:
    assert COMMA.plain_record.fullmatch(text) is None
