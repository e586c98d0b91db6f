"""Headers: which column of a file is which field."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.recipes import Recipe, parse
from products.imports.steps.columns import ColumnMap, match, no_name_column


def taking(mapping: dict[str, str]) -> Recipe:
    """What a person said: field → header."""
    return parse(mapping, FIELDS)


@pytest.mark.parametrize(
    ("header", "indexes"),
    [
        ("sku,name,description,price,active", {"sku": 0, "name": 1, "description": 2, "price": 3, "active": 4}),
        ("name,sku,description", {"sku": 1, "name": 0, "description": 2}),
        (" Active ,PRICE,Description:,Name*,SKU", {"sku": 4, "name": 3, "description": 2, "price": 1, "active": 0}),
        ("Artikelnummer,Artikelname,Beschreibung,Preis,Aktiv", dict(zip(FIELDS.keys, range(5), strict=True))),
        ("Código,Nombre,Descripción,Precio,Activo", dict(zip(FIELDS.keys, range(5), strict=True))),
        ("Handle,Title,Body (HTML),Variant SKU,Variant Price", {"sku": 3, "name": 1, "description": 2, "price": 4}),
        ("SKU,Name,Regular price,Sale price,Published,Parent", {"sku": 0, "name": 1, "price": 2, "active": 4}),
        ("sku", {"sku": 0}),
        (",sku,,name", {"sku": 1, "name": 3}),
    ],
)
def test_match_finds_the_fields_in_any_order_and_by_synonyms(header: str, indexes: dict[str, int]) -> None:
    assert match(header.split(",")).indexes == indexes


def test_match_describes_the_columns_as_they_stand_in_the_file() -> None:
    columns = match([" Item No. ", "Titel", "Title", "Cost", "Cost", ""])

    assert columns == ColumnMap(
        indexes={"sku": 0, "name": 2},
        headers={"sku": "Item No.", "name": "Title"},
        ignored=("Titel", "Cost", "Cost"),
        ignored_at=(1, 3, 4),
        warnings=("These columns are not imported: “Titel”, “Cost”, “Cost”.",),
    )


def test_match_says_nothing_when_every_column_is_used() -> None:
    assert match(["sku", "name"]).warnings == ()


def test_match_shortens_a_long_list_of_ignored_columns() -> None:
    columns = match(["sku", *(f"x{number}" for number in range(10_000))])

    assert len(columns.ignored) == 10_000
    assert columns.warnings[0].endswith("“x10”, “x11” and 9,988 more.")


def test_match_takes_the_higher_rank_and_names_both() -> None:
    columns = match(["Published", "Reference", "Product code", "Status", "SKU"])

    assert columns.indexes == {"sku": 4, "active": 3}
    assert columns.warnings == (
        "The column “SKU” is used for sku, not “Product code”, “Reference”.",
        "The column “Status” is used for active, not “Published”.",
        "These columns are not imported: “Published”, “Reference”, “Product code”.",
    )


@pytest.mark.parametrize(
    "header",
    ["parent_sku", "supplier reference", "Meta title", "sale_price", "compare_at_price", "cost", "msrp", "tax"],
)
def test_match_never_takes_columns_that_mean_something_else(header: str) -> None:
    assert match(["sku", header]).indexes == {"sku": 0}


@pytest.mark.parametrize("header", ["ean", "id", "handle", "product", "name_de", "in stock", "visibility"])
def test_match_does_not_take_a_suggestion_without_a_person(header: str) -> None:
    assert match(["sku", header]).indexes == {"sku": 0}


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        (
            ["SKU", "name", "sku*"],
            "ambiguous_columns",
            "2 columns of the file have the same name: “SKU”, “sku*”. "
            "Keep one of them for sku, rename the others, and import the file again.",
        ),
        (
            ["EAN", "name", "id"],
            "no_sku_column",
            "No column was recognised as the SKU. The columns are: “EAN”, “name”, “id”. "
            "It might be “EAN” or “id”. Name that column “sku” in the file, "
            "or use --map sku=EAN on the command line, and import the file again.",
        ),
        (
            ["name", "price"],
            "no_sku_column",
            "No column was recognised as the SKU. The columns are: “name”, “price”. "
            "Name that column “sku” in the file, "
            "or use --map sku=… on the command line, and import the file again.",
        ),
        (
            ["A-1", "Blue mug", "12.00"],
            "no_header",
            "The file has no header that we recognise. "
            "Where the column names should be, it says: “A-1”, “Blue mug”, “12.00”. "
            "Put a line such as sku,name,description,price,active above the rows and import the file again.",
        ),
        (
            ["", ""],
            "no_header",
            "The file has no header that we recognise. It has no columns. "
            "Put a line such as sku,name,description,price,active above the rows and import the file again.",
        ),
    ],
)
def test_match_refuses_the_file_and_says_what_to_do(header: list[str], code: str, message: str) -> None:
    with pytest.raises(FileFailure) as failure:
        match(header)

    assert (failure.value.code, failure.value.message) == (code, message)


def test_match_follows_the_person_before_anything_else() -> None:
    columns = match(["sku", "EAN", "name", "Label"], taking({"sku": "ean", "name": " Label "}))

    assert columns.indexes == {"sku": 1, "name": 3}
    assert columns.ignored == ("sku", "name")


def test_match_lets_a_person_give_a_known_column_to_another_field() -> None:
    assert match(["sku", "name", "title"], taking({"description": "name"})).indexes == {
        "sku": 0,
        "name": 2,
        "description": 1,
    }


def test_match_prefers_the_spelling_that_the_person_wrote() -> None:
    assert match(["Code", "code"], taking({"sku": "code"})).indexes == {"sku": 1}


@pytest.mark.parametrize(
    ("mapping", "code"), [({"sku": "Nummer"}, "unknown_column"), ({"sku": "Ref"}, "ambiguous_columns")]
)
def test_match_refuses_a_mapping_that_does_not_fit(mapping: dict[str, str], code: str) -> None:
    with pytest.raises(FileFailure) as failure:
        match(["ref*", "REF", "name"], taking(mapping))

    assert failure.value.code == code


def test_no_name_column_names_the_columns_that_it_might_be() -> None:
    failure = no_name_column(match(["sku", "Label", "price"]), new=1_200, first="A-1")

    assert failure.code == "no_name_column"
    assert failure.message == (
        "This file has no column for names, and none of its 1,200 SKUs, such as A-1, is in the catalogue. "
        "It might be “Label”. "
        "Name that column “name” in the file, "
        "or use --map name=Label on the command line, and import the file again."
    )


@pytest.mark.parametrize(("origin", "ours"), [("", False), ("export", True), ("saved export", True)])
def test_column_map_knows_after_a_resume_who_wrote_the_file(origin: str, ours: bool) -> None:
    stored = json.dumps(asdict(match(["sku"], origin=Origin(origin))))

    assert ColumnMap(**json.loads(stored)).ours is ours


def test_column_map_of_a_job_from_before_there_was_an_origin_is_read() -> None:
    stored: dict[str, Any] = {"indexes": {"sku": 0}, "headers": {"sku": "sku"}, "ignored": [], "warnings": []}

    assert not ColumnMap(**stored).ours


def test_match_finds_the_currency_of_prices_beside_the_fields() -> None:
    columns = match(["sku", "Price", "Währung", "shelf"])

    assert (columns.indexes, columns.currency) == ({"sku": 0, "price": 1}, 2)
    assert columns.headers == {"sku": "sku", "price": "Price", "currency": "Währung"}
    assert columns.ignored == ("shelf",)


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (["sku", "name", "currency"], None),
        (["sku", "price", "currency"], {"price": ""}),
        (["sku", "price", "currency"], {"description": "currency"}),
    ],
)
def test_match_leaves_the_currency_alone_where_it_is_not_needed(
    header: list[str], mapping: dict[str, str] | None
) -> None:
    assert match(header, taking(mapping or {})).currency is None


@pytest.mark.parametrize("header", ["price_eur", "Amount", "initial_price", "Final price", "preis_in_chf"])
def test_match_asks_whether_a_column_is_the_price(header: str) -> None:
    with pytest.raises(FileFailure) as failure:
        match(["sku", header, "summary"])

    assert failure.value.code == "price_column_unclear"
    assert failure.value.message.startswith(
        "No column was recognised as the price. "
        f"It might be “{header}”. Name that column “price” in the file, or use --map "
    )
    assert "“summary” may be the description." in failure.value.message


def test_match_asks_for_the_key_before_the_price() -> None:
    with pytest.raises(FileFailure) as failure:
        match(["EAN", "price_eur"])

    assert failure.value.code == "no_sku_column"


def test_match_takes_it_that_no_column_holds_a_field() -> None:
    columns = match(["sku", "price", "price_eur", ""], taking({"price": "", "description": " "}))

    assert columns.indexes == {"sku": 0}
    assert columns.warnings == ("These columns are not imported: “price”, “price_eur”.",)


def test_match_says_what_other_columns_may_be() -> None:
    columns = match(["sku", "Label", "Summary", "details", "in stock"])

    assert columns.warnings == (
        "These columns are not imported: “Label”, “Summary”, “details”, “in stock”.",
        "“Label” may be the name. To import it, name that column “name” in the file, "
        "or use --map name=Label on the command line.",
        "“Summary” or “details” may be the description. To import it, name that column “description” in the file, "
        "or use --map description=Summary on the command line.",
        "“in stock” may be the column “active”. To import it, name that column “active” in the file, "
        "or use --map 'active=in stock' on the command line.",
    )


def test_columns_that_an_older_job_has_stored_can_be_read() -> None:
    stored: dict[str, Any] = {"indexes": {"sku": 0}, "headers": {"sku": "sku"}, "ignored": [], "warnings": []}

    assert ColumnMap(**stored).currency is None
