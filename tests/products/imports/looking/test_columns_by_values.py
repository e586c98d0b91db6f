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


def test_the_names_stand_for_the_codes_of_products_that_have_none() -> None:
    rows = (
        "Ladders,P30 attic ladder,P30,P30,699",
        "Ladders,P36 attic ladder,P36,P36,1599",
        "Ladders,D28 attic ladder,D28,D28,1499",
        "Parts,Lid for P30,,P30;P36,60",
        "Parts,Foot for D28,,D28,20",
    )
    found = found_in(table("category,name,code,models,price", *rows))
    assert found.suggestion["fields"]["sku"] == {"from": "code", "else": "name"}
    assert found.questions == ["“code” is blank in some rows. Is “name” the SKU of those?"]


def test_ids_of_words_are_the_key_and_counts_are_not() -> None:
    rows = ("pepper_s,pepper,120,S,9.75", "pepper_m,pepper,118,M,11.50", "tuna_s,tuna,98,S,10.25")
    assert sources(table("pizza_id,pizza_type_id,num_reviews,size,price", *rows))["sku"] == "pizza_id"


def test_numbers_of_things_are_no_key() -> None:
    rows = ("1,The lake,9781234567897,311", "2,A winter,9781234567880,287", "4,Two roads,9781234567873,199")
    assert sources(table("bookID,title,isbn,num_pages", *rows))["sku"] in {"bookID", "isbn"}


def test_whole_numbers_without_a_header_are_the_price_if_they_are_round() -> None:
    rows = ("ACME;K-17;16400;1;Radiator, rear", "BOLT;55-03;6270;2;Brake pads, set", "ACME;ZX14;2900;1;Fuel pump")
    more = ("BOLT;88-21;4000;25;Door glass, left", "COG;171298;2700;4;Oil filter, long")
    found = found_in("\n".join([*rows, *more, ""]))
    assert found.suggestion["fields"]["price"] == {"from": "C"}
    assert "Is “C” the price?" in found.questions


def test_a_list_of_stock_with_total_values_holds_products() -> None:
    rows = ("Laptop,1200,4,Acme,2024-01-05,4800,4800", "Mouse,45,120,Bolt,2024-02-10,5400,5400")
    header = "name,price,quantity,brand,entry_date,total_value,total"
    assert sources(table(header, *rows)) == {"sku": "name", "name": "name", "price": "price"}


def test_headings_of_groups_in_the_column_of_names_are_skipped() -> None:
    rows = ["Idly rice,5 kg,In stock,", "Matta rice,5 kg,In stock,", "Ragi millet,500 g,In stock,"]
    rows += ["OIL,,,", "Peanut oil,1 l,In stock,", "Peanut oil,2 l,Out of stock,New", "Ghee,1 l,In stock,"]
    found = found_in(
        "\n".join(["   PANTRY: CATALOGUE,,,", "Product name,Pack size,Stock status,", "RICE,,,", *rows, ""])
    )
    assert found.suggestion["file"]["first_row"] == 2
    assert found.suggestion["fields"]["sku"] == {"text": "{Product name} {Pack size}"}
    assert found.suggestion["rows"] == {"skip": [{"column": "Pack size", "is": "blank"}]}


def test_columns_that_nothing_stands_in_hide_no_header() -> None:
    rows = ('Old pump;"Red, restored.\nRare.";3200;pump', 'Ship lamp;"Brass.\nWorks.";450;lamp')
    found = found_in("\n".join([line + ";" * 25 for line in ("Title;Description;Price;Image", *rows)]) + "\n")
    assert found.suggestion["file"]["delimiter"] == ";"
    assert found.suggestion["fields"]["price"] == {"from": "Price"}
