"""Files with apostrophes around their cells, or with backslashes before quotes and delimiters."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.reasons import FileFailure
from products.imports.reading import Table
from products.imports.reading.grammar import USUAL_QUOTE
from tests.products.imports.reading.files import SMALL_BLOCKS, cells, read, refused, table_of

MANY = "".join(f'"B{number}","Lamp","{number}.50"\n' for number in range(1, 40))


def way(table: Table) -> tuple[str, str]:
    return table.grammar.quote, table.grammar.escape


def test_backslashes_before_quotes_are_read_where_rows_fall_apart_otherwise() -> None:
    content = '"sku","name","price"\n"A1","24\\" monitor, \\"flat\\"","9.99"\n"A2","C:\\\\tmp","5.00"\n' + MANY

    assert way(table_of(content)) == (USUAL_QUOTE, "\\")
    assert cells(content)[:3] == [
        ["A1", '24" monitor, "flat"', "9.99"],
        ["A2", "C:\\tmp", "5.00"],
        ["B1", "Lamp", "1.50"],
    ]
    assert refused(content) == []
    assert cells(content, limits=SMALL_BLOCKS) == cells(content)


def test_backslashes_before_delimiters_are_read_in_bare_cells() -> None:
    content = "sku;name;price\nA1;Mug\\; blue;9,99\nA2;\\N;5,00\nA3;Two\\\nlines;1,00\n"

    assert cells(content) == [["A1", "Mug; blue", "9,99"], ["A2", "", "5,00"], ["A3", "Two\nlines", "1,00"]]


def test_file_with_backslashes_says_so() -> None:
    table = table_of("sku,name\nA1,Mug\\, blue\nA2,Lamp\n")

    assert table.warnings == ["A backslash before a quote or a separator in this file was taken to mark it as text."]


@pytest.mark.parametrize("backslashes", ["C:\\temp", "one\\ntwo", "\\Name", "end\\"])
def test_row_is_refused_where_a_backslash_means_something_unknown(backslashes: str) -> None:
    rows = "".join(f"B{number},Mug\\, blue\n" for number in range(1_200))

    chunk = read(f"sku,name\n{rows}A1,{backslashes}")

    assert [row.cells[1] for row in chunk.rows] == ["Mug, blue"] * 1_200
    (refusal,) = chunk.refusals
    assert refusal.reasons[0].code == "bad_quote"
    assert "backslash" in refusal.reasons[0].message


@pytest.mark.parametrize(
    "content",
    [
        '"sku","name"\n"A1","24\\" monitor"\n"A2","12"" ruler"\n',  # both ways to write a quote
        '"sku","name"\n"A1","C:\\"\n"A2","Lamp"\n',  # the usual reading has nothing against it
        "sku,name\nA1,Mug\\, blue\nA2,one\\two\n",  # not all backslashes mark something
        "sku,name\nA1,Mug\\, blue\nA2,Lamp, red\nA3,Vase\n",  # rows fall apart all the same
    ],
)
def test_backslashes_stay_text_where_they_do_not_explain_the_whole_file(content: str) -> None:
    assert way(table_of(content)) == (USUAL_QUOTE, "")


def test_backslashes_are_read_only_if_more_than_one_record_in_a_hundred_falls_apart_without() -> None:
    rows = "".join(f"B{number},Lamp\n" for number in range(100))

    assert table_of(f"sku,name\nA1,Mug\\, blue\n{rows[: rows.index('B99')]}").grammar.escape == ""
    assert table_of(f"sku,name\nA1,Mug\\, blue\n{rows[: rows.index('B98')]}").grammar.escape == "\\"


def test_apostrophes_are_quotes_where_rows_fall_apart_otherwise() -> None:
    content = "'sku','name','price'\n'A1','Mug, blue',9.99\n'A2','It''s \"new\"',5\n'A3','',NULL\n".replace(
        ",NULL", ","
    )

    assert way(table_of(content)) == ("'", "")
    assert table_of(content).header == ["sku", "name", "price"]
    assert cells(content) == [["A1", "Mug, blue", "9.99"], ["A2", 'It\'s "new"', "5"], ["A3", "", ""]]
    assert table_of(content).warnings == [
        "The cells of this file stand in single quotes ('…'), which were taken as quotes."
    ]


def test_apostrophes_may_have_backslashes() -> None:
    content = "'sku';'name'\n'A1';'It\\'s; new'\n'A2';'Lamp'\n"

    assert way(table_of(content)) == ("'", "\\")
    assert cells(content) == [["A1", "It's; new"], ["A2", "Lamp"]]


@pytest.mark.parametrize(
    "content",
    [
        "'sku','name'\n'A1','Mug'\n'A2','Lamp'\n",  # nothing falls apart
        "sku,name\n'A1','Mug, blue'\n'A2','Lamp'\n'A3',Vase\n",  # not the whole column is quoted
        "'sku','name'\n'A1','Mug, blue'\n'A2','It's new'\n",  # the other reading is not even
    ],
)
def test_single_quotes_are_refused_as_ever_where_the_rows_do_not_tell(content: str) -> None:
    with pytest.raises(FileFailure) as failure:
        table_of(content)
    assert failure.value.code == "single_quotes"


def test_formula_with_the_delimiter_in_it_is_one_cell_where_the_width_tells() -> None:
    content = 'sku;name;price\n="00;12";Mug;1,00\nA2;="a;b";2,00\n="x;y";="say ""a;b""";3,00\nA4;Lamp;4,00\n'

    assert cells(content) == [
        ['="00;12"', "Mug", "1,00"],
        ["A2", '="a;b"', "2,00"],
        ['="x;y"', '="say ""a;b"""', "3,00"],
        ["A4", "Lamp", "4,00"],
    ]
    assert read(content, exact=True).rows == read(content).rows


