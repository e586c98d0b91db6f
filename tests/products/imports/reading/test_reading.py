import gc
import io

import pytest

from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.reading import Limits, RawRow, Skip, open_table
from tests.products.imports.reading.files import SMALL_BLOCKS, Trickle, cells, read, refused, table_of


def test_reading_gives_rows_with_numbers_raw_text_and_cells() -> None:
    chunk = read('sku,name\nA1,"Blue, mug"\nA2,Plain\n')
    assert chunk.rows == [
        RawRow(record_number=2, line_number=2, raw='A1,"Blue, mug"', cells=["A1", "Blue, mug"]),
        RawRow(record_number=3, line_number=3, raw="A2,Plain", cells=["A2", "Plain"]),
    ]


def test_reading_tells_header_and_delimiter() -> None:
    table = table_of("Product Code;Name\nA1;Mug\n")
    assert (table.header, table.delimiter, table.header_line_number) == (["Product Code", "Name"], ";", 1)


def test_reading_knows_our_export() -> None:
    header = f"{FIELDS.header}\n"

    assert table_of(f"\ufeff{header}").origin is Origin.EXPORT
    assert table_of(header).origin is Origin.ELSEWHERE
    assert table_of(f"\ufeff{header.replace(',', ';')}").origin is Origin.SAVED_EXPORT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_reading_takes_any_line_end(end: str) -> None:
    chunk = read(end.join(["sku,name", "A1,Mug", "A2,Lamp"]))
    assert [(row.line_number, row.raw, row.cells) for row in chunk.rows] == [
        (2, "A1,Mug", ["A1", "Mug"]),
        (3, "A2,Lamp", ["A2", "Lamp"]),
    ]


def test_reading_takes_mixed_line_ends_when_blocks_cut_them_apart() -> None:
    content = "sku,name\r\nA1,Mug\rA2,Lamp\nA3,Vase\r\r\nA4,Bowl\r"
    for size in range(1, 20):
        assert cells(content, limits=Limits(block_bytes=size)) == [
            ["A1", "Mug"],
            ["A2", "Lamp"],
            ["A3", "Vase"],
            ["A4", "Bowl"],
        ]


def test_reading_splits_lines_only_at_cr_and_lf() -> None:
    assert cells("sku,name\nA1,a\x0bb\x0cc\x1cd\x85e\u2028f\n") == [["A1", "a\x0bb\x0cc\x1cd\x85e\u2028f"]]


def test_reading_numbers_records_as_a_spreadsheet_and_lines_as_an_editor() -> None:
    chunk = read('sku,name\nA1,"two\nlines"\n\nA2,Mug\n')
    assert [(row.record_number, row.line_number) for row in chunk.rows] == [(2, 2), (4, 5)]


def test_reading_skips_and_counts_blank_lines_delimiter_lines_and_repeated_headers() -> None:
    content = 'sku,name\n\nA1,Mug\n,\n  , \t\n"",""\nsku,name\n\ufeffsku,name\nA2,Lamp\n\n'
    chunk = read(content)
    assert [row.cells[0] for row in chunk.rows] == ["A1", "A2"]
    assert (chunk.skipped, chunk.refusals) == (7, [])
    assert chunk.skips == [
        Skip(2, 2, 1, "blank", ""),
        Skip(4, 4, 3, "blank", ","),
        Skip(7, 7, 2, "repeated_header", "sku,name"),
        Skip(10, 10, 1, "blank", ""),
    ]


@pytest.mark.parametrize(
    ("header", "again"),
    [
        ("sku,name", '"sku","name"'),
        ("sku,name", " SKU , Name ,"),
        ("sku,name", "\ufeffsku,NAME:"),
        ("SKU,Product name (short)", '"sku","PRODUCT NAME"'),
        ('sku,"name (""12)"', 'sku,"name (""12)"'),
        ('sku,"na\nme",title', 'sku,"na\nme",Title'),
    ],
)
def test_reading_skips_a_repeated_header_however_it_is_written(header: str, again: str) -> None:
    blanks = "," * header.count(",")
    content = f"{header}\nA1{blanks}\n{again}\nA2{blanks}\n"
    for options in ({}, {"exact": True}, {"limits": SMALL_BLOCKS}):
        chunk = read(content, **options)
        assert ([row.cells[0] for row in chunk.rows], chunk.skipped, chunk.refusals) == (["A1", "A2"], 1, [])


def test_reading_takes_a_row_that_only_mentions_the_header() -> None:
    content = "sku,name\nname,a sku\nsku,a name\nname,name\n"
    assert cells(content) == [["name", "a sku"], ["sku", "a name"], ["name", "name"]]


def test_reading_does_not_skip_a_row_that_holds_a_quote_only() -> None:
    assert cells('sku,name\n"""",\n') == [['"', ""]]


