"""Where the table of a file begins, what separates its cells, and what its columns are called."""

import pytest

from products.imports.looking.head import heads
from tests.products.imports.looking.tables import head_of

ROWS = "A-1{0}Mug{0}9.50\nA-2{0}Cup{0}7.00\nA-3{0}Jug{0}21.00\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_under_which_the_rows_agree(delimiter: str) -> None:
    head = head_of(f"Codice{delimiter}Descrizione{delimiter}Prezzo\n" + ROWS.format(delimiter))
    assert (head.delimiter, head.first_row, head.header_rows) == (delimiter, 1, 1)
    assert head.names == ("Codice", "Descrizione", "Prezzo")
    assert [row.number for row in head.body] == [2, 3, 4]


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert head_of("Ref;Naam;Prijs\n1;Beker;9,50\n2;Kop;7,00\n").delimiter == ";"


def test_a_letterhead_stands_before_the_table() -> None:
    head = head_of("Example Ltd,,\n,,\nPrice list of May,,\n,,\nItem No,Title,Price\n" + ROWS.format(","))
    assert (head.first_row, head.header_rows) == (5, 1)
    assert [row.number for row in head.before] == [1, 3]


def test_a_header_over_two_rows_is_joined() -> None:
    head = head_of('Artikel-,Bezeichnung,Preis,Preis\nnummer,,netto,brutto\nA-1,Tasse,"1,87","2,00"\n')
    assert (head.first_row, head.header_rows) == (1, 2)
    assert head.names == ("Artikelnummer", "Bezeichnung", "Preis netto", "Preis brutto")


def test_a_heading_of_a_group_is_no_part_of_the_header() -> None:
    head = head_of("Code,Name,Price\n,Vegetables,\nA-1,Carrots,2.10\nA-2,Onions,1.80\n")
    assert head.header_rows == 1
    assert head.body[0].cells == ["", "Vegetables", ""]


def test_a_heading_above_codes_that_are_numbers_is_none_either() -> None:
    head = head_of("Nr.;Artikel;Preis in €\nTische;;\n4260;Esstisch;899,00\n4261;Stuhl;129,90\n")
    assert (head.header_rows, head.names) == (1, ("Nr.", "Artikel", "Preis in €"))


def test_rows_with_numbers_where_the_others_have_numbers_are_no_header() -> None:
    head = head_of("Bolt;BL-10;2.40;150\nNut;NT-10;0.90;400\nWasher;WS-10;0.35;1000\n")
    assert (head.first_row, head.header_rows, head.names) == (1, 0, ())
    assert len(head.body) == 3


def test_a_header_in_words_that_nobody_knows_stands_above_numbers() -> None:
    head = head_of("Aaa;Bbb;Ccc\nx1;mug;2.40\nx2;cup;0.90\n")
    assert (head.header_rows, head.names) == (1, ("Aaa", "Bbb", "Ccc"))


def test_a_sum_may_stand_in_the_header() -> None:
    head = head_of("Gruppe,Artikelbezeichnung,Einheit,Preis,Label,0.00,Summe\n1,Eier,St,0.55,Bio,0.00,\n")
    assert head.header_rows == 1


def test_a_quoted_cell_may_go_over_two_lines() -> None:
    head = head_of('Code,Name,Text\nA-1,Mug,"one\ntwo"\nA-2,Cup,three\n')
    assert [row.number for row in head.body] == [2, 3]


def test_what_is_no_table_has_no_head() -> None:
    assert heads(["Dear customer", "please find our prices on our page"]) == []
    assert heads([]) == []


def test_one_line_with_a_comma_is_no_table() -> None:
    lines = [f"A-{number}   Mug of size {number}   9.50" for number in range(20)]
    assert heads([*lines, "A-20   Screws, box of 10   3.00"]) == []


def test_headings_of_groups_may_stand_in_any_column() -> None:
    head = head_of(",Ref,Name,Price\n,TOOLS,,\n,330,Pliers,11.95\n,353,Wrench,12.80\n")
    assert (head.header_rows, head.names) == (1, ("", "Ref", "Name", "Price"))
    head = head_of("Name,Ref,Price\n,TOOLS,\nPliers,330,11.95\n,WIRES,\nWrench,353,12.80\n")
    assert head.header_rows == 1


def test_a_row_that_says_which_columns_are_required_has_no_names() -> None:
    head = head_of(
        "SKU,Title,Price,Stock,Status\nOptional,Required,Required,Required,Optional\nA-1,Mug,9.50,3,on\nA-2,Cup,7,3,on\n"
    )
    assert (head.header_rows, head.names_in) == (2, 1)
    assert head.names == ("SKU", "Title", "Price", "Stock", "Status")


def test_a_row_with_an_address_is_no_header() -> None:
    head = head_of("Id,Name,E-mail,No\n'651,Luis,luis@shop.example,no\n'652,Noah,noah@shop.example,no\n")
    assert (head.first_row, head.header_rows) == (1, 1)


def test_the_first_line_of_a_program_is_no_row() -> None:
    head = head_of('"EXTF";700;16;"Kreditoren";5;2024\nKonto;Kürzel;Saldo\n10000;ABEL;8.498,21\n10100;BUCH;73,20\n')
    assert (head.first_row, head.header_rows, head.names) == (2, 1, ("Konto", "Kürzel", "Saldo"))
    head = head_of("10000;ABEL;8.498,21\nGIFT;card;open\n10100;BUCH;73,20\n10200;COHN;72,10\n")
    assert (head.first_row, head.header_rows) == (1, 0)
