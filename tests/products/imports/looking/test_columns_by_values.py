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
        (
            "Symbol;Nazwa;NIP;Miasto;Ulica;Telefon\nK1;Elmar;02;Łódź;Polna 1;422\nK2;Sud;58;Opole;Mała 2;66\n",
            "customers",
        ),
        (
            "SKU;Name;Price;Customer;Mail;Address\nA1;Mug;5.10;Ann;a@x.example;1 Rd\nA2;Cup;4.20;Bob;b@x.example;2 Rd",
            "orders, invoices",
        ),
        ("category_id;parent_id;category_name\n3;1;Gifts\n4;1;Soap\n", "categories"),
        (
            "id,key,parentId,name.de,slug.de\na3f0,beds,c9f2,Betten,beds\nb4c7,bake,c9f2,Backgeschirr,bake\n",
            "categories",
        ),
        ("Distrito,Ubigeo,Costo\nBreña,150105,10\nLince,150116,12\n", "customers"),
        ('"u1","Jones Ltd","5 Mill Rd","a@x.example"\n"u2","Smith","9 Hill Rd","b@x.example"\n', "customers"),
    ],
)
def test_a_file_about_something_else_says_so_and_is_never_taken_unasked(text: str, what: str) -> None:
    found = found_in(text)
    assert (found.certain, found.key_is_sure) == (False, False)
    assert found.questions[0].startswith(f"The file seems to hold {what}")
    assert not found.suggestion or len(found.questions) == 1


@pytest.mark.parametrize(
    "text",
    [
        "name,foods,score,kind\nGarden bowl,rice and beans,8,dinner\nDry pot,cauliflower,9,dinner\n",
        "Date received,Feedback,Rating\n2026-01-05,Worth its weight,5\n2026-01-06,Not working at all,1\n",
        "Mara,Lund,02.04.1958,Oslo\nJonas,Berg,02.02.1985,Bergen\nYusra,Dahl,17.08.1965,Oslo\n",
    ],
    ids=["recipes", "reviews", "no header"],
)
def test_where_nothing_speaks_of_products_nothing_is_suggested(text: str) -> None:
    found = found_in(text)
    assert (found.suggestion, found.certain) == ({}, False)
    assert found.questions[0].startswith("Nothing in this file speaks of products")


def test_products_without_prices_and_codes_are_known_by_what_else_is_said_of_them() -> None:
    text = "name,producer,region,color\nOld Hill,Lund Estate,Hills,red\nWhite Stone,Berg,Coast,white\n"
    assert sources(text) == {"sku": "name", "name": "name"}


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


@pytest.mark.parametrize("other", ["category", "supplier", "sold on", "shipping price", "unit"])
def test_what_says_nothing_of_the_product_makes_no_key_of_its_name(other: str) -> None:
    rows = ("Camera white,first,5.00", "Camera white,second,6.00", "Tripod tall,first,3.00")
    found = found_in(table(f"product name,{other},price", *rows))
    assert "sku" not in found.suggestion.get("fields", {})


def test_without_a_header_short_texts_are_names_and_the_dearer_price_is_the_shops() -> None:
    rows = (
        "110100;peanut butter fine;Acme;10,26;14,38;34,000;1,09;"
        "peanuts from controlled farms of the south, roasted twice over",
        "110150;peanut butter with salt;Acme;17,44;24,44;39,500;1,09;"
        "peanuts and sea salt, roasted and ground by hand there",
        "110200;hazelnut cream light;Bolt;12,10;16,90;46,250;1,19;"
        "hazelnuts, cane sugar and cocoa of the last harvest, all fair",
        "110300;almond paste dark;Bolt;15,00;21,00;20,125;1,19;"
        "almonds of the islands and nothing else, ground three times",
    )
    fields = sources("\n".join([*rows, ""]))
    assert (fields["sku"], fields["name"], fields["price"]) == ("A", "B", "E")


