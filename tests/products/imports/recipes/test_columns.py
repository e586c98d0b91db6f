"""Which column of a file a recipe means."""

import pytest

from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.imports.recipes.columns import Columns, purpose_of


@pytest.mark.parametrize(
    ("header", "wanted", "index"),
    [
        (["Code", "code"], "code", 1),
        (["Prix HT (EUR) *"], "prix ht", 0),
        (["a", "", "c", ""], "B", 1),
        (["B", ""], "B", 0),
        (["Preis", "x", "Preis"], "C", 2),
    ],
)
def test_column_is_found_by_its_name_or_letter(header: list[str], wanted: str, index: int) -> None:
    assert Columns(header).index_of(wanted, "sku") == index


@pytest.mark.parametrize(
    ("header", "wanted", "code"),
    [
        (["a", "b"], "B2", "unknown_column"),
        (["a", "x"], "B", "unknown_column"),
        (["Preis", "Preis"], "Preis", "ambiguous_columns"),
    ],
)
def test_column_that_is_not_one_costs_the_file(header: list[str], wanted: str, code: str) -> None:
    with pytest.raises(FileFailure) as failure:
        Columns(header).index_of(wanted, "sku")

    assert failure.value.code == code


def test_letters_are_those_of_the_original_file() -> None:
    header = ["_row", "_errors", "a", "", "c"]

    assert Columns(header, Origin.REJECTED).index_of("B", "sku") == 3
    assert Columns(header, Origin.REJECTED).name_of(3) == "B"


@pytest.mark.parametrize(
    ("path", "purpose"),
    [
        ("fields.sku.else", "sku"),
        ("kinds.0.fields.name.text", "name"),
        ("kinds.0.when.column", "telling the kinds of rows"),
        ("rows.skip.0.column", "leaving out rows"),
        ("blank.fields.x", "words that count as blank"),
    ],
)
def test_purpose_of_a_column_is_told_in_words(path: str, purpose: str) -> None:
    assert purpose_of(path) == purpose
