"""Columns of cells: what each reader does at once it does as cell by cell, and what it remembers has an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields import values
from products.fields.reasons import Reason
from products.fields.skus import clean, fault, fold
from products.fields.values import BooleanReader, LineReader, LongTextReader

SKUS = st.text(alphabet="aZ0_-/ '\u200bß\tÄ+E#", max_size=8)
WORDS = st.sampled_from(["true", "No", " yes ", "", "\u200b", "'x", "perhaps", "JA", "sí", "-1", "2"])


@given(st.lists(SKUS, min_size=1, max_size=6))
def test_skus_are_read_together_as_one_by_one(cells: list[str]) -> None:
    assert [*values.read_skus(cells)] == [values.read_sku(cell) for cell in cells]


@pytest.mark.parametrize(
    ("cell", "sku"),
    [("A-1", "A-1"), (" a  b ", "a b"), ("'0012", "0012"), ("'' x", "' x"), ("a\u200b", "a"), ("ß", "ß")],
)
def test_sku_is_read_without_what_is_not_seen(cell: str, sku: str) -> None:
    assert values.read_sku(cell) == sku


@pytest.mark.parametrize(
    ("cell", "code", "message"),
    [
        ("", "missing_sku", "The SKU is missing. Add it and import the row again."),
        ("'", "missing_sku", "The SKU is missing. Add it and import the row again."),
        (
            "x" * 256,
            "sku_too_long",
            "The SKU has 256 characters; at most 255 are allowed. Shorten it and import the row again.",
        ),
        (
            "1.5E+7",
            "sku_spreadsheet_damage",
            "The SKU 1.5E+7 was damaged by a spreadsheet. "
            "Format that column as text, correct the SKU and import the row again.",
        ),
        (
            "a\tb",
            "sku_control_character",
            "The SKU contains a tab, a line break or another control character. Correct it and import the row again.",
        ),
    ],
)
def test_sku_that_is_refused_comes_with_what_to_do(cell: str, code: str, message: str) -> None:
    assert values.read_sku(cell) == Reason("sku", code, cell[:200], message)


@pytest.mark.parametrize("cells", [["A-1", "b_2"], ["x" * 255]])
def test_plain_skus_are_the_very_list(cells: list[str]) -> None:
    assert values.read_skus(cells) is cells


@given(st.lists(SKUS.map(clean).filter(lambda sku: not fault(sku)), max_size=6))
def test_keys_are_folded_together_as_one_by_one(skus: list[str]) -> None:
    assert values.fold_all(skus) == [fold(sku) for sku in skus]


@pytest.mark.parametrize(
    ("cells", "number"),
    [(["a", "b"], 0), (["ä", "b"], 0), (["a\u200b", "\ufeffb", "c"], 2), (["\u200b\u200b"], 1), ([], 0)],
)
def test_cells_with_invisible_marks_are_counted(cells: list[str], number: int) -> None:
    assert values.count_invisible_marks(cells) == number


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (["Käse", "plain"], 0),
        (["KÃ¤se", "KÃ¤se", "Käse"], 2),
        (["Â£5"], 1),
        (["itâ€™s"], 1),
        (["Ângela", "ÃO", "pâte", "5° \xa0", "茶", "„Öl“"], 0),
        (["K�se", "Käse"], 1),
        (["Fred\x92s", "\x93big\x94", "5 \x80", "\x9f", "\xa0"], 4),
        ([], 0),
    ],
)
def test_cells_with_spoilt_text_are_counted(cells: list[str], number: int) -> None:
    assert values.count_spoilt(cells) == number


@pytest.mark.parametrize("cells", [["red", "two words"], ["(x)"], ["é" * 10]])
def test_ordinary_lines_are_the_very_list(cells: list[str]) -> None:
    assert LineReader("name", "name", 10).read(cells) is cells


@pytest.mark.parametrize("cells", [["red", "two\nlines"], ["x" * 40_000], ["é"]])
def test_ordinary_long_texts_stay_as_they_are(cells: list[str]) -> None:
    read = LongTextReader("description", "description", 65_536).read(cells)

    assert [*read] == cells


@pytest.mark.parametrize(("text", "is_taken"), [("é" * 8, True), ("é" * 8 + "x", False), ("x" * 16, True)])
def test_long_text_is_measured_in_bytes(text: str, is_taken: bool) -> None:
    (found,) = LongTextReader("description", "description", 16).read([text])

    assert (found == text) is is_taken
    assert is_taken or (isinstance(found, Reason) and found.code == "description_too_long")


@given(st.lists(WORDS, max_size=8))
def test_words_are_read_the_same_the_second_time(cells: list[str]) -> None:
    reader = BooleanReader("active", "active")
    first = reader.read(cells)

    assert reader.read(cells) == first == [reader.read_one(cell) for cell in cells]


def test_word_that_is_not_known_is_refused_in_the_words_of_its_field() -> None:
    assert BooleanReader("fresh", "fresh").read_one(" perhaps ") == Reason(
        "fresh",
        "fresh_invalid",
        " perhaps ",
        "We do not know whether “perhaps” means fresh or not. Write true or false and import the row again.",
    )


def test_reader_of_words_does_not_remember_more_than_it_may() -> None:
    reader = BooleanReader("active", "active")

    reader.read([" " * (number % 25) + "yes" + " " * (number // 25) for number in range(500)])
    reader.read([f"word {number}" for number in range(1_000)])

    assert len(reader) == 200
    assert {*reader.values()} == {True}


@pytest.mark.parametrize(("word", "meaning"), [("TRUE", True), ("Published", True), ("Draft", False), ("0", False)])
def test_words_mean_yes_or_no_in_any_case(word: str, meaning: bool) -> None:
    assert BooleanReader("active", "active").read_one(word) is meaning


LINE = LineReader("name", "name", 500)
LONG = LongTextReader("description", "description", 65_536)
ODD = ['="Mug"', "#REF!", "Err:502", "'=1", "''tis", "Mug\x07", "16:54 poster", "", "Café", "Tea\tmug", " a", "x" * 50]


@given(st.lists(st.sampled_from([*ODD, "Mug", "Cup", "(x)"]), min_size=1, max_size=4))
def test_odd_texts_are_read_together_as_one_by_one(cells: list[str]) -> None:
    assert [*LINE.read(cells)] == [LINE.read_one(cell) for cell in cells]
    assert [*LONG.read(cells)] == [LONG.read_one(cell) for cell in cells]


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("#N/A", "spreadsheet_damage", "The name #N/A was damaged by a spreadsheet."),
        (" #NV ", "spreadsheet_damage", "The name #NV was damaged by a spreadsheet."),
        ("a\x1bb", "control_character", "The name contains an invisible control character."),
    ],
)
def test_text_that_programs_left_is_refused_with_what_to_do(text: str, code: str, sentence: str) -> None:
    message = f"{sentence} Correct it and import the row again."

    assert LINE.read_one(text) == Reason("name", f"name_{code}", text, message)