def test_prices_in_pence_are_hundredths() -> None:
    found = found_in(table("handle,title,price_pence", "blood-test,Blood test,19900", "iron-check,Iron check,6750"))
    assert found.suggestion["fields"]["price"] == {"from": "price_pence", "times": "0.01"}
    assert "Are the numbers of “price_pence” hundredths of the price?" in found.questions


def test_prices_with_more_decimals_are_rounded_if_a_person_says_so() -> None:
    found = found_in(table("product_name,rate", "Gas 10 kg,577.9661017", "Gas 5 kg,3000", "Gas 2 kg,2966.101695"))
    assert found.suggestion["fields"]["price"] == {"from": "rate", "times": "1"}
    assert any("577.9661017" in question for question in found.questions)


def test_texts_are_no_codes_whatever_their_header_says() -> None:
    rows = ("811,Green tea,3.10", "812,Black coffee,4.20", "815,White sugar,1.10")
    assert sources(table("ID,nProducto,pVenta", *rows)) == {"sku": "ID", "name": "nProducto", "price": "pVenta"}


def test_a_description_is_not_the_name_beside_a_short_text_of_unknown_name() -> None:
    rows = (
        "Carpaccio;Thin slices of beef with truffle oil, capers and bread;125.00",
        "Burrata;Fresh cheese with pesto, pistachios and candied tomatoes;110.00",
        "Tartare;Fresh tuna, chopped, with spices on a bed of avocado cream;98.00",
    )
    assert sources(table("Xaropo;Descricao;Preco", *rows))["name"] == "Xaropo"


def test_numbers_of_columns_above_the_header_are_no_names() -> None:
    lines = ("column 1;column 2;column 3;column 4", "Profile;Frame;Width cm;Net price")
    rows = ("P-1;Oak frame;4,00;22,60", "P-9;Pine frame;4,50;22,90", "P-10;Ash frame;5,00;23,00")
    found = found_in("\n".join([*lines, *rows, ""]))
    assert (found.suggestion["file"]["header_rows"], found.suggestion["file"]["names_in"]) == (2, 2)
    assert found.suggestion["fields"]["price"] == {"from": "Net price"}


def test_a_sum_may_stand_in_the_second_row_of_a_header() -> None:
    lines = ["Waren,,,je,Preis,,menge", 'gruppe,Artikelbezeichnung,Klasse,,Euro,Herkunft,"0,00 €"']
    rows = [
        "2,Eggs of the farm,M,pc,0.55,Selk,0.00",
        "1,New potatoes,A,kg,2.95,Selk,0.00",
        "1,Leek long,A,kg,3.10,Own,0.00",
    ]
    found = found_in("\n".join([*lines, *rows, ""]))
    assert found.suggestion["file"]["header_rows"] == 2
    assert found.suggestion["fields"]["price"] == {"from": "Preis Euro"}


def test_prices_grouped_as_in_india_are_in_rupees_if_a_person_says_so() -> None:
    rows = ('SR-1,Silver chain,"2,19,600.00"', 'SR-2,Gold ring,"1,61,900.00"', 'SR-3,Pendant,"900.00"')
    found = found_in(table("Item Code,Item Name,MRP", *rows))
    assert found.suggestion["file"]["currency"] == "INR"
    assert "2,19,600.00 is grouped as in India. Are the prices in rupees (INR)?" in found.questions


@pytest.mark.parametrize("header", ["name,url,email,city,rating", "店名,住所,アクセス,料理,x"])
def test_a_list_of_shops_suggests_nothing(header: str) -> None:
    rows = ("Costco north,https://a.example/1,,Leeds,4", "Fish market,https://a.example/2,,York,5")
    assert found_in(table(header, *rows)).suggestion == {}


def test_a_state_that_is_always_the_same_word_and_no_answer_is_left_out() -> None:
    rows = ("p-6,Phone six,2657.65,ok", "p-7,Phone seven,2096.88,ok", "p-8,Phone eight,1999.00,ok")
    found = found_in(table("model_id,model_name,price,status", *rows))
    assert found.suggestion["fields"]["active"] == ""


