"""Files of suppliers come in by a recipe: from the bytes to the catalogue, in chunks of any size."""

from typing import Any

import pytest
from pytest_django import Settings

from products.imports import receiving, running
from products.imports.rejected import download
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts

NO_KEY = """Slug,Heading,Maker,Size,Colour,Price,Picture,State
wool-hat,Wool Hat,North,S,Moss,25.00,1.jpg,live
wool-hat,,,M,Moss,26.00,2.jpg,
wool-hat,,,,,,3.jpg,
tea-tray,Tea Tray,South,One Size,,31.50,t.jpg,draft
"""
NO_KEY_RECIPE: dict[str, Any] = {
    "fields": {
        "sku": {"text": "{Slug}-{Size}-{Colour}"},
        "name": {"text": "{Heading} {Size} {Colour}"},
        "price": {"from": "Price"},
        "active": {"from": "State", "words": {"Live": True}},
    },
    "rows": {
        "within": "Slug",
        "fill_down": ["Heading", "State"],
        "skip": [{"column": "Price", "is": "blank"}],
    },
    "blank": {"Size": ["one size"]},
}
SURCHARGES = """item,rowType,label,price,extra,choice,shown
c1,Product,Lamp,20,,Oak;Ash,TRUE
c1,Variant,,,0,Oak,TRUE
c1,Variant,,,2.555,Ash,TRUE
c2,Product,Shade,3.2,,,FALSE
"""
SURCHARGES_RECIPE: dict[str, Any] = {
    "file": {"decimal": "."},
    "fields": {"sku": "item", "name": "label", "price": "price", "active": "shown"},
    "kinds": [
        {
            "when": {"column": "rowType", "is": "equals", "to": "variant"},
            "fields": {
                "sku": {"text": "{item}-{choice}"},
                "name": {"text": "{label} {choice}"},
                "price": {"from": "price", "plus": "extra"},
            },
        }
    ],
    "rows": {"within": "item", "fill_down": ["label", "price"]},
}
VIEWS = """sku,view,name,price,product_online
K-1,,Cap,19.0000,1
K-1,fr,Bonnet,,
K-2,,Scarf,29.5000,2
K-2,fr,Écharpe,,
"""
LETTERHEAD = """Musterhof;;;
Preise;;;
Artikel-;Name;Preis;Preis
nummer;;netto;brutto
;Obst;;
O-1;Apfel;1,50;1,80
;Summe;1,50;1,80
"""
FLAT = """Version=1\tDo not edit\t
Seller Code\tProduct Name\tPrice
item_sku\titem_name\tstandard_price
F-1\tDesk\t45.99
"""
HEADLESS = "Schraube;S-1;2,40;Stahl\nMutter;M-1;0,90;Stahl\n"


@pytest.fixture(params=[1, 2, 5_000])
def rows_a_chunk(request: pytest.FixtureRequest, settings: Settings) -> int:
    settings.IMPORT_STAGE_ROWS = request.param
    return int(request.param)


def names_and_prices() -> dict[str, tuple[str, str | None, bool]]:
    return {sku: (name, price, active) for sku, (name, _, price, active, _) in catalogue().items()}


@pytest.mark.usefixtures("rows_a_chunk")
def test_file_without_keys_gets_them_from_several_columns(import_file: Import) -> None:
    job = import_file(NO_KEY, mapping=NO_KEY_RECIPE)

    assert names_and_prices() == {
        "wool-hat-S-Moss": ("Wool Hat S Moss", "25.00", True),
        "wool-hat-M-Moss": ("Wool Hat M Moss", "26.00", True),
        "tea-tray": ("Tea Tray", "31.50", False),
    }
    assert counts(job) == {"created": 3, "skipped": 1}
    (skipped,) = job.skipped_rows.all()
    assert (skipped.record_number, skipped.code, skipped.reason) == (4, "rule", "“Price” is blank.")
    assert skipped.raw == "wool-hat,,,,,,3.jpg,"


