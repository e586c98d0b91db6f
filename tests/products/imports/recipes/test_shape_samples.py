import pytest

from products.imports.recipes.shape_samples import Samples

NAMES = ["SKU", "Handle", "Size"]
KEY = {"from": "SKU", "else": "{Handle}-{Size}"}


def samples(*rows: list[str]) -> Samples:
    return Samples(NAMES, rows)


def test_rows_have_a_value_where_one_of_its_columns_is_filled() -> None:
    assert samples().have_any(KEY)
    assert samples(["", "", " "], ["", "", "S"]).have_any(KEY)
    assert not samples(["", "", "S"], []).have_any({"from": "SKU"})
    assert samples(["", "", "S"]).have_any({"text": "{Size}"})


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        ([["A", "x", "S"], ["B", "x", "M"]], None),
        ([["A", "x", "S"], ["a", "x", "M"]], "a"),
        ([["A", "x", "S"], ["A", "x", "S"]], None),  # the same row again
        ([["", "x", "S"], ["", "x", "M"]], None),
        ([["A", "x", "S"], ["A", "", ""]], None),  # nothing says that it is another
    ],
)
def test_a_key_is_repeated_where_its_rows_differ(rows: list[list[str]], repeated: str | None) -> None:
    assert samples(*rows).repeated_key(KEY) == repeated


def test_a_key_for_which_one_column_stands_in_is_not_judged() -> None:
    assert samples(["A", "x", "S"], ["A", "y", "S"]).repeated_key({"from": "SKU", "else": "Handle"}) is None


def test_rules_may_leave_out_all_rows() -> None:
    rules = [{"column": "SKU", "is": "blank"}, {"column": "Size", "is": "equals", "to": "s"}]

    assert samples(["", "x", ""], ["A", "x", "S"], [""]).all_left_out(rules) == "“SKU” is blank"
    assert samples(["", "x", ""], ["A", "x", "M"]).all_left_out(rules) is None
    assert samples().all_left_out(rules) is None
    assert samples(["", "x", ""]).all_left_out([]) is None


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        ([["", "x", "S"], ["", "x", "M"]], None),
        ([["", "x", ""], ["", "x", " "]], "x"),
        ([["A", "x", ""], ["B", "x", ""]], None),
        ([["", "x", "S"], ["", "x", "S"]], None),  # the same row again
        ([["", "x", "S"], ["", "x", "gone"]], None),
        ([["", "", ""], ["", "", " "]], None),
    ],
)
def test_what_stands_in_for_a_key_may_not_tell_products_apart(rows: list[list[str]], repeated: str | None) -> None:
    rules = [{"column": "Size", "is": "equals", "to": "gone"}]

    assert samples(*rows).repeated_stand_in(KEY, rules) == repeated