def test_formula_that_does_not_give_the_row_its_width_is_refused() -> None:
    content = 'sku;name;price\nA1;Mug;1,00\nA2;="a;b"\nA3;="a;b";c;3,00\nA4;="a;b;4,00\nA5;Lamp;5,00\n'

    assert [row[0] for row in cells(content)] == ["A1", "A5"]


@pytest.mark.parametrize("between", ['\\"', "',\\\"'"])
def test_bare_quotes_and_a_backslash_between_them_do_not_make_one_cell_of_three_rows(between: str) -> None:
    content = f'sku,name,price\nA-0,",0.50\nA-1,{between},1.50\nA-2,",2.50\n'

    assert way(table_of(content)) == (USUAL_QUOTE, "")


WRITERS: dict[str, dict[str, Any]] = {
    "backslashes": {"doublequote": False, "escapechar": "\\"},
    "backslashes, all quoted": {"doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL},
    "backslashes, none quoted": {"escapechar": "\\", "quoting": csv.QUOTE_NONE},
    "apostrophes": {"quotechar": "'"},
    "apostrophes, all quoted": {"quotechar": "'", "quoting": csv.QUOTE_ALL},
    "both": {"quotechar": "'", "doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL},
}
TEXTS = st.lists(st.text(alphabet="ab\\\"'; ,\n", max_size=6), min_size=2, max_size=30)


@pytest.mark.parametrize("writer", WRITERS)
@given(texts=TEXTS)
def test_what_is_read_in_another_way_is_what_was_written(writer: str, texts: list[str]) -> None:
    rows = [[f"A-{number}", text, f"{number}.50"] for number, text in enumerate(texts)]
    output = io.StringIO()
    csv.writer(output, lineterminator="\n", **WRITERS[writer]).writerows([["sku", "name", "price"], *rows])
    try:
        table = table_of(output.getvalue())
    except FileFailure:
        return

    if way(table) != (USUAL_QUOTE, ""):
        written = {sku: [sku, name.strip(), price] for sku, name, price in rows}
        for row in read(output.getvalue()).rows:
            assert [cell.strip() for cell in row.cells] == written[row.cells[0]]
