"""Shifted cells, second headers, bad bytes: what stands in a file is stored in its column or not at all."""

import re

import pytest

from tests.products.imports.reported.conftest import OutcomeOf

MUG = ("Mug", "", "5.00", True)


@pytest.mark.parametrize(
    "content",
    [
        "sku,name,price,\nA1,Mug,12,50\nA2,Cup,9,90\nA3,Jug,105,00\n",
        "sku,name,price,\nA1,Mug,12,50\n",
        "sku,name,price,\nA1,Mug,12,50\nA2,Cup,9\nA3,Jug,105,00\n",
        "sku,name,price,,\nA1,Mug,€ 12,50,\nA2,Cup,€ 9,90,\n",
        "sku,name,price,\nA1,Mug,12,50 €\nA2,Cup,9,90 €\n",
        "sku,name,price,\nA1,Mug,1,234\nA2,Cup,2,500\n",
        "sku,name,Netto,\nA1,Mug,12,50\nA2,Cup,9,90\n",
        "sku,price,name,\nA1,12,50,Mug\nA2,9,90,Cup\n",
        "sku,name,price,description\nA1,Mug,12,50,\nA2,Cup,9,90,\n",
    ],
)
def test_decimal_commas_without_quotes_cost_the_file(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert (outcome.failure, outcome.products) == ("header_mismatch", {})
    assert "decimal commas" in outcome.says
    assert "double quotes" in outcome.says


@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        ("sku,name,price,\nA1,Mug,5.00,\nA2,Cup,9,90\nA3,Jug,7,\nA4,Pot,8,\n", [3]),
        ("sku,name,price,\nA1,Mug,5,\nA2,Cup,6,\nA3,Jug,1,250\n", [4]),
        ("sku,price,name,\nA1,5.00,Mug,\nA2,9,90,Cup\nA3,7,Jug,\n", [3]),
        ("sku,name,price,\nA1,Mug,5.00,\n" + "A2,Cup,9,\n" * 1_500 + "A3,Jug,9,90\n", [1503]),
    ],
)
def test_decimal_commas_in_few_rows_cost_these_rows(outcome_of: OutcomeOf, content: str, rejected: list[int]) -> None:
    outcome = outcome_of(content)

    assert outcome.rejected == {row: {"too_many_cells"} for row in rejected}
    assert outcome.products["A1"] == MUG


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        ("sku,name,price,\nA1,Mug,5.00,new\n", "these hold text: D (1 row)."),
        ("sku,,name,price,,\nA1,x,Mug,5.00,,y\nA2,,Cup,6.00,, \nA3,x,Jug,7.00,,z\n", "text: B (2 rows), F (2 rows)."),
        ("sku,name,price,\n" + "A1,Mug,5.00,\n" * 1_500 + "A1,Mug,5.00,late\n", "text: D (1 row)."),
        ("sku,name,price" + "," * 24 + "\nA1,Mug,5.00" + "," * 24 + "x\n", "text: AA (1 row)."),
        (",sku,name,price\n0,A1,Mug,5.00\n1,A2,Cup,6.00\n", "text: A (2 rows)."),
        ("sku;name;price;\nA1;Mug;5;12\n", "text: D (1 row)."),
        ("sku,name,price,\nA1,Mug,5.00,12\n", "text: D (1 row)."),
    ],
)
def test_columns_without_a_name_that_hold_text_are_listed_by_letter(
    outcome_of: OutcomeOf, content: str, warning: str
) -> None:
    outcome = outcome_of(content)

    assert outcome.products["A1"] == MUG
    assert outcome.rejected == {}
    assert warning in outcome.says


def test_columns_without_a_name_and_text_are_not_mentioned(outcome_of: OutcomeOf) -> None:
    assert outcome_of("sku,,name,price,,\nA1,,Mug,5.00,, \n").says == ""


SHIFTED = "sku,name,,description,url,comments\n"