def test_times_and_damaged_codes_make_no_key_of_the_name() -> None:
    rows = ("Egg,TUR,19:02:53", "Ham,BUL,23:31:23", "Ham,BUL,23:33:42", "Egg,TUR,23:40:01")
    assert "sku" not in found_in("\n".join([row.replace(",", ";") for row in rows]) + "\n").suggestion.get("fields", {})


def test_a_product_without_a_plain_price_is_no_part_of_the_header() -> None:
    rows = ("Coffee;Espresso;1,6/1,8/2,6;EUR;EN", "Coffee;Mocha;3,00;EUR;EN", "Tea;Green tea;2,50;EUR;EN")
    found = found_in(table("Group;ProductName;Price;Currency;Language", *rows))
    assert found.suggestion["file"] == {"delimiter": ";"}


_OF_GROUPS = "\n".join(
    f"{group};{group[0]}X-{number};{group.title()} {number}"
    for group in ("BELTS", "TAPS", "VALVES")
    for number in (1, 2, 3)
)


@pytest.mark.parametrize(
    ("header", "one", "other", "key"),
    [
        ("codigo;design;ref", "5602732746413;Mel 500g;XH1", "5601820894708;Vinho 75cl;KT2", "ref"),
        ("Case Barcode;Supplier Product Code;Item", "16001700885881;RV9;Peas", "16000661275933;ME6;Milk", None),
        ("Num;Libelle;Code", "41;Cahier;AR8\n42;Feutre;AR3", "43;Crayon;AR5", "Code"),
        ("Sl No;Alias;Name of Item", "1;MED15;Tablets", "2;MED64;Thermometer", "Alias"),
        ("goods_id;goods_sn;goods_name", "20;AB5;Coffee", "22;AB6;Milk", "goods_sn"),
        ("Product code;item;description", _OF_GROUPS, "HOSE;HH-4;Hose 9mm\nHOSE;HH-5;Hose 12mm", "item"),
    ],
)
def test_the_values_tell_which_code_is_the_key(header: str, one: str, other: str, key: str | None) -> None:
    """None: a supplier's own code, of which the header says so."""
    assert sources(table(header, one, other))["sku"] == (key or "Supplier Product Code")


@pytest.mark.parametrize(
    ("header", "cells", "price"),
    [
        ("ArtNr;Bezeichnung;EVP;Preis", "2,79;1,94", "EVP"),
        ("Art.nr.;Omschrijving;Prijs per kg/l;Prijs per eenheid", "3,26;6,40", "Prijs per eenheid"),
        ("Код;Название товара;Цена до скидки, ₽;Текущая цена с учетом скидки, ₽", "307;219", None),
        ("GOODS_CD;GOODS_NM;IN_PRICE;SALE_PRICE", "800;1500", "SALE_PRICE"),
        ("CÓD.;PRODUTO;PREÇO UN;SUGERIDO VAREJO", "4,70;8,55", "SUGERIDO VAREJO"),
    ],
)
def test_of_two_prices_the_one_that_customers_pay_now_is_suggested(header: str, cells: str, price: str | None) -> None:
    """None: the last one."""
    found = sources(table(header, f"A-1;Blue mug;{cells}", f"A-2;Red cup;{cells}"))
    assert found["price"] == (price or header.split(";")[-1])


def test_whole_sentences_are_no_names_and_a_description_says_more_than_the_name() -> None:
    rows = (
        "A-1;Luva de segurança;Acompanha manual de instruções.;ok",
        "A-2;Alicate universal;Garantia do fabricante por um ano.;ok",
    )
    found = sources(table("Código;Descrição;Descrição Curta;Observações", *rows))
    assert (found["name"], found["description"]) == ("Descrição", "Descrição Curta")
    rows = ("A-1;Mastic blanc 310ml;MASTIC SILIC", "A-2;Mètre ruban 5m;MÈTRE")
    found = sources(table("Réf.;Désignation FR;Omschrijving NL", *rows))
    assert found == {"sku": "Réf.", "name": "Désignation FR"}