@pytest.mark.usefixtures("rows_a_chunk")
def test_kinds_of_rows_have_their_own_recipes(import_file: Import) -> None:
    job = import_file(SURCHARGES, mapping=SURCHARGES_RECIPE)

    assert names_and_prices() == {
        "c1": ("Lamp", "20.00", True),
        "c1-Oak": ("Lamp Oak", "20.00", True),
        "c1-Ash": ("Lamp Ash", "22.56", True),
        "c2": ("Shade", "3.20", False),
    }
    assert counts(job) == {"created": 4}


@pytest.mark.usefixtures("rows_a_chunk")
def test_rows_of_translations_are_left_out(import_file: Import) -> None:
    job = import_file(VIEWS, mapping={"rows": {"skip": [{"column": "view", "is": "filled"}]}})

    assert names_and_prices() == {"K-1": ("Cap", "19.00", True), "K-2": ("Scarf", "29.50", False)}
    assert counts(job) == {"created": 2, "skipped": 2}


@pytest.mark.usefixtures("rows_a_chunk")
def test_price_list_with_a_letterhead_and_a_header_of_two_rows(import_file: Import) -> None:
    recipe = {
        "file": {"first_row": 3, "header_rows": 2, "decimal": ","},
        "fields": {"sku": "Artikelnummer", "price": {"from": "Preis netto", "times": "1.19"}},
        "rows": {"skip": [{"column": "Artikelnummer", "is": "blank"}]},
    }
    job = import_file(LETTERHEAD, mapping=recipe)

    assert names_and_prices() == {"O-1": ("Apfel", "1.79", True)}
    assert counts(job) == {"created": 1, "skipped": 4}
    assert job.total_rows == 5
    assert [*job.skipped_rows.order_by("record_number").values_list("record_number", "rows")] == [
        (1, 2),
        (5, 1),
        (7, 1),
    ]


@pytest.mark.usefixtures("rows_a_chunk")
def test_names_of_columns_in_the_third_of_three_header_rows(import_file: Import) -> None:
    job = import_file(FLAT, mapping={"file": {"header_rows": 3, "names_in": 3}, "fields": {"price": "standard_price"}})

    assert names_and_prices() == {"F-1": ("Desk", "45.99", True)}
    assert counts(job) == {"created": 1}


@pytest.mark.usefixtures("rows_a_chunk")
def test_file_without_a_header_loses_no_row(import_file: Import) -> None:
    job = import_file(
        HEADLESS,
        mapping={"file": {"header_rows": 0, "decimal": ","}, "fields": {"sku": "B", "name": "A", "price": "C"}},
    )

    assert names_and_prices() == {"S-1": ("Schraube", "2.40", True), "M-1": ("Mutter", "0.90", True)}
    assert (counts(job), job.total_rows) == ({"created": 2}, 2)


def test_same_file_again_has_the_same_recipe(import_file: Import) -> None:
    first = import_file(NO_KEY, mapping=NO_KEY_RECIPE)

    again = receiving.again(first, user=None)
    assert running.run(again.id)
    again.refresh_from_db()

    assert again.options["mapping"] == first.options["mapping"]
    assert counts(again) == {"unchanged": 3, "skipped": 1}


def test_words_beside_numbers_are_left_out_before_these_are_calculated(import_file: Import) -> None:
    content = (
        "code;name;price\nA-1;Mug;10,00 € excl. BTW\nA-2;Cup;EXCL.BTW 20,00\nA-3;Pot;30,00\nA-4;Pan;4,00 incl. BTW\n"
    )
    price = {"from": "price", "cut": "excl. btw", "times": "1.21"}

    job = import_file(content, mapping={"fields": {"sku": {"from": "code"}, "price": price}})

    assert names_and_prices() == {
        "A-1": ("Mug", "12.10", True),
        "A-2": ("Cup", "24.20", True),
        "A-3": ("Pot", "36.30", True),
    }
    (row,) = job.rejected_rows.all()
    assert (row.record_number, row.errors[0]["code"]) == (5, "price_invalid")


