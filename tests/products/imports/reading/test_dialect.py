import pytest

from products.fields.headers import count_known
from products.fields.reasons import FileFailure
from products.imports.reading import Limits
from tests.products.imports.reading.files import cells, read, refused, table_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_dialect_is_found_by_the_header(delimiter: str) -> None:
    content = "sku,name,price\nA1,Mug,1\n".replace(",", delimiter)
    table = table_of(content)
    assert (table.delimiter, table.header) == (delimiter, ["sku", "name", "price"])


def test_dialect_is_found_when_another_delimiter_is_more_frequent_in_the_rows() -> None:
    assert cells("sku;name\nA1;a, b, c, d\nA2;e, f, g\n") == [["A1", "a, b, c, d"], ["A2", "e, f, g"]]


def test_dialect_is_found_by_the_width_of_the_rows_when_the_header_does_not_tell() -> None:
    table = table_of("sku;x,y,z\nA1;1,2,3\nA2;1,2\nA3;1\n")
    assert (table.delimiter, table.header) == (";", ["sku", "x,y,z"])


def test_dialect_obeys_a_separator_line_that_is_no_spreadsheet_row() -> None:
    table = table_of("sep=;\nsku;name\nA1;Mug\n")
    (chunk,) = table.chunks()
    assert (table.delimiter, table.header_line_number, table.header_record_number) == (";", 2, 1)
    assert [(row.record_number, row.line_number) for row in chunk.rows] == [(2, 3)]
    assert chunk.skipped == 0


def test_dialect_obeys_a_separator_line_with_an_unusual_character() -> None:
    assert cells("SEP=^\nsku^name\nA1^Mug, blue\n") == [["A1", "Mug, blue"]]


def test_dialect_obeys_the_delimiter_that_a_person_named() -> None:
    assert table_of("sku,name;price\nA1,Mug;1\n", delimiter=";").header == ["sku,name", "price"]


def test_dialect_takes_a_header_after_fifty_lines_but_not_after_more() -> None:
    rest = "sku,name\nA1,Mug\n"
    assert table_of("Some words\n" * 50 + rest).header_line_number == 51
    with pytest.raises(FileFailure) as failure:
        table_of("Some words\n" * 51 + rest)
    assert failure.value.code == "no_header"


def test_dialect_takes_a_header_over_several_lines() -> None:
    table = table_of('sku,"name\n(short)",price\nA1,Mug,1\n')
    assert table.header == ["sku", "name\n(short)", "price"]
    assert [row.line_number for chunk in table.chunks() for row in chunk.rows] == [3]


def test_dialect_fails_when_no_line_has_known_names() -> None:
    with pytest.raises(FileFailure) as failure:
        table_of("A1,Mug,1.00\nA2,Lamp,2.00\n")
    assert failure.value.code == "no_header"


def test_dialect_does_not_take_a_row_with_one_known_word_for_the_header() -> None:
    with pytest.raises(FileFailure) as failure:
        table_of("A1,Mug,1.00\nA2,active,2.00\n")
    assert failure.value.code == "no_header"


def test_dialect_takes_the_first_sound_header_of_a_file_that_was_put_together_from_two() -> None:
    chunk = read("Spring,name,price\nsku,name\nA1,Mug\nsku,name,price\nA2,Lamp,1\nA3,Vase\n")
    assert ([row.cells for row in chunk.rows], chunk.skipped) == ([["A1", "Mug"]], 1)
    assert [refusal.record_number for refusal in chunk.refusals] == [4, 5, 6]


def test_dialect_takes_a_single_column() -> None:
    chunk = read("sku\nA1\n\nA2\n")
    assert ([row.cells for row in chunk.rows], chunk.skipped) == ([["A1"], ["A2"]], 1)


@pytest.mark.parametrize(
    "content",
    [
        "'sku','name'\nA1,Mug\n",
        "sku,name\n'A1','Mug, blue'\n'A2','Lamp'\nA3,Vase\n",
        "sku;name;price\n 'A1' ; 'Mug' ;1\n",
    ],
)
def test_dialect_fails_when_cells_stand_in_single_quotes(content: str) -> None:
    with pytest.raises(FileFailure) as failure:
        table_of(content)
    assert failure.value.code == "single_quotes"


def test_dialect_takes_single_quotes_that_are_text() -> None:
    content = "sku,name\n'0012,'Peace'\n'0013,'Iceberg'\nA3,'\n"
    assert cells(content) == [["'0012", "'Peace'"], ["'0013", "'Iceberg'"], ["A3", "'"]]
    assert cells("sku,name\n''a',''b'\n'=c','-d'\n") == [["''a'", "''b'"], ["'=c'", "'-d'"]]


