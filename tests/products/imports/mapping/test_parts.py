"""A recipe field by field, in its short and in its long form."""

from typing import Any

import pytest

from products.imports.mapping.parts import (
    header_of,
    in_words,
    is_long,
    parts_of,
    with_file_options,
    with_headers,
)

LONG = {"fields": {"sku": {"from": "Code"}, "name": {"text": "{Title} {Size}"}}, "rows": {"fill_down": ["Title"]}}


@pytest.mark.parametrize(
    ("recipe", "long"),
    [({}, False), ({"sku": "Code"}, False), ({"fields": "Code"}, False), (LONG, True), ({"file": {}}, True)],
)
def test_forms_are_told_apart(recipe: dict[str, Any], long: bool) -> None:
    assert is_long(recipe) is long


def test_parts_stand_under_their_fields_in_either_form() -> None:
    assert parts_of({"sku": "Code"}) == {"sku": "Code"}
    assert parts_of(LONG) == LONG["fields"]
    assert parts_of({"file": {"decimal": ","}}) == {}


@pytest.mark.parametrize(
    ("part", "header", "words"),
    [
        ("Code", "Code", "Code"),
        ("", "", ""),
        ({"from": "Code"}, "Code", "Code"),
        ({"from": "Code", "else": "{Handle}"}, None, "Code, or else Handle; written “{Handle}”"),
        ({"text": "{Title} {Size}"}, None, "Title + Size; written “{Title} {Size}”"),
        ({"value": "Acme"}, None, "“Acme” in every row"),
        ({"from": "Netto", "times": "1.22", "plus": "Extra"}, None, "Netto × 1.22 + Extra"),
        ({"from": "On", "words": {"Si": True}}, None, "On; “Si” is yes"),
        ({"from": "Off", "words": {"x": False, "": True}}, None, "Off; “x” is no, blank is yes"),
        ({"from": "Tags", "split": ">"}, None, "Tags; split at “>”"),
    ],
)
def test_part_is_a_header_or_told_in_words(part: Any, header: str | None, words: str) -> None:
    assert (header_of(part), in_words(part)) == (header, words)


def test_fields_are_changed_and_the_rest_of_a_recipe_stays() -> None:
    assert with_headers({"sku": "Code"}, {"name": "Title", "price": ""}) == {
        "sku": "Code",
        "name": "Title",
        "price": "",
    }
    assert with_headers(LONG, {"sku": "Ref", "price": ""}) == {
        "fields": {"sku": {"from": "Ref"}, "name": {"text": "{Title} {Size}"}, "price": ""},
        "rows": {"fill_down": ["Title"]},
    }


def test_options_of_the_file_make_a_long_recipe() -> None:
    assert with_file_options({"sku": "Code"}, {}) == {"sku": "Code"}
    assert with_file_options({"sku": "Code"}, {"decimal": ","}) == {"fields": {"sku": "Code"}, "file": {"decimal": ","}}
    assert with_file_options({**LONG, "file": {"first_row": 3}}, {"decimal": ","})["file"] == {
        "first_row": 3,
        "decimal": ",",
    }