def test_letters_behind_all_names_are_left_out() -> None:
    rows = ("PA1;501;Papel A4;6,84;14,50;0", "PA2;502;Regla 30 cm;2,91;5,95;1")
    found = sources(table("CODART;FAMART;DESART;PCOART;PVPART;DSCART", *rows))
    assert found == {"sku": "CODART", "name": "DESART", "price": "PVPART", "active": "DSCART"}


def test_of_several_names_in_one_cell_each_is_read_alone() -> None:
    rows = ("A-1;Hammer 500 g;12,95", "A-2;Saw fine;8,50")
    assert sources(table("Code;Price group/ Item/ Variety;Price", *rows))["name"] == "Price group/ Item/ Variety"


def test_a_product_whose_maker_reads_like_a_name_is_no_header() -> None:
    rows = [f"{name},{maker},Piemonte,Italia" for name, maker in (("Barolo", "Gaja"), ("Dolcetto d'Alba", "Prunotto"))]
    rows += [f"{name},{maker},Toscana,Italia" for name, maker in (("Chianti", "Ama"), ("Brunello", "Biondi"))]
    found = found_in(table("name,producer,region,country", *rows))
    assert found.suggestion["file"] == {"delimiter": ","}


def test_texts_under_a_name_for_codes_are_the_names_if_there_are_no_others() -> None:
    rows = (
        "420652,CHEMICALS,*Isopropyl alcohol 100 ml,7.95",
        "420653,CHEMICALS,*Isopropyl alcohol 250 ml,16.90",
        "420754,TOOLS,*Soldering iron 30 W,39.90",
    )
    fields = sources(table("COD,LOC,REF,PRC", *rows))
    assert (fields["sku"], fields["name"]) == ("COD", "REF")


def test_swedish_prices_without_cents_are_prices() -> None:
    rows = ("BL020;Recorder;129:-", "BL021;Guitar;6 132:-", "BL022;Drum;395:-")
    assert sources(table("Artikelnr;Benämning;Pris inkl moms", *rows))["price"] == "Pris inkl moms"


def test_measures_in_a_row_are_no_part_of_the_header() -> None:
    rows = (
        "K-1;Kettle;10 cm;20 cm;30 cm;40 cm;50 cm",
        "K-2;Pan;11 cm;21 cm;31 cm;41 cm;51 cm",
        "K-3;Pot;12 cm;22 cm;32 cm;42 cm;52 cm",
    )
    found = found_in(table("Cikkszám;Megnevezés;Hossz;Szélesség;Magasság;Mélység;Átmérő", *rows))
    assert found.suggestion["file"] == {"delimiter": ";"}


def test_a_product_with_a_number_is_no_second_row_of_the_header() -> None:
    rows = ("B-1;Label;call;5;white", "B-2;Sign;12,50;7;black", "B-3;Plate;9,90;3;red")
    assert found_in(table("Cikkszám;Megnevezés;Ár;Készlet;Szín", *rows)).suggestion["file"] == {"delimiter": ";"}


def test_products_without_a_price_are_not_skipped_beside_headings() -> None:
    rows = [f"Pot {number};{number},50;{number};red;Acme" for number in range(1, 19)]
    found = found_in(table("Megnevezés;Ár;Készlet;Szín;Márka", "Pans;;;;", *rows, "Pot B;;;;Acme"))
    assert found.suggestion["rows"] == {"skip": [{"column": "Márka", "is": "blank"}]}


def test_another_key_than_the_one_that_is_called_so_is_asked() -> None:
    rows = [f"S-{number // 4},I-{number:03},Product number {number},5.{number:02}" for number in range(40)]
    found = found_in(table("SKU,Item number,Name,Price", *rows))
    assert not found.certain
    assert any("“SKU”" in question for question in found.questions)


