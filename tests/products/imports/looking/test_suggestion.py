"""Files as suppliers send them, and the recipe that is suggested for each, with what is asked."""

from typing import Any

import pytest

from products.fields.header_words import field_named, named
from tests.products.imports.looking.tables import found_in


def sources(text: str) -> dict[str, Any]:
    return {key: each.get("from", each.get("text")) for key, each in found_in(text).suggestion["fields"].items()}


@pytest.mark.parametrize(
    "header",
    [
        "Artikelnummer;Bezeichnung;Verkaufspreis",
        "Référence;Désignation;Prix de vente",
        "Codice;Denominazione;Prezzo",
        "Código artículo;Nombre;Precio venta",
        "Código do produto;Nome;Preço",
        "Artikelcode;Productnaam;Verkoopprijs",
        "Kod produktu;Nazwa;Cena",
        "Артикул;Наименование;Цена",
        "Kód;Název;Cena",
        "Stock code;Item title;Selling price",
    ],
)
def test_sure_words_of_many_languages_need_no_question(header: str) -> None:
    found = found_in(f"{header}\nA-1;Mug;9.50\nA-2;Cup;7.00\n")
    assert (found.certain, found.questions) == (True, [])
    assert [each["from"] for each in found.suggestion["fields"].values()] == header.split(";")


@pytest.mark.parametrize(
    "header",
    [
        "Κωδικός προϊόντος;Ονομασία;Λιανική",
        "商品コード;商品名;定価",
        "SUPPLIER_AID;DESCRIPTION_SHORT;PRICE_AMOUNT",
        "Item #;Description;Retail",
        "ItemNumber;ItemName;SalesPrice",
        "Article;Description EN;Net price EUR",
        "SKU;NL_Title_Short;Price",
        "Style no.;Style name;RRP EUR",
        "Referencia;Descripción artículo;Tarifa 2025",
        "Artikelnummer;Bezeichnung;UVP inkl. MwSt",
        "SKU;Name;USD",
        "SKU;Product/Service Name;PVP recomendado",
        "Artikel-Nr.;Modell;UVP €",
        "SKU;Name;1+",
    ],
)
def test_likely_words_are_suggested(header: str) -> None:
    assert [*sources(f"{header}\nA-1;Blue mug;9.50\nA-2;Cup of tea;7.00\n").values()] == header.split(";")


@pytest.mark.parametrize("header", ["Cena hurtowa", "卸価格1台(税別)", "WSP EUR", "Prix cession HT", "PPD", "Trade £"])
def test_a_price_for_dealers_is_suggested_if_there_is_no_other_and_that_is_asked(header: str) -> None:
    found = found_in(f"SKU;Name;{header}\nA-1;Mug;5.00\nA-2;Cup;4.00\n")
    assert found.suggestion["fields"]["price"] == {"from": header}
    assert found.questions == [f"Is “{header}” the price?"]


@pytest.mark.parametrize("other", ["VAT rate", "Tax amount", "10+"])
def test_other_amounts_in_other_words_are_no_price(other: str) -> None:
    assert "price" not in sources(f"SKU;Name;{other}\nA-1;Mug;5.00\nA-2;Cup;4.00\n")


def test_one_of_names_in_several_languages_is_suggested_and_that_is_asked() -> None:
    found = found_in("Article;Name EN;Name DE;Price\nA-1;Blue mug;Blauer Becher;9.50\nA-2;Red cup;Rote Tasse;7.00\n")
    assert found.suggestion["fields"]["name"] == {"from": "Name EN"}
    assert "Is “Name EN” the name, or is it “Name DE”?" in found.questions


