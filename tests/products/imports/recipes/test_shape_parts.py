from typing import Any

import pytest

from products.imports.recipes.shape_parts import blank_part, condition_part, field_part, rows_part
from products.imports.recipes.shape_samples import Samples

NAME = {"sku": "SKU", "handle": "Handle", "size": "Size", "extra": "Surcharge"}.get
NO_ROWS = Samples([], [])


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("", ""),
        ("sku", "SKU"),
        ("gone", ""),
        ({"from": "sku"}, {"from": "SKU"}),
        ({"from": "gone"}, ""),
        ({"from": "sku", "else": "handle"}, {"from": "SKU", "else": "Handle"}),
        ({"from": "sku", "else": "gone"}, {"from": "SKU"}),
        ({"from": "gone", "else": "handle"}, {"from": "Handle"}),
        ({"from": "gone", "else": "{handle}-{size}"}, {"text": "{Handle}-{Size}"}),
        ({"from": "sku", "else": "{handle}-{gone}-{size}"}, {"from": "SKU", "else": "{Handle}-{Size}"}),
        ({"text": "<{gone} {size}>{{}}"}, {"text": "<{Size}>{{}}"}),
        ({"text": "{gone} {lost}"}, ""),
        ({"value": "Acme"}, {"value": "Acme"}),
        ({"from": "sku", "plus": "extra"}, {"from": "SKU", "plus": "Surcharge"}),
        ({"from": "sku", "plus": "gone"}, {"from": "SKU"}),
        ({"from": "sku", "words": {"a": ""}, "split": ","}, {"from": "SKU", "words": {"a": ""}, "split": ","}),
        ({"from": "sku", "times": "0.001"}, {"from": "SKU", "times": "0.001"}),
        ({"from": "sku", "needs": ["size"]}, {"from": "SKU"}),
        ({"from": "sku", "needs": ["size", "gone"]}, ""),
    ],
)
def test_a_field_keeps_what_the_file_has(said: Any, part: Any) -> None:
    assert field_part(said, NAME) == part


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({}, {}),
        ({"within": "handle", "fill_down": ["size", "gone"]}, {"within": "Handle", "fill_down": ["Size"]}),
        ({"within": "gone", "fill_down": ["size"]}, {}),
        ({"within": "handle", "fill_down": ["gone"]}, {}),
        ({"skip": [{"column": "gone", "is": "blank"}]}, {}),
        (
            {"skip": [{"column": "size", "is": "equals", "to": "S"}, {"column": "gone", "is": "blank"}]},
            {"skip": [{"column": "Size", "is": "equals", "to": "S"}]},
        ),
    ],
)
def test_rules_keep_what_the_file_has(said: Any, part: Any) -> None:
    assert rows_part(said, NAME, NO_ROWS) == part


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([["a", "1", "S"], ["", "", ""]], "Price"),
        ([["a", "", "S"], ["", "", ""]], "Size"),
        ([["a", "", ""], ["", "", ""]], None),
        ([], "Price"),
        ([["a"]], None),
    ],
)
def test_rows_that_continue_a_product_are_told_by_what_no_named_one_has_blank(
    rows: list[list[str]], column: str | None
) -> None:
    said = {"continuing": {"blank": ["gone", "Price", "Size"], "named": "Title"}}
    name = {each: each for each in ("Title", "Price", "Size")}.get

    part = rows_part(said, name, Samples(["Title", "Price", "Size"], rows))

    assert part == ({"skip": [{"column": column, "is": "blank"}]} if column else {})


def test_conditions_and_blanks_keep_what_the_file_has() -> None:
    assert condition_part({"column": "size", "is": "filled"}, NAME) == {"column": "Size", "is": "filled"}
    assert condition_part({"column": "gone", "is": "filled"}, NAME) is None
    assert blank_part({"size": ["-"], "gone": ["x"]}, NAME) == {"Size": ["-"]}