def test_names_stand_for_codes_only_where_no_two_are_the_same_but_for_capitals() -> None:
    rows = ("AB-1,Mug one,5.00", "AB-2,Mug two,5.00", "ab-2,Mug three,5.00", "AB-4,Mug four,5.00", ",Mug five,5.00")
    found = found_in(table("Catalog code,Name,Price", *rows))
    assert "else" not in found.suggestion["fields"]["sku"]


@pytest.mark.parametrize(("header", "price"), [("Price (minor)", "1250"), ("Price cents", "700")])
def test_a_program_does_not_take_hundredths_for_prices(header: str, price: str) -> None:
    found = found_in(table(f"SKU,Name,{header}", f"A-1,Mug,{price}", "A-2,Pan,995", "A-3,Pot,1299"))
    assert not found.key_is_sure


def test_one_endless_number_is_no_reason_to_give_up() -> None:
    rows = [f"{number},Mug {number},{number}.50" for number in range(1, 30)]
    assert found_in(table("Id,Name,Price", *rows, f"{'9' * 5000},Long,1.00")).suggestion
    rows = [f"Mug {number};{number}00;x" for number in range(1, 30)]
    assert found_in("\n".join([*rows, f"Long;{'9' * 5000};x", ""])).questions


def test_whole_costs_are_costs() -> None:
    rows = ("A-1,Mug,9.90,12.50,7", "A-2,Pan,19.90,25.00,14", "A-3,Pot,29.90,35.00,21")
    assert sources(table("Cikkszám,Name,Unit price,RRP,Cost", *rows))["price"] == "Unit price"


def test_a_currency_column_says_how_lakhs_are_read() -> None:
    rows = ('A-1,Fan,"1,01,700",PKR', 'A-2,Pump,"2,11,900",PKR')
    found = found_in(table("Code,Name,Price,Currency", *rows))
    assert "currency" not in found.suggestion["file"]


def test_letters_one_after_the_other_sort_products() -> None:
    rows = ("S-1,Mug,5.00,A", "S-2,Pan,6.00,B", "S-3,Pot,7.00,C")
    assert found_in(table("sku,name,price,Status", *rows)).suggestion["fields"].get("active", "") == ""


def test_a_name_that_holds_codes_is_the_key_though_some_have_stray_points() -> None:
    rows = ("F01,Atlas of rivers,119.99", "F02 .,Atlas of hills,77.24", "F03,Atlas of lakes,68.31", "F04,Maps,63.63")
    assert sources(table("kod adı,ad,fiyat", *rows, "F05,Coasts,12.00"))["sku"] == "kod adı"


def test_prices_of_labour_are_not_those_of_the_product() -> None:
    rows = ("CA01,Door hinge heavy,100,75,175", "CA02,Angle bar white,100,20,120")
    assert sources(table("Code,Description,Labor Price,Material Price,Total", *rows))["price"] == "Material Price"


def test_capitals_under_a_plain_name_are_names() -> None:
    rows = ("401,FREKVENS,Bar table in red,265", "402,NORDVIKEN,Bar table of oak,995", "403,STIG,Bar stool,69")
    assert sources(table("item_id,name,short_description,price", *rows))["name"] == "name"


def test_stock_and_other_skus_are_no_key_and_no_price() -> None:
    rows = ("PRD-1,Bolt of steel,125,150", "PRD-2,Wire for welding,345,85", "PRD-3,Disc for cutting,280,240")
    assert sources(table("id,nama,harga,jumlah_stok", *rows))["sku"] == "id"
    rows = ("A3,35 TDI wheel,114881", "A4,40 TDI wheel,114893", "A5,50 TDI wheel,114899")
    assert "price" not in sources(table("code,name,recommended-sku", *rows))


