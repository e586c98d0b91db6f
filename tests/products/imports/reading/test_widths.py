"""How wide a file's rows are, and which of them can be made so without a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.reasons import FileFailure
from products.imports.reading.widths import MEND_FIRST, Widths, measure

SAME, BOTH = frozenset({2}), frozenset({2, 3})
CELLS = st.lists(st.sampled_from(["", " ", "x"]), max_size=7)


@pytest.mark.parametrize(
    ("header", "sample", "widths"),
    [
        (["sku", "name"], [], Widths(full=2, named=2, body=2)),
        (["sku", "name"], [["a", "b"], ["c", "d"]], Widths(2, 2, 2)),
        (["sku", "name", "", " "], [["a", "b", "", ""]], Widths(4, 2, 4)),
        (["", ""], [], Widths(2, 2, 2)),
        (["sku", "name", "price"], [["a", "b"], ["c", "d"]], Widths(3, 3, 2)),
        (["sku", "name", "price"], [["a", "b"]], Widths(3, 3, 3)),  # one row proves nothing
        (["sku", "name", "price"], [["a", "b"], ["c", "d", "1"]], Widths(3, 3, 3)),
        (["sku", "name", ""], [["a", "b"], ["c", "d"]], Widths(3, 2, 2, frozenset({3}))),  # only one without a name
        (
            ["sku", "name", ""],
            [["a", "b"], ["c", "d", ""], ["e", "f"]],
            Widths(3, 2, 2, frozenset({3}), 0, frozenset({3})),
        ),
        (["sku", "name", ""], [["a", "b", ""]] * 21 + [["c", "d"]], Widths(3, 2, 3, least=3, doubtful=frozenset({2}))),
        (["sku", "name", ""], [["a", "b", "x"]] * 2 + [["c", "d"]], Widths(3, 2, 3, least=3, doubtful=frozenset({2}))),
        (["sku", "name"], [["a", "b", ""]], Widths(2, 2, 2)),
        (["sku", "name"], [["a", "b", ""]] * 2 + [["a", "b"]] * 38, Widths(2, 2, 2, frozenset({3}), 0, BOTH)),
        (["sku", "name"], [["a", "b", ""]] * 2 + [["a", "b"]] * 39, Widths(2, 2, 2)),
        (["sku", "name"], [["a", "b", ""]] * 10 + [["a", "b"]] * 990, Widths(2, 2, 2, frozenset({3}), 0, BOTH)),
        (["sku", "name"], [["a", "b", ""]] * 9 + [["a", "b"]] * 990, Widths(2, 2, 2)),
        (
            ["sku", "name"],
            [["a", "b", "", ""]] * 10 + [["a", "b", ""]] * 9 + [["a", "b"]] * 990,
            Widths(2, 2, 2, frozenset({4}), 0, frozenset({2, 4})),
        ),
        (["sku", "name"], [["a", "b", "x"]] * 2 + [["a", "b"]] * 2, Widths(2, 2, 2)),
        (["sku", "name"], [["a", "b", "x"]] * 2 + [["a", "b", ""]] * 39 + [["a", "b"]] * 90, Widths(2, 2, 2)),
        (["sku", "name"], [["a", "b", ""]] * 2, Widths(2, 2, 2, frozenset({3}), 3, SAME, blank_end_is_lost=True)),
        (
            ["sku", "name"],
            [["a", "b", ""]] * 20 + [["a", "b"]],
            Widths(2, 2, 2, frozenset({3}), 3, SAME, blank_end_is_lost=True),
        ),
        (
            ["sku", "name"],
            [["a", "b", ""]] * 19 + [["a", "b"]],
            Widths(2, 2, 2, frozenset({3}), 0, SAME, blank_end_is_lost=True),
        ),
        (["sku", "name"], [["a", "", ""]] * 2 + [["a", "b"]] * 3, Widths(2, 2, 2, frozenset({3}), 0, SAME)),
    ],
)
def test_width_is_the_headers_unless_all_rows_end_equally_short(
    header: list[str], sample: list[list[str]], widths: Widths
) -> None:
    assert measure(header, sample, damaged=False) == widths


def test_short_rows_prove_nothing_when_some_were_damaged() -> None:
    assert measure(["sku", "name", "price"], [["a", "b"], ["c", "d"]], damaged=True) == Widths(3, 3, 3)


@pytest.mark.parametrize(
    ("wide", "rows", "refused"), [(2, 2, True), (9, 10, True), (4, 5, False), (5, 10, True), (1, 1, False)]
)
def test_header_does_not_fit_when_nine_in_ten_rows_have_text_beyond_it_or_half_and_not_a_few(
    wide: int, rows: int, refused: bool
) -> None:
    sample = [["a", "b", "c"]] * wide + [["a", "b"]] * (rows - wide)

    if refused:
        with pytest.raises(FileFailure, match="it has 2 columns, but rows have up to 3 cells") as failure:
            measure(["sku", "name"], sample, damaged=False)
        assert failure.value.code == "header_mismatch"
    else:
        assert measure(["sku", "name"], sample, damaged=False).full == 2


def test_blank_cells_and_our_own_mark_beyond_the_header_are_no_mismatch() -> None:
    sample = [["a", "b", " "], ["a", "b", MEND_FIRST]]

    assert measure(["sku", "name"], sample, damaged=False).full == 2


def test_header_does_not_fit_when_half_of_the_rows_have_another_length() -> None:
    with pytest.raises(FileFailure, match="it has 3 columns, but most rows have 2 cells"):
        measure(["sku", "name", "price"], [["a", "b"]] * 6 + [["a", "b", "1"]] * 4, damaged=False)


@pytest.mark.parametrize(
    ("cells", "doubted"), [(["a", "b", ""], True), (["a", "b"], False), (["a", ""], True), (["a"], False)]
)
def test_length_of_few_rows_is_doubted_and_a_blank_end_too(cells: list[str], doubted: bool) -> None:
    assert Widths(2, 2, 2, frozenset({3}), doubtful=BOTH).doubts(cells) is doubted


def test_blank_end_is_no_good_where_longer_rows_have_it_filled() -> None:
    widths = Widths(2, 2, 2, frozenset({3}), blank_end_is_lost=True)

    assert [widths.fault(cells) for cells in (["a", ""], ["a", "b"], ["a", "b", ""])] == ["unusual_length", "", ""]
    assert widths.plain == -1


@pytest.mark.parametrize(
    ("widths", "cells", "fitted"),
    [
        (Widths(3, 3, 3), ["a", "b", "c"], ["a", "b", "c"]),
        (Widths(3, 3, 3), ["a", "b", "c", "", " "], None),
        (Widths(3, 3, 3, padded={5}), ["a", "b", "c", "", " "], ["a", "b", "c"]),
        (Widths(3, 3, 3, padded={5}), ["a", "b", "c", ""], None),
        (Widths(3, 3, 3, padded={5}), ["a", "b", "c", "", "x"], None),
        (Widths(3, 3, 3, padded={4}, least=4), ["a", "b", ""], None),
        (Widths(3, 3, 3, padded={4}, least=4), ["a", "b", "c", ""], ["a", "b", "c"]),
        (Widths(3, 3, 3), ["a", "b", "c", "d"], None),
        (Widths(3, 3, 3), ["a", "b"], None),
        (Widths(3, 2, 3), ["a", "b"], ["a", "b", ""]),
        (Widths(3, 3, 2), ["a", "b"], ["a", "b", ""]),
        (Widths(3, 3, 2), ["a", "b", ""], None),
        (Widths(3, 3, 2), ["a", "b", "c"], None),
        (Widths(3, 3, 2), ["a"], None),
    ],
)
def test_row_is_cut_or_filled_up_only_where_that_takes_no_guess(
    widths: Widths, cells: list[str], fitted: list[str] | None
) -> None:
    assert widths.fit(cells) == fitted


def test_file_of_our_own_may_have_a_blank_cell_beyond_in_any_row() -> None:
    widths = measure(["sku", "name"], [["a", "b"], ["c", "d", ""]], damaged=False, ours=True)

    assert [widths.fit(["a", "b", *rest]) for rest in ([""], ["", ""], ["x"])] == [["a", "b"], ["a", "b"], None]


@given(
    CELLS, st.integers(1, 5).flatmap(lambda full: st.tuples(st.just(full), st.integers(1, full), st.integers(1, full)))
)
def test_fitted_row_has_the_headers_width_and_all_of_the_text(cells: list[str], sizes: tuple[int, int, int]) -> None:
    full, named, body = sizes
    fitted = Widths(full, named, body, padded=range(8)).fit(cells)

    if fitted is not None:
        assert len(fitted) == full
        assert "".join(fitted).strip() == "".join(cells).strip()