def test_width_refuses_rows_with_too_many_or_too_few_cells() -> None:
    assert refused("sku,name,price\nA1,Mug,1\nA2,Mug,blue,1\nA3,Mug\nA4,Mug,2\n") == [
        (3, 3, "too_many_cells"),
        (4, 4, "too_few_cells"),
    ]


def test_width_says_what_to_do() -> None:
    chunk = read("sku;name;price\nA1;Mug;1\nA2;Mug;blue;1\nA3;Mug\n")
    assert [refusal.reasons[0].message for refusal in chunk.refusals] == [
        "This row has 4 cells, but the header has 3. Put text that contains a semicolon in double quotes.",
        "This row has only 2 of 3 cells; the last ones are missing. "
        "Add what is missing, or a semicolon for each empty cell.",
    ]


def test_width_cuts_off_extra_cells_when_they_are_empty() -> None:
    assert cells("sku,name\nA1,Mug\nA2,Lamp,, \nA3,Vase,,\n") == [["A1", "Mug"], ["A2", "Lamp"], ["A3", "Vase"]]


def test_width_says_why_a_lone_long_row_is_refused() -> None:
    (refusal,) = read("sku,name\nA1,Mug\nA2,Lamp,\n").refusals
    assert refusal.reasons[0].message == (
        "This row has 3 cells, but the header has 2, and hardly any other row is as long: a value may be in the "
        "wrong column. Put text that contains a comma in double quotes, or remove the extra one."
    )


def test_width_fills_up_rows_when_all_end_equally_short() -> None:
    table = table_of("sku,name,price,description\nA1,Mug,1\nA2,Lamp,2\n")
    (chunk,) = table.chunks()
    assert [row.cells for row in chunk.rows] == [["A1", "Mug", "1", ""], ["A2", "Lamp", "2", ""]]
    assert table.warnings == ["All rows end before these columns, which were treated as empty: “description”."]


def test_width_refuses_a_single_short_row() -> None:
    assert refused("sku,name,price\nA1,Mug\n") == [(2, 2, "too_few_cells")]


def test_width_refuses_later_rows_that_deviate_from_an_equally_short_file() -> None:
    short = "A1,Mug\n" * 1_000
    found = refused(f"sku,name,price\n{short}A2,Lamp,2\nA3\nA4,Vase,\n")
    assert found == [(1002, 1002, "too_many_cells"), (1003, 1003, "too_few_cells"), (1004, 1004, "too_many_cells")]


def test_width_says_why_a_row_is_longer_than_those_before_it() -> None:
    chunk = read("sku,name,price\n" + "A1,Mug\n" * 1_000 + "A2,Lamp,2\nA3\n")
    assert [refusal.reasons[0].message for refusal in chunk.refusals] == [
        "This row has 3 cells, but the first rows of the file all have 2. "
        "Write all rows with as many cells as the header.",
        "This row has only 1 of 2 cells; the last ones are missing. "
        "Add what is missing, or a comma for each empty cell.",
    ]


def test_width_fills_up_columns_without_a_name() -> None:
    table = table_of("sku,name,,\nA1,Mug\nA2,Lamp,,\nA3,Vase,x\n")
    (chunk,) = table.chunks()
    assert [row.cells for row in chunk.rows] == [["A1", "Mug", "", ""], ["A2", "Lamp", "", ""], ["A3", "Vase", "x", ""]]
    assert table.warnings == ["Columns without a name are not imported, but these hold text: C (1 row)."]


def test_width_fails_when_rows_have_text_beyond_the_header() -> None:
    with pytest.raises(FileFailure) as failure:
        table_of("sku,name\n0,A1,Mug\n1,A2,Lamp\n")
    assert failure.value.code == "header_mismatch"


def test_width_is_decided_by_the_first_rows() -> None:
    content = "sku,name\n" + "A1,Mug\n" * 3 + "0,A1,Mug\n" * 50
    assert len(refused(content, limits=Limits(sample_rows=3))) == 50


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        (["sku", "name", "price"], 3),
        (["SKU:", "Title", "Preis", "foo", ""], 3),
        (["id", "label"], 0),
        (["A-1", "Blue mug", "12.00"], 0),
        (["x" * 3_000_000, "sku"], 1),
        ([], 0),
    ],
)
def test_count_known_counts_the_cells_that_name_a_field(cells: list[str], known: int) -> None:
    assert count_known(cells) == known