def test_words_that_end_a_product_are_suggested_and_others_are_left_out() -> None:
    ended = found_in("Artikelnummer;Name;Status\nA-1;Tasse;lieferbar\nA-2;Kanne;ausgelaufen\n")
    words = {"lieferbar": True, "ausgelaufen": False}
    assert ended.suggestion["fields"]["active"] == {"from": "Status", "words": words}
    asked = "Are products not active where “Status” says “ausgelaufen” and active where it says “lieferbar”?"
    assert ended.questions == [asked]
    unread = found_in("SKU,Name,Status\nA-1,Mug,new\nA-2,Cup,checked\n")
    assert unread.suggestion["fields"]["active"] == ""
    assert unread.questions == ["What “Status” means by “new”, “checked” cannot be told. Is it right to leave it out?"]


def test_the_description_is_the_name_if_nothing_else_is() -> None:
    text = "Codice;Descrizione;Prezzo\n010;Penna blu;1,20\n011;Penna rossa;1,20\n"
    assert sources(text) == {"sku": "Codice", "name": "Descrizione", "price": "Prezzo"}
    assert found_in(text).questions == ["Is “Descrizione” the name?"]


def test_beside_a_name_the_description_is_one() -> None:
    found = found_in("Codice;Titolo;Descrizione;Prezzo\n010;Penna;Scrive in blu;1,20\n011;Matita;Morbida;0,80\n")
    assert found.suggestion["fields"]["description"] == {"from": "Descrizione"}
    assert found.certain


def test_a_sku_column_that_is_blank_gives_way_to_a_better_one() -> None:
    text = "SKU,Title,Reference,Price\n,Mug,R-1,9.50\n,Cup,R-2,7.00\n"
    assert sources(text)["sku"] == "Reference"


def test_damaged_barcodes_are_no_key() -> None:
    rows = "".join(f'"7,70211E+12";R-{number};Item {number};{number},50\n' for number in range(20))
    assert sources("EAN;Ref;Nombre;Precio venta\n" + rows)["sku"] == "Ref"


def test_the_title_is_the_key_if_nothing_else_is_and_that_is_asked() -> None:
    found = found_in("TITLE,PRICE,QUANTITY,SKU\nWalnut spoon,24.00,3,\nCherry spoon,26.00,1,\n")
    assert found.suggestion["fields"]["sku"] == {"from": "TITLE"}
    assert not found.key_is_sure
    assert found.questions == ["Is “TITLE” the SKU?"]


def test_name_and_another_column_are_the_key_if_only_both_tell_products_apart() -> None:
    text = "Name,Origin,Price\nKohlrabi,Farm one,1.20\nKohlrabi,Farm two,1.30\nLeek,Farm one,2.00\n"
    assert found_in(text).suggestion["fields"]["sku"] == {"text": "{Name} {Origin}"}


def test_without_any_key_nothing_is_suggested_and_a_question_says_so() -> None:
    found = found_in("Name,Price\nKohlrabi,1.20\nKohlrabi,1.30\nLeek,2.00\n")
    assert found.suggestion == {}
    assert found.questions[0].startswith("No column tells the products apart")


def test_of_two_prices_the_base_price_is_suggested_and_that_is_asked() -> None:
    found = found_in("Cod.;Nome;Netto Cliente;Listino Base\n010;Penna;0,84;1,20\n011;Matita;0,60;0,90\n")
    assert found.suggestion["fields"]["price"] == {"from": "Listino Base"}
    assert "Is “Listino Base” the price, or is it “Netto Cliente”?" in found.questions


def test_prices_that_differ_in_brackets_only_are_asked() -> None:
    found = found_in("Indeks;Nazwa;Cena (netto);Cena (brutto)\nA-1;Kubek;10,00;12,30\nA-2;Talerz;20,00;24,60\n")
    assert any("Cena (netto)" in question and "Cena (brutto)" in question for question in found.questions)


@pytest.mark.parametrize("cost", ["Costo", "Purchase price", "EK", "Sale price", "Versandkosten", "Compare at price"])
def test_other_prices_are_not_the_price(cost: str) -> None:
    text = f"Code number;Name;{cost};Price\nA-1;Mug;5.00;9.50\nA-2;Cup;4.00;7.00\n"
    assert sources(text)["price"] == "Price"


