"""Rows that lack what the row above says: a person is asked before they take it from there."""

import pytest

from tests.products.imports.looking.tables import found_in
from tests.products.imports.looking.test_columns_by_values import table

OPTIONS = ("K-1,Kettle,red,5,9.50", "K-2,{},blue,7,{}", "K-3,{},green,7,{}", "M-1,Mug,red,4,4.00", "M-2,{},white,2,{}")


@pytest.mark.parametrize(
    ("price", "fields", "question"),
    [
        ("9.90", ["Titel"], "“Titel” is blank in 3 rows. Do these take it from the row above?"),
        ("", ["Titel", "VK"], "“Titel” and “VK” are blank in 3 rows. Do these take them from the row above?"),
    ],
)
def test_rows_without_a_name_that_differ_in_their_options_are_of_the_product_above(
    price: str, fields: list[str], question: str
) -> None:
    found = found_in(table("Artikelnr,Titel,Farbe,Bestand,VK", *(row.format("", price) for row in OPTIONS)))
    assert found.suggestion["rows"] == {"fill_down": fields}
    assert question in found.questions
    assert not found.key_is_sure


@pytest.mark.parametrize(
    "rows",
    [
        [*OPTIONS[:2], "K-3,Pan,blue,1,7.00", "K-4,Pot,blue,2,7.00"],
        [row.replace("blue", "red").replace("green", "red").replace("white", "red") for row in OPTIONS],
        [OPTIONS[0], "K-2,,blue,7,9.90", "K-3,,green,7,", OPTIONS[3], "M-2,,white,2,4.00"],
    ],
    ids=["one", "alike", "some prices"],
)
def test_other_rows_without_a_name_stay_without(rows: list[str]) -> None:
    found = found_in(table("Artikelnr,Titel,Farbe,Bestand,VK", *(row.format("", "9.90") for row in rows)))
    assert "fill_down" not in found.suggestion.get("rows", {})


def test_a_brand_that_two_rows_share_makes_no_product_of_them() -> None:
    rows = ("K-1,Kettle,Acme,9.50", "K-2,,Acme,9.90", "M-1,Mug,Acme,4.00", "M-2,Cup,Bolt,3.00")
    assert "rows" not in found_in(table("Artikelnr,Titel,Marke,VK", *rows)).suggestion