@pytest.mark.parametrize(
    "content",
    [
        SHIFTED + "".join(f"S-{row},Name {row},Text {row},https://x.example/{row},\n" for row in range(1, 8)),
        SHIFTED + "S-1,Name 1,,https://x.example/1,\nS-2,Name 2,,https://x.example/2,\n",
        "sku,,name,,description\nA1,Mug,Nice\nA2,Cup,Big\n",
        ",sku,name\nA1,Mug\nA2,Cup\n",
        "sku,name,,description,\nA1,Mug,Nice,\nA2,Cup,Big,\n",
        "sku,name,,description,\nA1,Mug,Nice,\n",
    ],
)
def test_shorter_rows_under_a_header_with_a_gap_cost_the_file(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert (outcome.failure, outcome.products) == ("header_mismatch", {})
    assert re.search("no name in column [A-D]", outcome.says)


@pytest.mark.parametrize(
    "content",
    [
        "sku,name,,price\nA1,Mug,,5.00\nA2,Cup,,6.00\n",
        ",sku,name,price\n0,A1,Mug,5.00\n1,A2,Cup,6.00\n",
        "sku,name,price,,\nA1,Mug,5.00\nA2,Cup,6.00\n",
        "sku,name,,price,\nA1,Mug,,5.00\nA2,Cup,,6.00\n",
        "sku,name,price,,description\nA1,Mug,5.00\nA2,Cup,6.00\n",
    ],
)
def test_gap_in_the_header_does_no_harm_where_the_rows_have_it_too(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert outcome.products == {"A1": MUG, "A2": ("Cup", "", "6.00", True)}


def rows(number: int, *, rest: str = "") -> str:
    return "".join(f"R{row},Row,text,1.00{rest}\n" for row in range(number))


WIDE = "sku,name,description,price\n"


@pytest.mark.parametrize(
    "content",
    [
        WIDE + rows(3) + "A1,Blue, mug,5.00,\n",
        WIDE + rows(30) + "A1,Blue, mug,nice,\n",
        WIDE + rows(200, rest=",") + rows(200) + "A1,Mug,,5.00,,\n",
        WIDE + rows(2_000) + "A1,Blue, mug,,\n" * 12,
        WIDE + rows(30) + 'A1,Blue, mug,"two\nlines",\n',
        WIDE + "A1,Blue, mug,,\n",
    ],
)
def test_lone_row_with_a_cell_too_many_is_refused(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert {*map(frozenset, outcome.rejected.values())} == {frozenset({"too_many_cells"})}
    assert "A1" not in outcome.products
    assert outcome.counts.get("created", 0) == len({*re.findall(r"^R\d+", content, re.MULTILINE)})


@pytest.mark.parametrize(
    "content",
    [
        WIDE + "A1,Mug,,5.00,\nA2,Cup,,6.00,\n",
        WIDE + rows(30) + "A1,Mug,,5.00,\nA2,Cup,,6.00,\n",
        WIDE + rows(900) + "".join(f"B{row},Cup,,1.00,,\n" for row in range(9)) + "A1,Mug,,5.00,,\n",
    ],
)
def test_rows_with_empty_cells_at_their_end_are_taken_if_they_are_many(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert outcome.rejected == {}
    assert outcome.products["A1"] == MUG


def test_lone_short_row_among_padded_ones_is_refused(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(WIDE + rows(30, rest=",") + "A1,Mug nice,5.00,\n")

    assert outcome.rejected == {32: {"too_few_cells"}}


@pytest.mark.parametrize(
    "row",
    [
        'A1,Blue mug"nice, big",5.00',
        'A1,Blue mug "nice, big",5.00',
        'A1,Blue mug"nice, ""big""",5.00',
        'A1,12" mug"nice, big",5.00',
        'A1"Blue, mug",nice,5.00',
        'A1,Mug,nice"5.00, new"',
        'A1,"Blue mug" "nice, big",5.00',
        'A1,"Blue mug"nice,big,5.00',
        'A1,Blue"mug,nice,5.00',
    ],
)
def test_row_whose_quotes_show_that_a_delimiter_was_lost_is_refused(outcome_of: OutcomeOf, row: str) -> None:
    outcome = outcome_of(f"{WIDE}{rows(3)}{row}\nR9,Cup,,6.00\n")

    assert outcome.rejected == {5: {"bad_quote"}}
    assert sorted(outcome.products) == ["R0", "R1", "R2", "R9"]


@pytest.mark.parametrize(
    ("row", "product"),
    [
        ('A1,12" ruler,wood,5.00', ('12" ruler', "wood", "5.00", True)),
        ('A1,ruler 12",18"x24",5.00', ('ruler 12"', '18"x24"', "5.00", True)),
        ('A1,a "fine" mug,the "best",5.00', ('a "fine" mug', 'the "best"', "5.00", True)),
        ('A1,"12"" ruler","for 14""",5.00', ('12" ruler', 'for 14"', "5.00", True)),
        ('A1,杯子"大"号,x,5.00', ('杯子"大"号', "x", "5.00", True)),
    ],
)
def test_double_quote_inside_a_cell_is_text(outcome_of: OutcomeOf, row: str, product: tuple[object, ...]) -> None:
    assert outcome_of(f"{WIDE}{rows(3)}{row}\n").products["A1"] == product


@pytest.mark.parametrize(
    ("header", "again"),
    [
        ("sku,name,description", "Artikelnummer,Artikelname,Beschreibung"),
        ("sku,name,description", "reference;nom;description".replace(";", ",")),
        ("sku,name,description", ' "SKU" ,Title:,"Body (HTML)"'),
        ("sku,name,description", "Código,Nombre,Descripcion"),
        ("Artikelnummer,Artikelname,Beschreibung", "\ufeffsku,name,description"),
        ("sku,name,colour", "Item No.,Product Name,Farbe"),
        ("sku (required),name,x", "SKU (REQUIRED),NAME,X"),
    ],
)
def test_header_again_in_another_language_or_spelling_is_skipped(
    outcome_of: OutcomeOf, header: str, again: str
) -> None:
    outcome = outcome_of(f"{header}\n{again}\nA1,Mug,Nice\n")

    assert (outcome.counts, [*outcome.products]) == ({"skipped": 1, "created": 1}, ["A1"])


@pytest.mark.parametrize(
    "second",
    [
        "sku,description,name\nB1,Nice cup,Cup\n",
        "name,sku,description\nCup,B1,Nice cup\n",
        "Beschreibung,Artikelname,Artikelnummer\nNice cup,Cup,B1\n",
        "sku,name,price\nB1,Cup,5.00\n",
        "sku,name\nB1,Cup\n",
        "sku,name,description,price\nB1,Cup,Nice cup,5.00\n",
        "Bild,Artikelnummer,Artikelname\nx.jpg,B1,Cup\n",
    ],
)
def test_second_table_is_refused_row_by_row(outcome_of: OutcomeOf, second: str) -> None:
    outcome = outcome_of(f"sku,name,description\nA1,Mug,Nice mug\n\n{second}sku,name,description\nA2,Cup,Nice cup\n")

    assert outcome.products == {"A1": ("Mug", "Nice mug", None, True), "A2": ("Cup", "Nice cup", None, True)}
    assert outcome.rejected == {4: {"second_table"}, 5: {"second_table"}}
    assert outcome.counts["skipped"] == 2
    assert "second table" in outcome.says


def test_long_second_table_is_refused_to_its_end(outcome_of: OutcomeOf) -> None:
    second = "".join(f"B{row},Nice,Cup,x\n" for row in range(12_000))

    outcome = outcome_of(f"sku,name\nA1,Mug\nsku,description,name,x\n{second}")

    assert outcome.counts == {"created": 1, "rejected": 12_001}


@pytest.mark.parametrize(
    "row",
    [
        "title,reference,1.00",
        "sku,A book about it,1.00",
        "Title,Name,1.00",
        "Reference,Title 2,1.00",
        "Code,Name,1.00",
        "Mug,SKU,1.00",
    ],
)
def test_product_with_words_of_a_header_is_a_product(outcome_of: OutcomeOf, row: str) -> None:
    outcome = outcome_of(f"sku,name,price\nA1,Mug,5.00\n{row}\nA2,Cup,6.00\n")

    assert (outcome.counts, outcome.rejected) == ({"created": 3}, {})


def test_switch_that_reads_like_a_header_is_a_value(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,active\nA1,Mug,active\nMug,SKU,active\nA2,Cup,enabled\n")

    assert outcome.counts == {"created": 3}


def test_column_that_a_person_named_keeps_its_place(outcome_of: OutcomeOf) -> None:
    content = "sku,name,Netto,Brutto\nA1,Mug,5.00,6.00\nsku,name,Brutto,Netto\nA2,Cup,8.00,7.00\n"

    outcome = outcome_of(content, mapping={"price": "Netto"})

    assert (outcome.products, outcome.rejected) == ({"A1": MUG}, {3: {"second_table"}, 4: {"second_table"}})


ASCII = b"".join(b"A%d,Mug %d,5.00\n" % (row, row) for row in range(1, 30))
HEADER = b"sku,name,price\n"


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (HEADER + b"A1,Mug,5.00\n" * 8 + b"B1,Fred\x92s mug,5.00\n", 10),
        (HEADER + b"B1,Fred\x92s mug,5.00\n" + ASCII, 2),
        (b"Pr\xe9sentation\n" + HEADER + ASCII + b"B1,Fred\x92s mug,5.00\n", 32),
        (HEADER + ASCII * 3_000 + b"B1,Fred\x92s mug,5.00\n", 87_002),
        (HEADER + "A0,Käse,5.00\n".encode() + ASCII + b"B1,Fred\x92s mug,5.00\n", 32),
        (HEADER + ASCII + b'B1,"two\nFred\x92s\nlines",5.00\n', 31),
    ],
)
def test_few_bad_bytes_cost_their_rows(outcome_of: OutcomeOf, content: bytes, row: int) -> None:
    outcome = outcome_of(content)

    assert (outcome.failure, outcome.rejected) == ("", {row: {"invalid_encoding"}})
    assert "B1" not in outcome.products


def test_ninth_bad_line_costs_its_row_and_the_tenth_the_file(outcome_of: OutcomeOf) -> None:
    content = HEADER + ASCII + b"".join(b"B%d,Fred\x92s mug,5.00\n" % row for row in range(9))
    assert len(outcome_of(content).rejected) == 9

    outcome = outcome_of(content + b"C1,Fred\x92s mug,5.00\n")

    assert (outcome.failure, "on line 31" in outcome.says) == ("encoding_unknown", True)
    assert "C1" not in outcome.products


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("sku,name\nA1,Größe\nA2,Öl\nA3,Mug\n".encode("cp1252"), "on line 2"),
        ("sku,name\r\nA1,Größe\r\nA2,Öl\r\nA3,Mug\r\n".encode("cp1252"), "on line 2"),
        ("sku,name,Größe\n".encode("cp1252") + b"A1,Mug,1\n" * 20, "header, on line 1"),
        ("Liste\n\nsku,name,Größe\n".encode("cp1252") + b"A1,Mug,1\n" * 20, "header, on line 3"),
    ],
)
def test_file_that_is_not_utf_8_says_where_it_shows(outcome_of: OutcomeOf, content: bytes, says: str) -> None:
    outcome = outcome_of(content)

    assert outcome.failure == "encoding_unknown"
    assert says in outcome.says
    assert "CSV UTF-8" in outcome.says


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ('"ACME\nMain street 1"\n', 1),
        ('"ACME\r\nMain street 1\r\n12345 Town"\r\nSpring\r\n', 2),
        ('"ACME, Inc.\n\nMain street 1",,\n\n"x"\n', 3),
        ('"never closed\nSpring\n', 2),
        ("sep=,\n", 0),
        ("", 0),
    ],
)
@pytest.mark.parametrize("header", ["sku,name,price\n", 'sku,name,"price\n(net)"\n'])
def test_rows_are_numbered_as_the_spreadsheet_numbers_them(
    outcome_of: OutcomeOf, before: str, number: int, header: str
) -> None:
    outcome = outcome_of(f'{before}{header}A1,Mug,5.00\n"A2","two\nlines",6.00\nA3,Cup,abc\n')

    assert outcome.rejected == {number + 4: {"price_invalid"}}
    assert outcome.counts.get("skipped", 0) == number
    words = {0: "", 1: "1 line before the header was skipped."}
    assert words.get(number, f"{number} lines before the header were skipped.") in outcome.says
    assert number or "before the header" not in outcome.says


@pytest.mark.parametrize(
    "name", ["K\ufffdse", "Fred\x92s \x93big\x94 mug", "5 \x80", "KÃ¤se", "M\ufffd\ufffd\ufffd", "caf\x8e"]
)
@pytest.mark.parametrize("column", ["name", "description"])
def test_spoilt_text_is_taken_with_a_notice(outcome_of: OutcomeOf, name: str, column: str) -> None:
    other = "description" if column == "name" else "name"

    outcome = outcome_of(f"sku,{column},{other}\nA1,{name},x\nA2,Käse 5°,x\n")

    assert outcome.counts == {"created": 2}
    assert name in outcome.products["A1"]
    assert "in place of “Käse”; they were imported as they are." in outcome.says


def test_rejected_rows_mended_one_by_one_are_taken(outcome_of: OutcomeOf) -> None:
    mended = "_row,_errors,sku,name,price\n3,x,A1,Mug,5.00,\n4,x,A2,Cup,6.00\n5,x,A3,Jug,7.00,,\n"

    assert outcome_of(mended).counts == {"created": 3}
