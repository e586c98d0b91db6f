"""Lists that a program printed into a file: rows come in, and what belongs to the paper is skipped with its reason."""

import pytest

from products.imports.reading.page_marks import PageMarks, is_line
from tests.products.imports.reading.files import read

PRINTED = """\
11.03.2024          Materials          Page    1

---------------------------------
|Material |Name        |   Price|
---------------------------------
|K-1      |Bearing     |    4,61|
|K-2      |Belt        |   12,88|
---------------------------------
\f
12.03.2024          Materials          Page    2

---------------------------------
|Material |Name        |   Price|
---------------------------------
|K-3      |Motor       |  123,35|
|K-4      |Valve       |   78,00|
---------------------------------
Page 2 of 2
"""


def test_printed_list_gives_its_rows_and_says_why_other_lines_are_none() -> None:
    chunk = read(PRINTED, headers=("Material",), delimiter="|")

    assert [row.cells[1].strip() for row in chunk.rows] == ["K-1", "K-2", "K-3", "K-4"]
    assert chunk.refusals == []
    assert [(skip.record_number, skip.code) for skip in chunk.skips] == [
        *[(1, "before_header"), (5, "dashes"), (8, "dashes"), (9, "blank"), (10, "page_heading"), (11, "blank")],
        *[(12, "dashes"), (13, "repeated_header"), (14, "dashes"), (17, "dashes"), (18, "page_heading")],
    ]


def test_lines_below_a_header_may_have_cells() -> None:
    rows = "| a-1 | Mug | 9.50 |\n| a-2 | Cup | 8.50 |\n"

    chunk = read(f"| sku | name | price |\n| --- | ----- | ---- |\n|====|====|\n{rows}", delimiter="|")

    assert [row.record_number for row in chunk.rows] == [4, 5]
    assert [(skip.records, skip.code) for skip in chunk.skips] == [(2, "dashes")]


@pytest.mark.parametrize("cells", [["-", "-", "-"], ["--", ""], ["A-1", "---", "9.50"], ["..."], ["########"], [""]])
def test_cells_with_dashes_are_no_line(cells: list[str]) -> None:
    assert not is_line(cells)


@pytest.mark.parametrize(
    ("cells", "is_mark"),
    [
        (["Prices as of 01/04/2024", "", "", ""], True),
        (["PRICES AS OF 02/05/2025"], True),
        (["Prices as of", "1", "2", "3"], False),
        (["Seite 3 von 12", "", "", ""], True),
        (["Pag. 3/12"], True),
        (["Page 3 of the book", "", "", ""], False),
        (["3", "", "", ""], False),
    ],
)
def test_headings_of_pages_are_like_those_of_the_first(cells: list[str], *, is_mark: bool) -> None:
    marks = PageMarks([["Prices as of 01/04/2023", "", "", ""], ["7", "", "", ""], ["sku", "name", "price", "x"]], 4)

    assert marks.headings([cells, ["A-1", "Mug", "1", "x"]]) == ([0] if is_mark else [])


def test_words_alone_among_rows_of_codes_and_numbers_are_headings() -> None:
    rows = "A-1,Mug,9.50\nGLASS & CHINA\nA-2,Glass,3.00\nA-3,Bowl,4.00\nA-4\n2 sorts\n"
    texts = rows.replace(".50", " a mug").replace(".00", " a glass")

    chunk = read(f"sku,name,price\n{rows}")

    assert [(skip.raw, skip.code) for skip in chunk.skips] == [("GLASS & CHINA", "heading")]
    assert [refusal.raw for refusal in chunk.refusals] == ["A-4", "2 sorts"]
    assert [row.cells[0] for row in chunk.rows] == ["A-1", "A-2", "A-3"]
    assert read(f"sku,name,description\n{texts}").skips == []


CLOSING = ["Firm sale. Please quote your account number with every order.", "*** END OF LIST ***"]


@pytest.mark.parametrize("rows_per_chunk", [1, 5_000])
def test_sentences_below_the_table_are_no_rows(rows_per_chunk: int) -> None:
    table = "sku,name,price\nA-1,Mug,9.50\n2 headings between the rows\nA-2,Cup,8.50\n"

    chunk = read(table + "\n".join(["", CLOSING[0], "", CLOSING[1], ""]), rows_per_chunk=rows_per_chunk)

    assert [skip.code for skip in chunk.skips] == ["blank", "closing_text", "blank", "closing_text"]
    assert [refusal.raw for refusal in chunk.refusals] == ["2 headings between the rows"]


@pytest.mark.parametrize("last", ["A-3", "A-3 and more", '"A new row that was cut', "one, two and three words"])
def test_row_that_was_cut_off_is_no_sentence(last: str) -> None:
    rows = "\n".join(f"A-{number} and more,Mug,9.50" for number in range(9))

    assert [refusal.raw for refusal in read(f"sku,name,price\n{rows}\n{last}").refusals] == [last]