def test_what_is_never_on_sale_may_be_active_all_the_same() -> None:
    rows = ("25,Red wine dry,1999,f", "39,White wine dry,2499,f", "46,Sparkling wine,3999,f")
    assert "active" not in found_in(table("id,name,price,is_on_sale", *rows)).suggestion["fields"]
    sold = (*rows[:2], "46,Sparkling wine,3999,t")
    assert found_in(table("id,name,price,is_on_sale", *sold)).suggestion["fields"]["active"] == {"from": "is_on_sale"}


def test_a_till_list_of_zero_prices_is_none_of_people() -> None:
    header = "ART_CODICE;ART_DESCRIZIONE;ART_PREZZO_VENDITA;ART_SCONTO_AGENTE;ART_AGENTI"
    found = found_in(table(header, "MG12;Batteria gel nera;0;1;3", "GHD14;Batteria al piombo;0;0;3"))
    assert found.suggestion["fields"]["sku"] == {"from": "ART_CODICE"}


@pytest.mark.parametrize(
    "header",
    [
        "Kod;Ad - Az;Qiymət;Kateqoriya",
        "Kodi;Emërtimi;Çmimi;Kategoria",
        "კოდი;დასახელება;ფასი;კატეგორია",
        "কোড;নাম;মূল্য;বিভাগ",
    ],
)
def test_words_of_further_languages_are_suggested(header: str) -> None:
    code, name, price, _ = header.split(";")
    found = sources(table(header, "A-1;Versace Eros 50 ml;99;Perfume", "A-2;Kettle of steel;40.98;Kitchen"))
    assert found == {"sku": code, "name": name, "price": price}


def test_a_barcode_with_zeros_before_it_is_a_better_key_than_the_name_and_the_size() -> None:
    rows = ("000000000123,Cranberry spirit,1.0L,19.99", "000000111,Kiwi wine,750 ML,2.99", "08604760016,Rum,1.0L,30.99")
    assert sources(table("MAINUPC,ITEMNAME,SizeName,ItemPrice", *rows))["sku"] == "MAINUPC"


def test_what_a_bottle_is_sold_for_is_the_price_and_not_how_many_are_in_a_crate() -> None:
    rows = ("1,Stout,12,8500,708,1000", "2,Lager,12,8500,708,1000", "3,Malt,6,4000,667,1500")
    header = "#,Drink,Bottles per crate,Buy per crate (usual rate),Buy per bottle,Sell per bottle (bar rate)"
    assert sources(table(header, *rows))["price"] == "Sell per bottle (bar rate)"


def test_a_code_and_a_size_are_the_key_together_where_neither_is_there_once() -> None:
    rows = ('CU-90,Elbow,"1""",9.72', 'CU-90,Elbow,"1/2""",2.45', 'CU-P,Pipe,"1""",4.10', 'CU-P,Pipe,"1/2""",3.60')
    assert sources(table("Code,Description,Size,Price", *rows))["sku"] == "{Code} {Size}"


def test_a_model_stands_before_its_variant_in_the_key_and_in_the_question() -> None:
    rows = ("ACTIVE,STD,76754", "ACTIVE,DLX,86406", "ROAD 5,STD,91476", "ROAD 5,DLX,95121")
    found = found_in(table("MODEL,VARIANT,PRICE", *rows))
    assert found.suggestion["fields"]["sku"] == {"text": "{MODEL} {VARIANT}"}
    assert found.questions[0] == "Do “MODEL” and “VARIANT” together tell the products apart, as their SKU?"


def test_the_name_is_the_key_though_some_rows_are_there_twice() -> None:
    rows = ("Bookings,Let them book,249.00", "Add-ons,Let them choose,49.00", "Bookings,Let them book,249.00")
    assert sources(table("title,info,price", *rows))["sku"] == "title"
    assert not found_in(table("title,info,price", *rows, "Bookings,Let them book,250.00")).suggestion


def test_a_number_that_counts_rows_is_the_key_by_its_header() -> None:
    assert sources(table("indice;nome;prezzo", "1;Candele rosse;8", "2;Statua;15"))["sku"] == "indice"