def test_recipe_says_that_apostrophes_are_quotes_and_backslashes_mark_text(import_file: Import) -> None:
    content = "code;name;price\n'A-1';'It\\'s';1.50\n'A-2';'Two';2.50\n"
    columns = {"fields": {"sku": {"from": "code"}}}

    assert import_file(content, mapping=columns).error_code == "single_quotes"
    import_file(content, mapping=columns | {"file": {"quote": "'", "escape": "\\"}})

    assert names_and_prices() == {"A-1": ("It's", "1.50", True), "A-2": ("Two", "2.50", True)}


def test_rejected_rows_carry_what_they_had_from_above_and_come_in_once_mended(import_file: Import) -> None:
    recipe = NO_KEY_RECIPE | {"file": {"header_rows": 1, "first_row": 2, "quote": "'"}}
    job = import_file(f"A list of ours\n{NO_KEY}".replace("26.00", "'26,oo'"), mapping=recipe)
    (row,) = job.rejected_rows.all()
    assert (row.record_number, row.raw) == (4, "wool-hat,,,M,Moss,'26,oo',2.jpg,")
    assert [(error["column"], error["header"]) for error in row.errors] == [("price", "Price")]

    mended = rejected(job).replace('"26,oo"', "26.00")
    assert "wool-hat,Wool Hat,,M,Moss,26.00,2.jpg,live" in mended
    again = import_file(mended, mapping=recipe)

    assert counts(again) == {"created": 1}
    assert names_and_prices()["wool-hat-M-Moss"] == ("Wool Hat M Moss", "26.00", True)


def test_rejected_rows_of_a_file_without_a_header_go_by_the_same_letters(import_file: Import) -> None:
    recipe = {"file": {"header_rows": 0, "decimal": ","}, "fields": {"sku": "B", "name": "A", "price": "C"}}
    job = import_file(HEADLESS.replace("0,90", "0,9O"), mapping=recipe)
    assert [row.record_number for row in job.rejected_rows.all()] == [2]

    import_file(rejected(job).replace("0,9O", "0,90"), mapping=recipe)

    assert names_and_prices() == {"S-1": ("Schraube", "2.40", True), "M-1": ("Mutter", "0.90", True)}


def test_text_trick_of_spreadsheets_is_unwrapped_in_templates_too(import_file: Import) -> None:
    content = 'Code;Size;Name;Price\n="007";="S";="Rope, 5 m";="4,50"\n="008";;Cord;2,00\n'
    recipe = {"fields": {"sku": {"text": "{Code}-{Size}"}, "name": {"text": "{Name} {Size}"}}}

    import_file(content, mapping=recipe)

    assert names_and_prices() == {"007-S": ("Rope, 5 m S", "4.50", True), "008": ("Cord", "2.00", True)}


def test_recipe_of_a_field_that_is_gone_is_a_warning(keep_file: Import) -> None:
    job = keep_file("sku,name,Made by\nA-1,Mug,Acme\n")
    job.options["mapping"] = {"fields": {"maker": {"text": "{Made by} {Gone}"}}}
    job.save()

    assert running.run(job.id)
    job.refresh_from_db()

    assert names_and_prices() == {"A-1": ("Mug", None, True)}
    assert "Made by + Gone" in job.warnings[0]
    assert receiving.again(job, user=None).options["mapping"] == job.options["mapping"]


def test_decimal_comma_that_a_person_named_holds_for_prices_that_look_plain(import_file: Import) -> None:
    job = import_file("sku,name,price\nA-1,Mug,1.25\nA-2,Cup,1.250\n", mapping={"file": {"decimal": ","}})

    assert names_and_prices() == {"A-2": ("Cup", "1250.00", True)}
    assert [error["code"] for row in job.rejected_rows.all() for error in row.errors] == ["price_format_conflict"]


def test_column_that_is_gone_costs_the_file(import_file: Import) -> None:
    job = import_file("sku,name\nA-1,Mug\n", mapping={"rows": {"fill_down": ["Kind"]}})

    assert (job.status, job.error_code) == ("failed", "unknown_column")
    assert "“Kind”, which was given for filling rows from those above" in job.error_message


def rejected(job: ImportJob) -> str:
    return b"".join(download.response(job).streaming_content).decode()  # type: ignore[arg-type]
