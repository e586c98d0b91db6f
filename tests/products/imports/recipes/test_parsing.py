"""Recipes are read from JSON, and everything that is wrong with one is told at once."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.registry import FIELDS
from products.imports.recipes import InvalidRecipe, Recipe, as_json, parse
from products.imports.recipes.recipe import Condition, FieldRecipe, FileOptions, KindOfRows, RowRules, with_mapping
from tests.processes import ROOT
from tests.products.imports.recipes.documents import ALL, RECIPES

NAMES = st.sampled_from(["file", "fields", "rows", "kinds", "blank", "sku", "price", "from", "words", "when"])
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.one_of(st.text(), NAMES), inner)),
)
EVERYTHING = {
    "file": {"encoding": "cp1252", "delimiter": ";", "header_rows": 1, "first_row": 13, "decimal": ","},
    "fields": {
        "sku": {"from": "Variant SKU", "else": "{Handle}-{Size}"},
        "name": {"text": "{Title} {Size}"},
        "price": {"from": "Netto", "times": "1.22", "plus": "Pfand"},
        "active": {"from": "Da", "words": {"Ja": True, "Ausverkauft": False}},
        "description": {"value": "Text"},
        "tags": {"from": "Kategorien", "split": ">"},
    },
    "rows": {"within": "Handle", "fill_down": ["Title"], "skip": [{"column": "Netto", "is": "blank"}]},
    "kinds": [{"when": {"column": "Typ", "is": "equals", "to": "V"}, "fields": {"name": {"from": "V"}}}],
    "blank": {"Size": ["Default"]},
}


def faults(document: object) -> dict[str, str]:
    with pytest.raises(InvalidRecipe) as invalid:
        parse(document, ALL)
    return invalid.value.faults


def test_recipe_is_what_the_document_says() -> None:
    assert parse(EVERYTHING, ALL) == Recipe(
        file=FileOptions(encoding="cp1252", delimiter=";", header_rows=1, first_row=13, decimal=","),
        fields=(
            ("sku", FieldRecipe(source="Variant SKU", otherwise="{Handle}-{Size}")),
            ("name", FieldRecipe(text="{Title} {Size}")),
            ("price", FieldRecipe(source="Netto", times="1.22", plus="Pfand")),
            ("active", FieldRecipe(source="Da", words=(("Ja", True), ("Ausverkauft", False)))),
            ("description", FieldRecipe(value="Text")),
            ("tags", FieldRecipe(source="Kategorien", split=">")),
        ),
        rows=RowRules("Handle", ("Title",), (Condition("Netto", "blank"),)),
        kinds=(KindOfRows(Condition("Typ", "equals", "V"), (("name", FieldRecipe(source="V")),)),),
        blank=(("Size", ("Default",)),),
    )


def test_recipe_knows_the_columns_that_it_names() -> None:
    assert [*parse(EVERYTHING, ALL).columns()] == [
        ("fields.sku.from", "Variant SKU"),
        ("fields.sku.else", "Handle"),
        ("fields.sku.else", "Size"),
        ("fields.name.text", "Title"),
        ("fields.name.text", "Size"),
        ("fields.price.from", "Netto"),
        ("fields.price.plus", "Pfand"),
        ("fields.active.from", "Da"),
        ("fields.tags.from", "Kategorien"),
        ("rows.within", "Handle"),
        ("rows.fill_down.0", "Title"),
        ("rows.skip.0.column", "Netto"),
        ("kinds.0.when.column", "Typ"),
        ("kinds.0.fields.name.from", "V"),
        ("blank.Size", "Size"),
    ]


@given(RECIPES)
def test_canonical_document_is_the_same_recipe(document: dict[str, object]) -> None:
    recipe = parse(document, ALL)
    written = json.loads(json.dumps(as_json(recipe)))

    assert parse(written, ALL) == recipe
    assert as_json(parse(written, ALL)) == written


@given(ANY_JSON)
def test_any_json_is_a_recipe_or_has_faults(document: object) -> None:
    with suppress(InvalidRecipe):
        assert parse(as_json(parse(document, ALL)), ALL) == parse(document, ALL)


@pytest.mark.parametrize("document", [{}, {"sku": "Code"}, {"sku": "Code", "price": ""}, {"sku": " Code "}])
def test_short_form_stays_short(document: dict[str, str]) -> None:
    assert as_json(parse(document, ALL)) == document
    assert as_json(parse({"fields": document}, ALL)) == document


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        ([], [""]),
        (None, [""]),
        ({"colour": "Farbe"}, ["colour"]),
        ({"sku": 3}, ["sku"]),
        ({"fields": []}, ["fields"]),
        ({"fields": {"sku": {}}}, ["fields.sku"]),
        ({"fields": {"sku": {"from": "A", "text": "{B}"}}}, ["fields.sku"]),
        ({"fields": {"sku": {"from": "", "else": "B"}}}, ["fields.sku.from"]),
        ({"fields": {"sku": {"form": "A"}}}, ["fields.sku.form", "fields.sku"]),
        ({"fields": {"name": {"text": "{A"}}}, ["fields.name.text"]),
        ({"fields": {"name": {"text": "A}"}}}, ["fields.name.text"]),
        ({"fields": {"name": {"text": "A"}}}, ["fields.name.text"]),
        ({"fields": {"name": {"text": "{ }"}}}, ["fields.name.text"]),
        ({"fields": {"name": {"from": "A", "else": "{B"}}}, ["fields.name.else"]),
        ({"fields": {"name": {"value": "A", "else": "B"}}}, ["fields.name.else"]),
        ({"fields": {"name": {"value": 5}}}, ["fields.name.value"]),
        ({"fields": {"name": {"value": True}}}, ["fields.name.value"]),
        ({"fields": {"name": {"value": " "}}}, ["fields.name.value"]),
        ({"fields": {"name": {"value": "x" * 501}}}, ["fields.name.value"]),
        ({"fields": {"price": {"value": "12,5O"}}}, ["fields.price.value"]),
        ({"fields": {"since": {"value": "3/4/2026"}}}, ["fields.since.value"]),
        *(
            ({"fields": {"price": {"from": "A", "times": times}}}, ["fields.price.times"])
            for times in ("1e999", "NaN", "0", "0.00", "-1", "1,22", "", "1" * 30, 1.22, float("inf"), None)
        ),
        ({"fields": {"name": {"from": "A", "times": "2"}}}, ["fields.name.times"]),
        ({"fields": {"name": {"from": "A", "plus": "B"}}}, ["fields.name.plus"]),
        ({"fields": {"name": {"from": "A", "cut": "incl. VAT"}}}, ["fields.name.cut"]),
        *(
            ({"fields": {"price": {"from": "A", "cut": cut}}}, ["fields.price.cut"])
            for cut in ("", " ", "€", "per 100", "5 st", "12", 5, None)
        ),
        ({"fields": {"price": {"value": "5", "cut": "st"}}}, ["fields.price.cut"]),
        ({"fields": {"name": {"from": "A", "split": "|"}}}, ["fields.name.split"]),
        ({"fields": {"tags": {"from": "A", "split": ""}}}, ["fields.tags.split"]),
        ({"fields": {"active": {"from": "A", "words": {"Ja": True, " JA ": False}}}}, ["fields.active.words. JA "]),
        ({"fields": {"name": {"from": "A", "words": {"": "x"}}}}, ["fields.name.words."]),
        ({"fields": {"active": {"from": "A", "words": {"Ja": 1}}}}, ["fields.active.words.Ja"]),
        ({"fields": {"name": {"from": "A", "words": {"Ja": True}}}}, ["fields.name.words.Ja"]),
        (
            {"file": {"quote": "`", "escape": "/", "delimiter": ":"}},
            ["file.delimiter", "file.quote", "file.escape"],
        ),
        ({"file": {"header_rows": 4, "first_row": 0}}, ["file.header_rows", "file.first_row"]),
        ({"file": {"header_rows": True}}, ["file.header_rows"]),
        ({"file": {"header_rows": 2, "names_in": 3}}, ["file.names_in"]),
        (
            {"file": {"decimal": "·", "dates": "YDM", "currency": "Euro"}},
            ["file.decimal", "file.dates", "file.currency"],
        ),
        ({"file": {"encoding": "no such\n"}}, ["file.encoding"]),
        ({"rows": {"skip": [{"is": "equals", "to": "x"}]}}, ["rows.skip.0.column"]),
        ({"rows": {"skip": [{"column": "A", "is": "equals"}]}}, ["rows.skip.0.to"]),
        ({"rows": {"skip": [{"column": "A", "is": "blank", "to": "x"}]}}, ["rows.skip.0.to"]),
        ({"rows": {"skip": [{"column": "A", "is": "like"}]}}, ["rows.skip.0.is"]),
        ({"rows": {"fill_down": "A"}}, ["rows.fill_down"]),
        ({"kinds": [{"fields": {"sku": "A"}}]}, ["kinds.0.when"]),
        ({"kinds": {"when": {}}}, ["kinds"]),
        ({"kinds": [3]}, ["kinds.0", "kinds.0.when"]),
        ({"blank": {"A": "x"}}, ["blank.A"]),
        ({"more": 1, "fields": {}}, ["more"]),
        ({"sku": "a\0"}, [""]),
        ({"blank": {"a\ud800": ["x"]}}, [""]),
        ({"fields": {"name": {"from": "x" * 1_001}}}, ["fields.name.from"]),
        ({"fields": {"name": {"from": "x", "words": {f"w{n}": "y" for n in range(4_001)}}}}, [""]),
        ({"blank": {"A": ["x" * 900] * 80}}, [""]),
        ({"rows": {"fill_down": [[[[[[[[["A"]]]]]]]]]}}, [""]),
    ],
)
def test_what_is_wrong_is_told_by_its_path(document: object, paths: list[str]) -> None:
    assert [*faults(document)] == paths


def test_all_faults_are_told_at_once() -> None:
    assert faults(
        {"fields": {"price": {"from": "A", "times": "0"}}, "rows": {"inside": "A"}, "file": {"sheet": 3}}
    ) == {
        "file.sheet": "Give a text.",
        "fields.price.times": "Give a number above 0 as text, such as “1.22”, with at most 12 decimals.",
        "rows.inside": "There is no such part. There are within, fill_down, skip.",
    }


def test_recipe_that_was_checked_is_read_with_fields_that_are_gone() -> None:
    document = {"fields": {"maker": {"from": "A", "times": "2"}}}

    assert [*faults(document)] == ["fields.maker"]
    assert as_json(parse(document, ALL, gone=True)) == document


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"sku": "A"}, {"sku": "A", "name": "N"}),
        ({"rows": {}}, {"rows": {}, "fields": {"name": "N"}}),
        ({"fields": {"name": {"from": "x"}}}, {"fields": {"name": "N"}}),
        ([], []),
    ],
)
def test_mapping_of_single_fields_comes_before_the_document(document: object, expected: object) -> None:
    assert with_mapping(document, {"name": "N"}) == expected


def test_recipe_of_the_docs_is_one() -> None:
    (example,) = re.findall("```json\n(.*?)```", (ROOT / "docs" / "recipes.md").read_text(), re.DOTALL)

    assert {*parse(json.loads(example), ALL).by_field} == {*FIELDS.keys}