@pytest.mark.parametrize("cost", ["Costo", "Purchase price", "EK", "Einkaufspreis", "Inkoopprijs"])
def test_a_cost_alone_is_no_price_either(cost: str) -> None:
    assert "price" not in sources(f"SKU;Name;{cost}\nA-1;Mug;5.00\nA-2;Cup;4.00\n")


def test_a_column_that_says_the_contrary_of_active_is_turned_round() -> None:
    found = found_in("Codice;Nome;Prezzo;Obsoleto\n010;Penna;1,20;No\n011;Matita;0,90;Si\n")
    assert found.suggestion["fields"]["active"] == {"from": "Obsoleto", "words": {"No": True, "Si": False}}
    asked = "Are products not active where “Obsoleto” says “Si” and active where it says “No”?"
    assert asked in found.questions


def test_group_and_total_rows_without_a_key_are_skipped() -> None:
    found = found_in(
        "Artikelnummer,Bezeichnung,Einheit,Preis\n,Gemüse,,\nG-1,Zwiebeln,kg,1.87\nG-2,Möhren,Bund,2.10\n,Summe,,3.97\n"
    )
    assert found.suggestion["rows"] == {"skip": [{"column": "Artikelnummer", "is": "blank"}]}
    assert found.certain


def test_headings_in_the_column_of_the_key_are_skipped() -> None:
    found = found_in(
        "CODIGO;NOMBRE;PRECIO\nACCESORIOS;;\n0001;Adaptador;4,79\n0002;Cable;8,44\nAUDIO;;\n0003;Parlante;9,99\n"
    )
    assert found.suggestion["rows"] == {"skip": [{"column": "NOMBRE", "is": "blank"}]}


def test_a_product_without_a_key_is_not_skipped() -> None:
    rows = "".join(f"A-{number},Mug {number},9.50\n" for number in range(9))
    assert "rows" not in found_in(f"SKU,Name,Price\n{rows},Cup,7.00\n").suggestion


def test_variants_take_their_name_from_the_row_above() -> None:
    found = found_in("SKU,Group,Name,Size,Price\nA-S,a,Apron,S,9\nA-M,a,,M,9\nB-S,b,Board,S,5\nB-M,b,,M,5\n")
    assert found.suggestion["rows"] == {"within": "Group", "fill_down": ["Name"]}
    assert found.questions == ["“Name” is blank in 2 rows. Do these take it from the row above of the same “Group”?"]


def test_a_file_without_header_is_known_by_its_values() -> None:
    found = found_in("Bolt;BL-10;2.40;150;Bolt zinc M10\nNut;NT-10;0.90;400;Nut M10\nWasher;WS-1;0.35;99;Flat washer\n")
    assert found.suggestion["file"] == {"delimiter": ";", "header_rows": 0, "first_row": 1}
    assert sources(
        "Bolt;BL-10;2.40;150;Bolt zinc M10\nNut;NT-10;0.90;400;Nut M10\nWasher;WS-1;0.35;99;Flat washer\n"
    ) == {
        "sku": "B",
        "name": "E",
        "price": "C",
    }
    assert not found.certain
    assert not found.key_is_sure


def test_skus_that_stand_for_different_names_are_taken_together_with_the_name() -> None:
    rows = "".join(f"A-{number % 5},Mug {number},9.50\n" for number in range(10))
    found = found_in("SKU,Name,Price\n" + rows)
    assert found.suggestion["fields"]["sku"] == {"text": "{SKU} {Name}"}
    assert not found.key_is_sure
    assert found.questions == [
        "5 of 5 SKUs stand for rows with different names, of which only the last ones would be kept. "
        "Do “SKU” and “Name” together tell the products apart, as their SKU?"
    ]


def test_a_few_skus_with_two_names_are_left_as_they_are() -> None:
    rows = "".join(f"A-{number},Mug {number},9.50\n" for number in range(60))
    found = found_in(f"SKU,Name,Price\n{rows}A-1,Cup 1,9.50\nA-2,Cup 2,9.50\nA-3,Cup 3,9.50\n")
    assert (found.certain, found.suggestion["fields"]["sku"]) == (True, {"from": "SKU"})


