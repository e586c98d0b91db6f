"""Whole files, from their bytes to what is found in them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pytest

from products.fields.models import OwnField
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS, Fields
from products.imports.looking.first_lines import Beginning
from products.imports.looking.found import Found
from products.imports.looking.look import look, recognise

LIST = "Codice;Denominazione;Prezzo\n010;Penna blu;1,20\n011;Caffè;7,00\n"


def opener(content: str | bytes) -> Any:
    data = content.encode() if isinstance(content, str) else content

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield io.BytesIO(data)

    return opened


def beginning_of(content: str) -> Beginning:
    return Beginning(opener(content))


def found_in(content: str | bytes, fields: Fields = FIELDS, **options: object) -> Found:
    return look(opener(content), fields=fields, options=options, go_on=lambda: None)


def test_a_list_in_utf_8_is_read_once_for_all() -> None:
    found = found_in(LIST)
    assert found.certain
    assert found.suggestion["file"] == {"delimiter": ";"}
    assert [column.header for column in found.columns] == ["Codice", "Denominazione", "Prezzo"]


def test_another_encoding_is_suggested_and_asked() -> None:
    found = found_in((LIST + "012;Tè verde;3,00\n").encode("cp1252"))
    assert found.suggestion["file"] == {"encoding": "cp1252", "delimiter": ";"}
    assert not found.certain
    assert "“Caffè” right" in found.questions[0]
    assert found.columns[1].samples == ["Penna blu", "Caffè", "Tè verde"]


def test_a_person_has_said_the_encoding() -> None:
    found = found_in(LIST.encode("mac-roman"), encoding="mac-roman")
    assert found.certain
    assert found.columns[1].samples == ["Penna blu", "Caffè"]


def test_utf_16_needs_no_question() -> None:
    assert found_in(LIST.encode("utf-16")).certain


def test_a_single_letter_that_is_not_utf_8_is_asked_if_anything_is() -> None:
    assert (
        found_in("Codice;Descrizione;Prezzo\n010;Penna;1,20\n011;Caffè;7,00\n".encode("cp1252"))
        .questions[0]
        .startswith("The file is not saved as UTF-8.")
    )


def test_a_few_rows_that_are_not_utf_8_are_asked_about_before_they_are_lost() -> None:
    rows = "".join(f"A-{number};{name};1,20\n" for number, name in enumerate(["Öl", "Müsli", "Gruß", *["Tee"] * 9]))
    found = found_in(("Artikelnr;Bezeichnung;VK\n" + rows).encode("cp1252"))
    assert found.suggestion["file"]["encoding"] == "cp1252"
    assert not found.certain


def test_letters_far_down_in_the_file_count_too() -> None:
    rows = "".join(f"{number};Penna {number};1,20\n" for number in range(30_000))
    found = found_in((LIST.splitlines()[0] + "\n" + rows + "x;Caffè;2,00\n" * 30).encode("cp1252"))
    assert found.suggestion["file"]["encoding"] == "cp1252"
    assert found.columns[0].distinct == 30_001


def test_a_line_that_names_the_separator_is_obeyed() -> None:
    found = found_in("sep=|\nCodice|Denominazione|Prezzo\n010|Penna, blu|1,20\n")
    assert found.suggestion["file"]["delimiter"] == "|"


def test_prices_that_can_be_read_in_two_ways_are_asked() -> None:
    found = found_in("Codice;Denominazione;Prezzo\n010;Penna;1.200\n011;Matita;2.500\n")
    assert found.suggestion["file"]["decimal"] == ","
    assert found.questions[-1].endswith("Is it a decimal comma?")


def test_thousands_are_suggested_where_other_prices_have_no_decimals() -> None:
    found = found_in("Code,Title,Price\n010,Desk,1.200\n011,Pencil,950\n012,Chair,2.500\n")
    assert found.suggestion["file"]["decimal"] == ","
    found = found_in("Code;Title;Price\n010;Desk;1,200\n011;Pencil;950\n012;Chair;2,500\n")
    assert found.suggestion["file"]["decimal"] == "."
    assert not found.certain


@pytest.mark.parametrize(("budget", "decimal"), [("103.824.818", ","), ("103,824,818", "."), ("", ".")])
def test_other_numbers_of_the_file_say_what_separates_thousands(budget: str, decimal: str) -> None:
    found = found_in(f'Code,Title,Price,Budget\nA-1,Mug,475.200,"{budget}"\nA-2,Cup,333.000,""\n')
    assert found.suggestion["file"]["decimal"] == decimal


def test_prices_that_tell_their_style_are_not_asked() -> None:
    assert found_in("Codice;Denominazione;Prezzo\n010;Penna;1.200,50\n011;Matita;2,50\n").certain


def test_the_price_beside_the_suggested_one_may_be_unclear_without_a_word() -> None:
    found = found_in("Codice;Nome;Prezzo;Costo\n010;Penna;1,20;1.200\n011;Matita;2,50;2.500\n")
    assert found.certain


def test_dates_that_can_be_read_in_two_ways_are_asked() -> None:
    field = OwnField(key="made", label="Made", kind="date").field
    text = "SKU,Name,Price,Made\nA,Mug,9.50,03/04/2026\nB,Cup,7.00,05/06/2026\n"
    found = found_in(text, Fields((*FIELDS, field)))
    assert found.suggestion["file"]["dates"] == "DMY"
    assert found.questions[-1].endswith("Do they begin with the day?")


def test_own_fields_are_suggested_by_their_headers() -> None:
    field = OwnField(key="brand", label="Brand", kind="text", synonyms=["Marca"]).field
    found = found_in("Codice;Nome;Prezzo;Marca\n010;Penna;1,20;Acme\n", Fields((*FIELDS, field)))
    assert found.suggestion["fields"]["brand"] == {"from": "Marca"}
    assert found.reasons["brand"] == "called “Marca”"


def test_a_known_system_needs_no_question() -> None:
    text = (
        "sku,store_view_code,attribute_set_code,product_type,name,price,product_online\n"
        "CAP,,Default,simple,Cap,19.0000,1\nCAP,fr,,,Bonnet,,\n"
    )
    found = found_in(text)
    assert (found.shape, found.certain, found.key_is_sure) == ("Magento", True, True)
    assert found.suggestion["rows"]["skip"]


def test_a_known_system_is_recognised_by_the_first_rows() -> None:
    text = "handleId,fieldType,name,price,surcharge,visible,sku\np1,Product,Candle,20,,TRUE,\n"
    found = recognise(beginning_of(text), fields=FIELDS, options={})
    assert found is not None
    assert found.shape == "Wix"
    assert recognise(beginning_of("sku,name,price\nA,Mug,9.50\n"), fields=FIELDS, options={}) is None


def test_a_known_system_without_any_key_is_looked_at_like_any_other_file() -> None:
    found = found_in("TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,SKU\nSpoon,Carved,24.00,EUR,3,wood,\n")
    assert found.suggestion["fields"]["sku"] == {"from": "TITLE"}
    assert not found.key_is_sure


def test_rows_that_are_shifted_are_no_suggestion_but_their_columns_can_be_named() -> None:
    rows = "".join(f"S-{number},Name {number},Text {number},https://x.example/{number},\n" for number in range(8))
    found = found_in("sku,name,,description,url,comments\n" + rows)

    assert found.suggestion == {}
    assert found.begun == {"file": {"delimiter": ",", "header_rows": 0, "first_row": 2}}
    assert [(column.header, column.letter, column.samples[0]) for column in found.columns if column.samples] == [
        ("", "A", "S-0"),
        ("", "B", "Name 0"),
        ("", "C", "Text 0"),
        ("", "D", "https://x.example/0"),
    ]
    assert "no name in column C" in found.questions[0]
    assert found.questions[0].endswith("the names in the header are sku, name, (no name), description, url, comments.")


def test_names_of_a_header_that_is_one_short_are_moved_to_where_their_values_are() -> None:
    rows = "".join(f"Rose {n},2{n}.50,,,Smells of summer number {n},1\n" for n in range(8))
    found = found_in("name,price,film,description,is_active\n" + rows)
    taken = {key: part["from"] for key, part in found.suggestion["fields"].items()}
    assert taken == {"sku": "A", "name": "A", "price": "B", "description": "E", "active": "F"}
    assert "has 5 columns, but rows have up to 6 cells" in found.questions[0]
    assert not found.certain
    assert not found.key_is_sure


@pytest.mark.parametrize("header", ["s,ku,name,price,stock", "Ar,tikelnummer,Artikelname,Preis,Lager"])
def test_name_that_was_cut_in_two_is_put_together(header: str) -> None:
    rows = "".join(f"1045{n},Rose {n},2{n}.50,1{n}\n" for n in range(10, 18))
    found = found_in(f"{header}\n{rows}")
    taken = {key: part["from"] for key, part in found.suggestion["fields"].items()}
    assert taken == {"sku": "A", "name": "B", "price": "C"}


def test_column_behind_all_names_is_left_out() -> None:
    rows = "".join(f"S-{n},Rose {n},2{n}.50,note {n}\n" for n in range(8))
    found = found_in("sku,name,price\n" + rows)
    taken = {key: part["from"] for key, part in found.suggestion["fields"].items()}
    assert taken == {"sku": "A", "name": "B", "price": "C"}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("sku,namebrand,description,price", "S-{n},Rose {n},Brown,A rose of the garden {n},2{n}.50"),
        ("sku,name,price,stock", "S-{n},Rose {n},2{n}.50,1{n}.40,1{n}"),
    ],
    ids=["two names in one", "two amounts"],
)
def test_where_the_values_do_not_tell_which_name_is_missing_nothing_is_suggested(header: str, row: str) -> None:
    found = found_in(header + "\n" + "".join(row.format(n=n) + "\n" for n in range(8)))
    assert not found.suggestion
    assert found.begun["file"]["first_row"] == 2


@pytest.mark.parametrize("content", ["Dear customer\nour prices are on our page\n", "one\ntwo\nthree\n"])
def test_what_is_no_table_fails(content: str) -> None:
    with pytest.raises(FileFailure) as failure:
        found_in(content)
    assert failure.value.code == "no_header"


def test_the_text_of_a_sheet_has_commas_whatever_stands_in_its_cells() -> None:
    found = found_in("Item,Text,Price\nA;B;C;D,x;y;z,9.50\nE;F;G;H,x;y;z,7.00\n", container=["xlsx"])
    assert [column.header for column in found.columns] == ["Item", "Text", "Price"]


def test_it_can_be_stopped_between_chunks() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        look(opener(LIST), fields=FIELDS, options={}, go_on=stop)


def test_what_was_found_can_be_stored_and_read_back() -> None:
    found = found_in(LIST.encode("cp1252"))
    assert Found.of_json(found.as_json()) == Found.of_json(Found.of_json(found.as_json()).as_json())
    assert Found.of_json(found.as_json()).columns[0].header == "Codice"