def test_reading_counts_lines_before_the_header_as_skipped_records() -> None:
    content = "Spring catalogue\n\nsku,name,price\nA1,Mug,1\n"
    table = table_of(content)
    (chunk,) = table.chunks()
    assert (table.header_record_number, table.header_line_number, chunk.skipped) == (3, 3, 2)
    assert (chunk.rows[0].record_number, chunk.rows[0].line_number) == (4, 4)
    assert chunk.skips == [Skip(1, 1, 2, "before_header", "Spring catalogue\n")]
    assert table.records_read == 3
    assert table.warnings == ["2 lines before the header were skipped."]


def test_reading_adds_up_to_the_records_read() -> None:
    table = table_of('sku,name\nA1,Mug\n\nA2\nA3,"Lamp\nA4,x,y\nA5,Vase')
    chunks = list(table.chunks(2))
    totals = [sum(getattr(chunk, part) for chunk in chunks) for part in ("records", "skipped")]
    assert totals == [6, 1]
    assert table.records_read == 6
    assert [len(chunk.rows) + len(chunk.refusals) + chunk.skipped for chunk in chunks] == [2, 2, 2]


def test_reading_tells_the_position_in_the_file_after_each_chunk() -> None:
    content = "\ufeffsku,name\n" + "".join(f"A{number:03d},Mug\n" for number in range(100))
    positions = [chunk.bytes_read for chunk in table_of(content, limits=SMALL_BLOCKS).chunks(10)]
    assert positions == sorted(set(positions))
    assert positions[-1] == len(content.encode())


def test_reading_takes_a_file_that_hands_out_few_bytes_at_a_time() -> None:
    table = open_table(Trickle(b'\xef\xbb\xbfsku,name\nA1,"two\r\nlines"\nA2,Mug'))
    (chunk,) = table.chunks()
    assert [row.cells for row in chunk.rows] == [["A1", "two\nlines"], ["A2", "Mug"]]


def test_reading_gives_no_chunk_and_a_notice_when_there_is_only_a_header() -> None:
    table = table_of("sku,name\n")
    assert list(table.chunks()) == []
    assert table.warnings == ["The file has a header but no rows."]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n  \n", b"\0\0\0\0"])
def test_reading_fails_when_the_file_is_empty(content: bytes) -> None:
    with pytest.raises(FileFailure) as failure:
        table_of(content)
    assert failure.value.code == "empty_file"


def test_reading_ignores_nul_padding_at_the_end_of_the_file() -> None:
    content = b"sku,name\nA1,Mug" + b"\0" * 5_000_000
    assert cells(content) == [["A1", "Mug"]]
    assert refused(content) == []


def test_reading_refuses_a_row_with_nul() -> None:
    chunk = read(b"sku,name\nA1,M\0g\nA2,Lamp\n")
    assert [row.cells for row in chunk.rows] == [["A2", "Lamp"]]
    (refusal,) = chunk.refusals
    assert (refusal.record_number, refusal.raw, refusal.reasons[0].code) == (2, "A1,M\ufffdg", "nul_byte")


def test_reading_fails_when_many_rows_hold_nul() -> None:
    rows = b"".join(b"A%d,M\0g\n" % number for number in range(20))
    with pytest.raises(FileFailure) as failure:
        read(b"sku,name\n" + rows)
    assert (failure.value.code, "binary file" in failure.value.message) == ("not_a_table", True)


def test_reading_fails_when_more_than_half_of_the_rows_are_lost_to_quotes() -> None:
    with pytest.raises(FileFailure) as failure:
        read("sku,name\n" + 'A1,"x" y\n' * 11 + "A2,Mug\n" * 10)
    assert failure.value.code == "mostly_unreadable"


def test_reading_completes_when_half_of_the_rows_are_lost_to_quotes() -> None:
    chunk = read("sku,name\n" + 'A1,"x" y\n' * 11 + "A2,Mug\n" * 11)
    assert (len(chunk.rows), len(chunk.refusals)) == (11, 11)


def test_reading_completes_when_every_row_has_a_wrong_width() -> None:
    chunk = read("sku,name\n" + "A1\n" + "A1,b,c\n" * 30 + "A1,b,c,d\n" * 30 + "A2\n" * 30)
    assert (len(chunk.rows), len(chunk.refusals)) == (0, 91)


def test_reading_fails_when_there_are_too_many_rows() -> None:
    with pytest.raises(FileFailure) as failure:
        read("sku,name\n" + "A1,Mug\n" * 11, limits=Limits(max_rows=10))
    assert failure.value.code == "too_many_rows"
    assert len(read("sku,name\n" + "A1,Mug\n" * 10, limits=Limits(max_rows=10)).rows) == 10


def test_reading_leaves_the_file_open_and_takes_no_name() -> None:
    file = io.BytesIO(b"sku,name\nA1,Mug\n")
    list(open_table(file).chunks())
    assert not file.closed


def test_reading_leaves_garbage_collection_as_it_was() -> None:
    for _ in table_of("sku,name\nA1,Mug\nA2,Lamp\n").chunks(1):
        assert gc.isenabled()
    gc.disable()
    try:
        read("sku,name\nA1,Mug\n")
        assert not gc.isenabled()
    finally:
        gc.enable()