def test_barcodes_that_stand_for_different_products_give_way_to_the_names() -> None:
    rows = "4006381333931,Red pen\nnone known,Blue pen\nnone known,Desk\nnone known,Chair\n4006381333948,Green pen\n"
    assert sources("EAN,Name\n" + rows) == {"sku": "Name", "name": "Name"}


def test_barcodes_that_stand_for_different_products_give_way_to_another_code() -> None:
    rows = "x,R-1,Red pen\nnone,R-2,Blue pen\nnone,R-3,Desk\nnone,R-4,Chair\ny,R-5,Green pen\n"
    assert sources("Item,Reference,Name\n" + rows)["sku"] == "Reference"


def test_codes_that_are_shared_stay_beside_names_that_are_too() -> None:
    rows = "Z1,Red pen\nZ1,Blue pen\nZ2,Red pen\nZ2,Green pen\nZ3,Desk\nZ4,Desk\nZ5,Chair\n"
    assert sources("Item,Name\n" + rows)["sku"] == "{Item} {Name}"


BLANKS = "Código;Id;Nome\nA-1;101;Caneta\nA-2;102;Lápis\n\t;103;Mesa\nA-4;104;Cadeira\nA-5;105;Vaso\nA-6;106;Copo\n"


def test_where_a_code_is_blank_another_one_stands_for_it_and_that_is_asked() -> None:
    found = found_in(BLANKS)
    assert found.suggestion["fields"]["sku"] == {"from": "Código", "else": "Id"}
    assert found.questions == ["“Código” is blank in some rows. Is “Id” the SKU of those?"]
    assert "rows" not in found.suggestion


@pytest.mark.parametrize("there", ["A-4", "104", ""])
def test_no_other_code_stands_for_a_blank_one_that_is_not_its_own(there: str) -> None:
    found = found_in(BLANKS.replace("103", there))
    assert found.suggestion["fields"]["sku"] == {"from": "Código"}


def test_where_a_barcode_is_blank_the_name_stands_for_it_whatever_the_column_is_called() -> None:
    rows = "4006381333931;Beam;m\n7029560005389;Board;m\n7090004709477;Plate;pc\n;Panel;pc\n7032463821000;Roll;pc\n"
    found = found_in("Nobb;Name;Unit\n" + rows)
    assert found.suggestion["fields"]["sku"] == {"from": "Nobb", "else": "Name"}
    assert found.questions == ["“Nobb” is blank in some rows. Is “Name” the SKU of those?"]


def test_numbers_of_articles_that_are_there_several_times_are_the_key() -> None:
    rows = "".join(f"23;14805{number};Filter {number};FOA0{number}\n" for number in (51, 52, 53, 51, 52, 51, 51, 53))
    found = found_in("Store;Artikel;Artikelomschrijving;Place\n" + rows)
    assert sources("Store;Artikel;Artikelomschrijving;Place\n" + rows)["sku"] == "Artikel"
    assert "Is “Artikel” the SKU?" in found.questions


@pytest.mark.parametrize(("further", "is_there"), [("5", "only products which are there"), ("red", "Which one is it?")])
def test_of_a_list_without_names_it_is_said_what_can_be_done_with_it(further: str, is_there: str) -> None:
    found = found_in(f"Sku;Details;Precio\nA-1;{further};12.50\nA-2;{further};13.50\nA-3;{further};14.50\n")
    assert {key: part["from"] for key, part in found.suggestion["fields"].items()} == {"sku": "Sku", "price": "Precio"}
    assert is_there in found.questions[-1]


@pytest.mark.parametrize("mark", ["ST", "PC", "ea "])
def test_nothing_is_left_out_of_codes(mark: str) -> None:
    rows = "".join(f"{mark}{number};Mug {number};7.50\n" for number in range(11, 20))
    found = found_in("Style code;Name;Price\n" + rows)
    assert found.suggestion["fields"]["sku"] == {"from": "Style code"}
    assert "left out" not in found.reasons["sku"]


