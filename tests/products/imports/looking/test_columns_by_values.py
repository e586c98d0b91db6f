"""Columns whose headers leave it open: their values decide, and a person is asked."""

import pytest

from tests.products.imports.looking.tables import found_in
from tests.products.imports.looking.test_suggestion import sources


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows, ""])


def test_codes_that_look_like_numbers_are_the_key_where_the_header_says_codes() -> None:
    found = found_in(
        table("Réf.;Désignation;EAN;PU HT", "1.210;Crayon;4006381333931;0,64", "2.310;Feutre;4006381333948;1,55")
    )
    assert found.suggestion["fields"]["sku"] == {"from": "Réf."}


def test_a_name_that_is_a_code_is_the_key() -> None:
    rows = (
        "3012,ITC-126,Inner tube 48 mm,6.99",
        "3019,SBX-128,Saddle bag small,25.06",
        "3026,RHX-134,Road helmet M,120.07",
    )
    text = table("Internal ID,Name,Display Name,Base Price", *rows)
    assert sources(text) == {"sku": "Name", "name": "Display Name", "price": "Base Price"}


def test_a_number_that_counts_rows_is_no_key_beside_a_code() -> None:
    assert sources(table("№;Кат. №;Наименование", "1;A-7;Бор машина", "2;A-9;Свредло за бетон"))["sku"] == "Кат. №"


def test_codes_of_one_length_are_the_key_whatever_they_are_called() -> None:
    rows = ("6302456;Champô antiqueda;11,95", "6512348;Creme de mãos;6,79", "6998123;Pasta de dentes;3,10")
    assert sources(table("CNX;Designação;PVP", *rows))["sku"] == "CNX"


@pytest.mark.parametrize(
    ("header", "price"),
    [
        ("Code;Product;Price;R.S.P.", "R.S.P."),
        ("Code;Product;Cost;Price;R.S.P.", "Price"),
        ("Code;Product;Trade;RRP inc VAT", "RRP inc VAT"),
        ("Code;Product;Listino 2;Listino 1", "Listino 1"),
    ],
)
def test_the_price_of_the_shops_customers_is_suggested_and_others_are_named(header: str, price: str) -> None:
    cells = ["5.00", "7.50", "9.90"][-(header.count(";") - 1) :]
    dearer = [str(float(each) + 1) + "5" for each in cells]
    found = found_in(table(header, ";".join(["A-1", "Blue mug", *cells]), ";".join(["A-2", "Red cup", *dearer])))
    assert found.suggestion["fields"]["price"] == {"from": price}


def test_a_column_of_unknown_name_that_reads_like_names_is_suggested() -> None:
    rows = (
        "101;Roter Veltliner;Frisch und lang. Passt zu Fisch und hellem Fleisch, acht Grad kühl zu trinken.;9,50",
        "102;Grüner Sylvaner;Kräftig, mit feiner Säure. Aus biologischem Anbau und von Hand gelesen.;8,00",
    )
    assert sources(table("Nr.;Wein;Beschreibung;Preis", *rows))["name"] == "Wein"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "Code client;Raison sociale;Adresse;Solde\nC1;Café du Port;1 rue A;5,10\nC2;Bar Sud;2 rue B;7,00\n",
            "customers",
        ),
        (
            "Nr;Date;Invoice;Customer;Total\n1;2026-01-05;R-1;Jones Ltd;9.50\n2;2026-01-06;R-2;Smith;7.00\n",
            "orders, invoices",
        ),
        ("category_id;parent_id;category_name\n3;1;Gifts\n4;1;Soap\n", "categories"),
    ],
)
def test_a_file_about_something_else_says_so_and_suggests_nothing(text: str, what: str) -> None:
    found = found_in(text)
    assert (found.suggestion, found.certain) == ({}, False)
    assert found.questions[0].startswith(f"The file seems to hold {what}")


def test_a_header_without_rows_says_so_and_suggests_nothing() -> None:
    found = found_in("Producto;Precio\n")
    assert (found.suggestion, found.certain, len(found.columns)) == ({}, False, 2)
    (question,) = found.questions
    assert "no rows below them" in question


def test_a_customers_price_makes_no_file_of_customers() -> None:
    text = "Artikelnr.;Bezeichnung;Kundenpreis;Lieferant\nA-1;Tasse blau;9,50;Meyer\nA-2;Kanne rot;7,00;Schulz\n"
    assert sources(text)["price"] == "Kundenpreis"
