"""Rows by a recipe's rules: filled from above, left out, refused where it is not known what stands above."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.own_files import Origin
from products.fields.reasons import Reason, Refusal
from products.imports.reading import RawChunk, RawRow
from products.imports.recipes import parse
from products.imports.recipes.row_rules import RowsByRules
from tests.products.imports.recipes.documents import ALL

COLUMNS = {"group": 0, "title": 1, "size": 2}
UNREADABLE = None


def prepared(
    rules: dict[str, Any],
    rows: Sequence[list[str] | None],
    *,
    sizes: Iterable[int] = (),
    origin: str = "",
    **parts: Any,
) -> list[RawChunk]:
    """The rows in chunks of the sizes, the rest in one. None is a row that could not be read."""
    by_rules = RowsByRules(parse({"rows": rules, **parts}, ALL), COLUMNS, Origin(origin))
    at, chunks = 0, []
    for size in [*sizes, len(rows)]:
        chunk = RawChunk()
        for number, cells in enumerate(rows[at : at + size], at + 2):
            if cells is UNREADABLE:
                chunk.refusals.append(Refusal(number, number, "x", (Reason(None, "bad_quote", "x", "Bad."),)))
            else:
                chunk.rows.append(RawRow(number, number, ",".join(cells), [*cells]))
        at += size
        chunks.append(by_rules.apply(chunk))
    return chunks


def cells(chunks: list[RawChunk]) -> list[list[str]]:
    return [row.cells for chunk in chunks for row in chunk.rows]


def codes(chunks: list[RawChunk]) -> dict[int, str]:
    return {refused.record_number: refused.reasons[0].code for chunk in chunks for refused in chunk.refusals}


WITHIN = {"within": "group", "fill_down": ["title"]}
ALWAYS = {"fill_down": ["title"]}


@pytest.mark.parametrize(
    ("rules", "rows", "titles"),
    [
        (WITHIN, [["a", "A", ""], ["a", "", ""], ["b", "", ""], ["b", "B", ""], ["b", " ", ""]], "A A . B B"),
        (WITHIN, [["a", "A", ""], ["", "", ""], ["b", "", ""], ["", "", ""]], "A A . ."),
        (WITHIN, [["a", "A", ""], ["b", "B", ""], ["a", "", ""]], "A B ."),
        (WITHIN, [['="a"', "A", ""], [" a ", "", ""]], "A A"),
        (ALWAYS, [["a", "A", ""], ["b", "", ""], ["", "C", ""], ["", "", ""]], "A A C C"),
        (ALWAYS, [["a", "", ""], ["b", "B", ""]], ". B"),
        (WITHIN, [["a", "A", ""], UNREADABLE, ["a", "", ""]], "A A"),
    ],
)
def test_blank_cells_take_what_stands_above(rules: dict[str, Any], rows: list[list[str] | None], titles: str) -> None:
    assert [(row[1].strip() or ".") for row in cells(prepared(rules, rows))] == titles.split()


@pytest.mark.parametrize(
    ("rules", "rows", "refused"),
    [
        (WITHIN, [["a", "A", ""], UNREADABLE, ["", "", ""], ["", "B", ""], ["", "", ""]], [4]),
        (WITHIN, [["a", "A", ""], UNREADABLE, ["b", "", ""], ["b", "", ""], ["c", "", ""]], [4, 5]),
        (ALWAYS, [["a", "A", ""], UNREADABLE, ["a", "", ""], ["a", "B", ""], ["a", "", ""]], [4]),
        ({"fill_down": ["group", "title"]}, [["a", "A", ""], UNREADABLE, ["", "B", ""], ["", "", ""]], [4, 5]),
    ],
)
def test_row_is_refused_if_what_it_takes_may_stand_in_one_that_could_not_be_read(
    rules: dict[str, Any], rows: list[list[str] | None], refused: list[int]
) -> None:
    found = codes(prepared(rules, rows))

    assert [number for number, code in found.items() if code == "unknown_above"] == refused


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [
        ({"column": "size", "is": "blank"}, [3, 4]),
        ({"column": "size", "is": "filled"}, [2, 5]),
        ({"column": "size", "is": "equals", "to": " s "}, [2]),
        ({"column": "size", "is": "differs", "to": "S"}, [3, 4, 5]),
    ],
)
def test_rows_are_left_out_with_the_rule(rule: dict[str, str], left_out: list[int]) -> None:
    rows: list[list[str] | None] = [["a", "A", ' ="S"'], ["b", "B", ""], ["c", "C", "\u00a0"], ["d", "D", "M"]]

    (chunk, *_) = prepared({"skip": [rule]}, rows)

    skipped = [skip.record_number + more for skip in chunk.skips for more in range(skip.records)]
    assert skipped == left_out
    assert {skip.code for skip in chunk.skips} == {"rule"}
    assert chunk.records == 4


def test_first_rule_that_fits_is_told_and_each_has_its_own_stretch() -> None:
    skip = [{"column": "size", "is": "equals", "to": "x"}, {"column": "title", "is": "blank"}]
    (chunk, *_) = prepared({"skip": skip}, [["a", "", "x"], ["b", "B", "X"], ["c", "", ""], ["d", "", ""]])

    assert [(each.record_number, each.records, each.rule) for each in chunk.skips] == [
        (2, 2, "“size” is “x”."),
        (4, 2, "“title” is blank."),
    ]


def test_rows_are_filled_before_it_is_judged_which_are_left_out() -> None:
    rules = WITHIN | {"skip": [{"column": "title", "is": "blank"}]}

    assert cells(prepared(rules, [["a", "A", ""], ["a", "", ""], ["b", "", ""]])) == [["a", "A", ""], ["a", "A", ""]]


def test_words_that_count_as_blank_are_blank_for_the_rules() -> None:
    found = cells(prepared(WITHIN, [["a", "A", ""], ["a", " Ditto ", ""]], blank={"title": ["ditto"]}))

    assert found == [["a", "A", ""], ["a", "A", ""]]


def test_file_of_rejected_rows_fills_only_from_a_row_of_the_same_group() -> None:
    rows: list[list[str] | None] = [["a", "A", ""], ["a", "", ""], ["", "", ""], ["b", "", ""]]

    assert [row[1] for row in cells(prepared(WITHIN, rows, origin=Origin.REJECTED))] == ["A", "A", "", ""]
    assert [row[1] for row in cells(prepared(ALWAYS, rows, origin=Origin.REJECTED))] == ["A", "", "", ""]


ROWS = st.lists(
    st.one_of(st.none(), st.lists(st.sampled_from(["", "", "x", "y"]), min_size=3, max_size=3)), min_size=1, max_size=12
)
RULES = st.sampled_from(
    [
        WITHIN,
        ALWAYS,
        {"within": "group", "fill_down": ["title", "group"], "skip": [{"column": "size", "is": "blank"}]},
    ]
)


@given(RULES, ROWS, st.lists(st.integers(1, 4)))
def test_chunks_make_no_difference(rules: dict[str, Any], rows: list[list[str] | None], sizes: list[int]) -> None:
    whole, parts = prepared(rules, rows), prepared(rules, rows, sizes=sizes)

    assert cells(parts) == cells(whole)
    assert codes(parts) == codes(whole)
    assert sum(chunk.skipped for chunk in parts) == sum(chunk.skipped for chunk in whole)
    assert sum(chunk.records for chunk in parts) == len(rows)


@given(ROWS)
def test_filled_cell_is_one_that_stands_above_in_the_same_group(rows: list[list[str] | None]) -> None:
    for chunk in prepared(WITHIN, rows):
        for row in chunk.rows:
            original = rows[row.record_number - 2]
            assert original is not None
            if row.cells != original:
                above = [each for each in rows[: row.record_number - 2] if each]
                assert row.cells[1] in {each[1] for each in above if each[0] in {original[0], ""} or not original[0]}