def test_amounts_below_a_word_that_may_mean_row_numbers_are_the_price() -> None:
    assert sources("ISBN;Titel;LP\nA-1;Das Buch;19,90\nA-2;Der Hut;24,90\nA-3;Die Uhr;9,95\n")["price"] == "LP"


def test_several_numbers_in_braces_are_no_code() -> None:
    rows = "".join(f"{number * 7};Tea {number};{{45{number},46{number}}};4.50\n" for number in range(11, 25))
    assert sources("id;name;shop_ids;price\n" + rows)["sku"] == "id"


def test_a_card_for_graphics_is_no_name() -> None:
    rows = "T01;HP17-cn30;Iris Xe Graphics;3299\nT02;Thinkbook 15;Iris Xe Graphics;3890\nT03;Swift;Mali G72;899\n"
    assert sources("identyfikator;model;kartaGraficzna;cena\n" + rows)["name"] == "model"


def test_of_a_file_without_codes_the_only_texts_that_differ_are_the_names() -> None:
    rows = "Main;Red pen (12);1,20\n;Blue pen (12);1,30\n;Desk lamp;9,00\n;Office chair;99,00\n"
    found = found_in("List Title;Lines/What;Lines/Price\n" + rows)
    assert {key: each["from"] for key, each in found.suggestion["fields"].items()} == {
        "sku": "Lines/What",
        "name": "Lines/What",
        "price": "Lines/Price",
    }
    assert not found.key_is_sure
    assert "Is “Lines/What” the name?" in found.questions


def test_texts_are_no_names_beside_a_code() -> None:
    found = found_in("SKU;Remarks;Price\nA-1;sold by pair;9.50\nA-2;only in May;7.00\nA-3;last ones left;1.00\n")
    assert "name" not in found.suggestion["fields"]


def test_two_columns_of_one_name_are_told_apart_by_their_letters() -> None:
    found = found_in("SKU,Name,Amount,Amount\nA-1,Mug,9.50,8.00\nA-2,Cup,7.00,6.00\n")
    assert found.suggestion["fields"]["price"] == {"from": "C"}


def test_which_of_two_columns_of_one_name_is_meant_is_asked() -> None:
    found = found_in("sku,SKU,name\nA-1,1,Mug\nA-2,2,Cup\n")
    assert (found.certain, found.unsure) == (False, ["sku"])
    assert found.questions == ["Is “sku” the SKU, or is it “SKU”?"]


def test_columns_are_described_as_they_are() -> None:
    sku, name, *_ = found_in("SKU,Name,Price\nA-1,Mug,9.50\nA-2,Cup,\nA-3,,7.00\n").columns
    assert (sku.header, sku.letter, sku.filled, sku.distinct, sku.kind) == ("SKU", "A", 1.0, 3, "text")
    assert (name.filled, name.samples) == (0.6667, ["Mug", "Cup"])


def test_every_part_of_a_suggestion_has_a_reason() -> None:
    found = found_in("Codice;Descrizione;Listino\n010;Penna;1,20\n011;Matita;0,90\n")
    assert {*found.suggestion["fields"]} <= {*found.reasons}
    assert all(reason and not reason.endswith(".") for reason in found.reasons.values())


def test_what_all_headers_begin_with_says_nothing() -> None:
    text = "ART_COD;ART_DESCRIZIONE;ART_PREZZO_VENDITA;ART_PESO\n010;Penna;1,20;0,01\n011;Matita;0,90;0,02\n"
    assert sources(text) == {"sku": "ART_COD", "name": "ART_DESCRIZIONE", "price": "ART_PREZZO_VENDITA"}


def test_words_of_two_fields_do_not_contradict_one_another() -> None:
    for field in ("sku", "name", "price", "active"):
        assert named(field, "Verkaufspreis") == (1.0 if field == "price" else 0.0)
    assert field_named("Artikelnummer") == ("sku", True)
