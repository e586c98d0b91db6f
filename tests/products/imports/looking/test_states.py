"""Columns that say whether a product is active, from their words to the suggestion."""

from typing import Any

import pytest

from products.imports.looking.found import Found
from tests.products.imports.looking.tables import found_in


def found(header: str, *cells: str) -> Found:
    """Of a file with such a column."""
    rows = (f"A-{number};Mug {number};{number},50;{cell}" for number, cell in enumerate(cells, 1))
    return found_in("\n".join([f"Artikelnummer;Name;Preis;{header}", *rows]))


def active(header: str, *cells: str) -> Any:
    """What is suggested."""
    return found(header, *cells).suggestion["fields"].get("active")


@pytest.mark.parametrize(
    ("header", "cells", "words"),
    [
        ("gesperrt", ["J", "N", "N"], {"J": False, "N": True}),
        ("Kifutott", ["", "x", ""], {"x": False, "": True}),
        ("DISCO", ["", "DISCO", ""], {"DISCO": False, "": True}),
        ("Loeschkz", ["", "L", ""], {"L": False, "": True}),
        ("Utgår", ["", "U", "x", ""], {"U": False, "x": False, "": True}),
        ("STATUS", ["A", "B", "A"], {"A": True, "B": False}),
        ("ausverkauft", ["", "x", ""], {"x": False, "": True}),
        ("On menu", ["x", "", "x"], {"x": True, "": False}),
        ("Publikuj", ["tak", "", "tak"], {"tak": True, "": False}),
        ("Poistunut", ["E", "K", "E"], {"E": True, "K": False}),
        ("blnDiscontinued", ["0", "-1", "0"], {"0": True, "-1": False}),
        ("Näkyvyys", ["näkyvissä", "piilotettu"], {"näkyvissä": True, "piilotettu": False}),
        ("Status oferty", ["Aktywna", "Zakończona"], {"Aktywna": True, "Zakończona": False}),
        ("Lifecycle", ["Launched", "Retired"], {"Launched": True, "Retired": False}),
        ("Aktiv/Gesperrt", ["aktiv", "gesperrt"], {"aktiv": True, "gesperrt": False}),
        ("Gesperrt", ["aktiv", "gesperrt"], {"aktiv": True, "gesperrt": False}),
        ("Status", ["på", "av"], {"på": True, "av": False}),
        ("Signal", ["", "blocked", ""], {"blocked": False, "": True}),
        ("Prodej", ["Ano", "Ne"], {"Ano": True, "Ne": False}),
        ("STAT", ["A", "O", "S"], {"A": True, "O": False, "S": False}),
        ("Stato del prodotto", ["1", "0"], None),
        ("Dispo", ["Disponible", "Épuisé"], {"Disponible": True, "Épuisé": False}),
        ("Наличие", ["есть", "нет"], {"есть": True, "нет": False}),
        ("使用区分", ["使用可", "使用不可"], {"使用可": True, "使用不可": False}),
        ("สถานะ", ["ใช้งาน", "ไม่ใช้งาน"], {"ใช้งาน": True, "ไม่ใช้งาน": False}),
        ("SAKUJO_FLG", ["0", "1"], {"0": True, "1": False}),
        ("Lagerstatus", ["an Lager", "auslaufend"], {"an Lager": True, "auslaufend": False}),
        ("Voorraadstatus", ["op voorraad", "uitlopend"], {"op voorraad": True, "uitlopend": False}),
        ("สถานะสินค้า", ["ใช้งาน", "ยกเลิก"], {"ใช้งาน": True, "ยกเลิก": False}),
        ("Tila", ["A", "P", "A"], {"A": True, "P": False}),
        ("lieferbar", ["ja", "nein"], None),
        ("Vervallen", ["N", "N"], {"N": True, **dict.fromkeys("JYSOTDAI", False)}),
    ],
)
def test_each_word_gets_its_meaning(header: str, cells: list[str], words: dict[str, bool] | None) -> None:
    """None: the words mean what they mean in every file."""
    assert active(header, *cells) == {"from": header} | ({"words": words} if words else {})
    assert not found(header, *cells).certain


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("In stock", ["yes", "no"]),
        ("Verfügbarkeit", ["12", "0"]),
        ("Availability", ["in stock", "out of stock"]),
        ("Stan", ["1", "0", "3"]),
        ("Zustand", ["neu", "gebraucht"]),
        ("Auslauf am", ["", "ja"]),
        ("Display", ["LCD", "LED"]),
        ("Webshop", ["1", "1"]),
        ("block1", ["1", "0"]),
        ("Expired kg", ["0", "0", "0", "0.00956"]),
    ],
)
def test_other_columns_are_let_alone(header: str, cells: list[str]) -> None:
    assert active(header, *cells) is None
    assert found(header, *cells).questions == []


def test_what_cannot_be_told_is_left_out_and_asked() -> None:
    unread = found("On hold", "F", "P", "Q", "S", "")
    assert unread.suggestion["fields"]["active"] == ""
    assert unread.questions == [
        "What “On hold” means by “F”, “P”, “Q”, “S” cannot be told. Is it right to leave it out?"
    ]


def test_question_names_all_words() -> None:
    assert found("Status", "Active", "New", "Archived", "Draft").questions == [
        "Are products not active where “Status” says “Archived” or “Draft” and active where it says “Active” or “New”?"
    ]
    assert found("Aktiv", "ano", "ne", "?", "ano").questions == [
        "Are products not active where “Aktiv” says “ne” and active where it says “ano”?"
        " Rows in which it says “?” are rejected."
    ]


def test_column_that_tells_products_apart_is_taken_before_one_that_does_not() -> None:
    text = "sku;name;Visibility;Archived\nA;Mug;visible;N\nB;Cup;visible;Y\n"
    assert found_in(text).suggestion["fields"]["active"]["from"] == "Archived"
    text = "sku;name;Publié;En sommeil\nA;Mug;1;0\nB;Cup;0;1\n"
    assert found_in(text).suggestion["fields"]["active"]["from"] == "En sommeil"
