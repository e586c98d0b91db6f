"""Cells that a recipe makes of those of a row, and where the fields stand then."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.own_files import Origin
from products.imports.reading import RawChunk, RawRow
from products.imports.recipes import parse
from products.imports.recipes.columns import Columns
from products.imports.recipes.preparation import Preparation
from products.imports.recipes.recipe import Recipe
from products.imports.recipes.wording import made_in_words
from products.imports.steps.columns import match
from products.imports.steps.made_columns import with_made
from products.imports.steps.validation import RowValidator
from tests.products.imports.recipes.documents import ALL

HEADER = ["a", "b", "c", "kind"]


def recipe_of(**document: Any) -> Recipe:
    return parse({"fields": {}, **document}, ALL)


def made(fields: dict[str, Any], *rows: list[str], **document: Any) -> dict[str, list[str]]:
    """Field → its cells."""
    recipe = recipe_of(fields=fields, **document)
    preparation = Preparation(recipe, 4, Origin.ELSEWHERE, Columns(HEADER).indexes_of(recipe.columns()))
    preparation.add(ALL, {})
    chunk = RawChunk(rows=[RawRow(2, 2, "", [*cells, *[""] * (4 - len(cells))]) for cells in rows])
    (prepared,) = preparation.chunks([chunk])
    places = preparation.places.indexes
    return {key: [row.cells[index] for row in prepared.rows] for key, index in places.items()}


@pytest.mark.parametrize(
    ("said", "row", "cell"),
    [
        ({"text": "{a} {b}"}, ["x", "y"], "x y"),
        ({"text": "{a} {b}"}, [' ="x" ', "\u200b"], "x"),
        ({"text": "{a} {b}"}, ["x", "#REF!"], "#REF!"),
        ({"value": "Acme"}, [], "Acme"),
        ({"from": "a", "else": "b"}, ["x", "y"], "x"),
        ({"from": "a", "else": "b"}, [" ", " y"], " y"),
        ({"from": "a", "else": "{b}/{c}"}, ["\u00a0", "y", "z"], "y/z"),
        ({"text": "{a}-{b}", "else": "c"}, ["", "", "z"], "z"),
        ({"from": "a", "words": {"Sofa ": "Couch", "k. A.": ""}}, [" SOFA"], "Couch"),
        ({"from": "a", "words": {"Sofa ": "Couch", "k. A.": ""}}, ["K. A."], ""),
        ({"from": "a", "words": {"Sofa ": "Couch"}}, ["Sofas"], "Sofas"),
        ({"from": "a", "words": {"é": "x"}}, ["e\u0301"], "x"),
    ],
)
def test_cell_of_a_text_is_made(said: dict[str, Any], row: list[str], cell: str) -> None:
    assert made({"name": said}, row) == {"name": [cell]}


def test_damaged_code_in_a_key_is_left_for_the_key_to_refuse() -> None:
    assert made({"sku": {"text": "{a}-{b}"}}, ["x", "1,23E+11"]) == {"sku": ["1,23E+11"]}
    assert made({"name": {"text": "{a}-{b}"}}, ["x", "1,23E+11"]) == {"name": ["x-1,23E+11"]}


def test_words_for_yes_and_no_are_ours() -> None:
    said = {"from": "a", "words": {"Si": True, "Ausverkauft": False}}

    assert made({"active": said}, ["SI"], ["ausverkauft"], ["ja"]) == {"active": ["true", "false", "ja"]}


def test_plain_column_costs_no_cell() -> None:
    assert made({"name": "a", "price": {"from": "b"}, "description": ""}, ["x"]) == {}


def test_first_kind_that_fits_holds_and_other_rows_have_the_fields() -> None:
    kinds = [
        {"when": {"column": "kind", "is": "equals", "to": "v"}, "fields": {"name": {"text": "{a} {b}"}}},
        {"when": {"column": "kind", "is": "filled"}, "fields": {"name": "b", "description": ""}},
    ]
    fields = {"name": "a", "description": "c"}

    found = made(fields, ["x", "y", "d", "V"], ["x", "y", "d", "w"], ["x", "y", "d", ""], kinds=kinds)

    assert found == {"name": ["x y", "y", "x"], "description": ["d", "", "d"]}


def values(fields: dict[str, Any], *rows: list[str], **document: Any) -> tuple[list[Any], list[list[str]]]:
    """The sound rows and the codes of the others, with `a` as the SKU unless the fields say otherwise."""
    recipe = recipe_of(fields={"sku": "a"} | fields, **document)
    columns = match(HEADER, recipe, fields=ALL)
    preparation = Preparation(recipe, 4, Origin.ELSEWHERE, Columns(HEADER).indexes_of(recipe.columns()))
    preparation.add(ALL, columns.indexes)
    chunk = RawChunk(rows=[RawRow(2, 2, "", [*cells, *[""] * (4 - len(cells))]) for cells in rows])
    (prepared,) = preparation.chunks([chunk])
    validator = RowValidator(with_made(columns, recipe, preparation.places, ALL), fields=ALL)
    products, refusals = validator.check(prepared.rows)
    return products, [[reason.code for reason in refused.reasons] for refused in refusals]


@pytest.mark.parametrize(
    ("cell", "attributes"),
    [
        ("x > y>z", '{"tags": ["x", "y", "z"]}'),
        ('="x>y"', '{"tags": ["x", "y"]}'),
        (" > ", "{}"),
        ("x", '{"tags": ["x"]}'),
    ],
)
def test_list_is_split_by_the_separator_of_the_file(cell: str, attributes: str) -> None:
    (product,), _ = values({"tags": {"from": "b", "split": ">"}}, ["A", cell])

    assert str(product.attributes).replace(",", ", ").replace(":", ": ").replace("  ", " ") in {attributes, "None"}


@pytest.mark.parametrize("cell", ["x|y>z", "x\x1ey>z", "x>#REF!"])
def test_member_that_cannot_be_kept_is_refused(cell: str) -> None:
    _, codes = values({"tags": {"from": "b", "split": ">"}}, ["A", cell])

    assert [code.partition("_")[0] for (code,) in codes] == ["tags"]


def test_list_that_only_rows_of_a_kind_split_is_read_as_usual_elsewhere() -> None:
    kinds = [{"when": {"column": "kind", "is": "filled"}, "fields": {"tags": {"from": "b", "split": ">"}}}]

    products, _ = values({"tags": "b"}, ["A", "x>y", "", "k"], ["B", "x|y>z"], kinds=kinds)

    assert [product.attributes.count('"') for product in products] == [6, 6]


def test_value_of_every_row_is_read_with_a_decimal_point_whatever_the_file_has() -> None:
    (product,), _ = values({"price": {"value": "12.50"}}, ["A"], file={"decimal": ","})

    assert product.price == "12.50"


def test_recipe_is_told_in_words() -> None:
    recipe = recipe_of(
        fields={
            "name": {"text": "{Title} {Size}", "else": "Label"},
            "price": {"from": "Netto", "times": "1.22", "plus": "Pfand"},
            "active": {"value": True},
            "sku": "Code",
        },
        kinds=[{"when": {"column": "T", "is": "equals", "to": "V"}, "fields": {"sku": {"text": "{Code}-{Size}"}}}],
    )

    assert made_in_words(recipe) == {
        "name": "Title + Size, or else Label",
        "price": "Netto × 1.22 + Pfand",
        "active": "“true” in every row",
        "sku": "Code; Code + Size where “T” is “V”",
    }


@given(st.lists(st.lists(st.sampled_from(["", "x", '="y"', " z "]), min_size=4, max_size=4), min_size=1))
def test_rows_do_not_depend_on_their_neighbours(rows: list[list[str]]) -> None:
    fields = {"name": {"text": "{a}-{b}", "else": "c"}, "description": {"from": "a", "words": {"x": "w"}}}
    kinds = [{"when": {"column": "kind", "is": "blank"}, "fields": {"name": {"value": "k"}}}]

    together = made(fields, *rows, kinds=kinds)
    alone = [made(fields, row, kinds=kinds) for row in rows]

    assert together == {key: [each[key][0] for each in alone] for key in together}