@pytest.mark.parametrize(
    "price", ["US$ {}", "A${}", "S/ {}", "S/. {}", "u$s {}", "{} US$", "{} euros", "Euros {}", "{}zł", "NT$ {}", "Rp{}"]
)
def test_prices_with_a_currency_of_several_signs_are_amounts(price: str) -> None:
    rows = [f"Bowl {number},{price.format(f'{number}.50')},{number}" for number in range(11, 18)]
    assert sources(table("Titulo,Precio en tienda,Mesa", *rows))["price"] == "Precio en tienda"


def test_rows_that_are_there_twice_make_no_code_a_worse_key() -> None:
    rows = ["d0b,Zinc brush,22.12", "a1c,Clamp,4.10", "a2a,Oak clamp,28.99", "a1c,Clamp,4.10"]
    assert sources(table("mfr_part,Description,Unit Price", *rows))["sku"] == "mfr_part"
    rows = ["17/4,Zinc brush,22.12", "18/2,Clamp,4.10", ",Oak clamp,28.99", "18/2,Clamp,4.10"]
    assert found_in(table("PLU,Description,Unit Price", *rows)).suggestion["fields"]["sku"] == {
        "from": "PLU",
        "else": "Description",
    }


@pytest.mark.parametrize("header", ["Price/100g", "price_100g", "Цена за кг", "Price 500 ml"])
def test_the_price_of_a_weight_is_not_the_price_beside_another(header: str) -> None:
    rows = ("A-1,Mug tea,50.20,9.90", "A-2,Pot tea,60.10,7.50", "A-3,Jar tea,55.70,8.40")
    assert sources(table(f"Stock No,Title,{header},Recommended Retail", *rows))["price"] == "Recommended Retail"


def test_codes_of_a_mark_and_a_number_are_codes() -> None:
    rows = ("M 307,Oak,3500", "M 314,Ash,9750", "M 321,Elm,8250")
    assert sources(table("Product ID;Product;RRP".replace(";", ","), *rows))["sku"] == "Product ID"


def test_a_rating_in_polish_is_no_price() -> None:
    rows = ("K1,Kubek,4.5,12.90", "K2,Talerz,3.9,24.00", "K3,Miska,4.1,7.20")
    assert sources(table("Kod,Produkt,Ocena,Cena netto", *rows))["price"] == "Cena netto"


def test_long_texts_are_no_names_though_they_are_called_so() -> None:
    prose = "junior amber heavy clamp with soap and a plug to be used in the garden and by the lake in any weather."
    rows = (f"K1,Kubek,1 {prose},12.90", f"K2,Talerz,2 {prose},24.00", f"K3,Miska,3 {prose},7.20")
    assert sources(table("Código,Producto,Detalle,Precio", *rows))["name"] == "Producto"


def test_the_only_amounts_under_an_unknown_word_are_the_price() -> None:
    assert sources(table("SKU,Name,Wobble", "A-1,Mug,24.00", "A-2,Cup,28.50"))["price"] == "Wobble"
    assert "price" not in sources(table("SKU,Name,Wobble", "A-1,Mug,24", "A-2,Cup,28"))
    assert "price" not in sources(table("SKU,Name,Wobble,Wubble", "A-1,Mug,24.00,3.10", "A-2,Cup,28.50,2.90"))


def test_a_column_that_is_surely_the_price_is_it_though_most_are_on_request() -> None:
    rows = ("K1,Kubek,12.90", *(f"K{number},Miska {number},su richiesta" for number in range(2, 5)))
    assert sources(table("Codice,Nome,Prezzo", *rows))["price"] == "Prezzo"
    assert "price" not in sources(table("Codice,Nome,Prezzo", *rows[1:]))


def test_the_names_stand_for_ids_that_some_products_lack() -> None:
    rows = ("X-17,Mug,5.20", "X-18,Cup,4.20", ",Pan,9.10", "X-20,Jug,7.70")
    assert found_in(table("Product ID,Goods,Retail Price", *rows)).suggestion["fields"]["sku"] == {
        "from": "Product ID",
        "else": "Goods",
    }


