"""Files as a person said that they are laid out: header rows, where the table begins, quotes."""

from io import BytesIO

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading import Table, open_table
from products.imports.reading.header_rows import names_of
from products.imports.reading.layout import Layout


def opened(content: str, headers: tuple[str, ...] = (), **said: object) -> Table:
    return open_table(BytesIO(content.encode()), headers=headers, layout=Layout(**said))  # type: ignore[arg-type]


def read(content: str, headers: tuple[str, ...] = (), **said: object) -> tuple[list[str], dict[int, list[str]]]:
    """The header, and the cells of each row by its number."""
    table = opened(content, headers, **said)
    rows = {row.record_number: row.cells for chunk in table.chunks(2) for row in chunk.rows}
    assert table.records_read + table.header_rows == content.count("\n")
    return table.header, rows


def test_file_without_a_header_has_letters_and_loses_no_row() -> None:
    assert read("a;b\nsku;2\nc;3\n", header_rows=0) == (["A", "B"], {1: ["a", "b"], 2: ["sku", "2"], 3: ["c", "3"]})


def test_file_without_a_header_may_begin_further_down() -> None:
    header, rows = read("List\n\nx,1\nA,B\n", header_rows=0, first_row=3)

    assert (header, rows) == (["A", "B"], {3: ["x", "1"], 4: ["A", "B"]})


def test_file_without_a_header_is_as_wide_as_most_of_its_rows() -> None:
    table = opened("a,b\nc,d,e\nf,g,h\n", header_rows=0)

    (chunk,) = table.chunks()

    assert table.header == ["A", "B", "C"]
    assert [refused.record_number for refused in chunk.refusals] == [1]


def test_header_row_that_a_person_named_needs_no_known_name() -> None:
    header, rows = read("sku,name\nEins,Zwei\n1,2\n", first_row=2)

    assert (header, rows) == (["Eins", "Zwei"], {3: ["1", "2"]})


def test_rows_before_the_table_are_counted_as_spreadsheets_do() -> None:
    table = opened('"a\nb",x\nc\nEins,Zwei\n1,2\n', first_row=3)

    (chunk,) = table.chunks()

    assert [(skip.record_number, skip.records, skip.code) for skip in chunk.skips] == [(1, 2, "before_header")]
    assert [(row.record_number, row.line_number) for row in chunk.rows] == [(4, 5)]


def test_table_that_begins_behind_the_end_is_refused() -> None:
    with pytest.raises(FileFailure, match="row 9, but there is none") as failure:
        opened("sku,name\nA-1,Mug\n", first_row=9)

    assert failure.value.code == "no_header"


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ({"header_rows": 2}, ["Artikelnummer", "Bezeichnung", "Preis netto"]),
        ({"header_rows": 2, "names_in": 1}, ["Artikel-", "Bezeichnung", "Preis"]),
        ({"header_rows": 2, "names_in": 2, "first_row": 2}, ["nummer", "", "netto"]),
    ],
)
def test_several_header_rows_make_one_name_for_each_column(said: dict[str, int], header: list[str]) -> None:
    content = "Liste,,\nArtikel-,Bezeichnung,Preis\nnummer,,netto\n1,Rot,2\n"

    found, rows = read(content, ("Artikel-", "Bezeichnung", "Artikelnummer"), **said)

    assert (found, rows) == (header, {4: ["1", "Rot", "2"]})


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (["Preis", "netto"], "Preis netto"),
        (["Artikel-", "nummer"], "Artikelnummer"),
        (["Artikel-", "Nr."], "Artikel-Nr."),
        (["", "netto"], "netto"),
        (["Preis", " "], "Preis"),
        (["-", "netto"], "- netto"),
        (["a", "b-", "c"], "a bc"),
    ],
)
def test_cells_below_one_another_are_joined(cells: list[str], name: str) -> None:
    assert names_of([[cell] for cell in cells], None) == [name]


def test_quotes_that_a_person_named_enclose_cells() -> None:
    content = "sku,name\n'A-1','Mug, ''big'', 12\"\nblue'\n'A-2',5' rod\n"

    table = opened(content, quote="'")
    rows = [row.cells for chunk in table.chunks() for row in chunk.rows]

    assert rows == [["A-1", "Mug, 'big', 12\"\nblue"], ["A-2", "5' rod"]]


def test_quotes_are_text_if_nothing_stands_around_cells() -> None:
    assert read('sku,name\n"A-1","Mug"\nA-2,"x\n', quote="")[1] == {2: ['"A-1"', '"Mug"'], 3: ["A-2", '"x']}


def test_refusals_name_the_quote_of_the_file() -> None:
    (chunk,) = opened("sku,name\nA-1,'Mug'x\n", quote="'").chunks()

    (refusal,) = chunk.refusals
    assert "closing single quote" in refusal.reasons[0].message
    assert "('')" in refusal.reasons[0].message


@pytest.mark.parametrize("head", ["_row,_errors,sku,name", '"_row","_errors","sku","name"'])
def test_our_rejected_rows_are_laid_out_as_we_write_them(head: str) -> None:
    header, rows = read(f'\ufeff{head}\n3,bad,"A,1",Mug\n', first_row=7, header_rows=0, quote="'", delimiter=";")

    assert (header, rows) == (["_row", "_errors", "sku", "name"], {2: ["3", "bad", "A,1", "Mug"]})


def test_second_header_in_a_file_without_one_ends_its_table() -> None:
    (chunk,) = opened("a,b\nsku,name\nc,d\n", header_rows=0).chunks()

    assert [row.cells for row in chunk.rows] == [["a", "b"]]
    assert {refusal.reasons[0].code for refusal in chunk.refusals} == {"second_table"}