def test_prices_in_arabic_digits_are_no_zeros() -> None:
    rows = ("N-1,تمر,٦٥٫٣١,١١٠٫٥٠", "N-2,عسل,١١٨٫١٦,٢١١٫٠٠")
    assert sources(table("رقم الصنف,اسم الصنف,سعر الجملة,سعر المستهلك", *rows))["price"] == "سعر المستهلك"


def test_prices_in_nepali_are_amounts_of_money() -> None:
    rows = ("आलु रातो,केजी,रू ६३.००,रू ६५.००", "प्याज सुकेको,केजी,रू ३२.००,रू ३४.००", "अदुवा,केजी,रू ८०.००,रू ९००.००")
    assert sources(table("कृषि उपज,ईकाइ,न्यूनतम,अधिकतम", *rows))["price"] == "न्यूनतम"


@pytest.mark.parametrize("sizes", ["1 Kg,500 g,250 g", "1/4 oz,1 oz,1 lb", "100ml,250ml,1ltr", "1 Stk,10 Stk,100 Stk"])
def test_of_prices_for_so_much_each_the_first_is_suggested_and_that_is_asked(sizes: str) -> None:
    rows = ("Amber Rose,6000,3000,1500,Floral", "Black Oud,17500,8750,4375,Woody", "Musk,14000,7000,3500,Woody")
    found = found_in(table(f"Perfume,{sizes},Category", *rows))
    first, second, third = sizes.split(",")
    assert found.suggestion["fields"]["price"] == {"from": first}
    assert f"Is “{first}” the price, or is it “{second}” or “{third}”?" in found.questions


def test_whole_amounts_below_the_sign_of_a_currency_are_the_price() -> None:
    rows = ("Gin 750ml,260", "Gin tot,25", "Brandy 200ml,85", "Chips,8", "Tonic,12")
    assert sources(table("ITEM,BOTTLE N$", *rows))["price"] == "BOTTLE N$"


def test_numbers_of_rows_without_a_name_are_the_key_if_names_come_again() -> None:
    rows = ("1,Visit,50.00", "2,Blood test,150.00", "4,Visit,100.00", "5,Visit,20.00")
    assert sources(table(",Test,Price", *rows))["sku"] == "A"
    assert (
        sources(table(",Test,Price", *rows[:3], "5,Check,20.00", "6,X ray,30.00").replace("4,Visit", "4,Eye"))["sku"]
        == "Test"
    )


def test_the_place_where_something_is_made_is_no_name() -> None:
    rows = (
        "A-1,Surface filter,Plant West,4.50",
        "A-2,Passive network,Site ten,4.14",
        "A-3,Passive network,Site two,4.23",
    )
    assert sources(table("Part Number,Description,Production Site,Price", *rows))["name"] == "Description"


def test_whole_amounts_below_the_code_of_a_currency_are_the_price() -> None:
    rows = ("Acta Politica,2690", "Asian Business,2690", "Journal of Sociology,3150", "Area,2450")
    assert sources(table("Title,USD", *rows))["price"] == "USD"


def test_prices_for_quantities_that_a_spreadsheet_made_dates_of_are_prices() -> None:
    rows = ("P-1,Mug,$4.50,$4.25,$4.00", "P-2,Cup,$5.50,$5.25,$5.00", "P-3,Pan,$6.50,$6.25,$6.00")
    assert sources(table("Part Number,Description,4-Jan,9-May,25 - 49", *rows))["price"] == "4-Jan"


def test_names_in_capitals_are_no_codes() -> None:
    rows = (
        "1,FAMORJINE,Famotidine,166.00",
        "2,KROJECT,Pefloxacin,175.00",
        "3,NEGABACT,,230.00",
        "4,ADFLOX,Ofloxacin,9.00",
    )
    assert sources(table("id,medicine_name,generic_name,retail_price", *rows))["name"] == "medicine_name"
