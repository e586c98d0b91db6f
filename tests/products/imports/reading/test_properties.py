"""Properties of reading, against a plain model and on random input."""

import csv
import io
import string
from typing import Literal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from products.fields.reasons import FileFailure
from products.imports.reading import Limits
from products.imports.reading.grammar import Grammar
from tests.products.imports.reading.files import read

NASTY = st.text(alphabet='a1,; \t"""\n\n\r', max_size=60)
DAMAGED = st.lists(
    st.sampled_from(
        [
            *[
                b"A1",
                b"sku",
                b"name",
                b"x y",
                b"1.5",
                b",",
                b",",
                b",",
                b'"',
                b'"',
                b'""',
                b"\n",
                b"\n",
                b"\r",
                b"\r\n",
            ],
            *[
                b" ",
                b"\t",
                "é".encode(),
                b"\xe9",
                b"\0",
                b"\xef\xbb\xbf",
                b"sku,name,price\n",
                b",,\n",
                b"A2,Mug,1.5\n",
                b"A2,Mug,1,5\n",
                b"A2,Mug,1.5,\n",
                b"name,sku,price\n",
                b'a"b',
            ],
        ]
    ),
    max_size=60,
).map(b"".join)
TEXT = st.text(alphabet=string.ascii_letters + ' ,;"""\n\r\té茶\x85', max_size=20)
PRODUCT = st.tuples(
    st.integers(0, 999).map("SKU-{:03d}".format),
    TEXT,
    TEXT,
    st.decimals(0, 1_000, places=2).map(str),
    st.sampled_from(["true", "false"]),
)
HEADER = ["sku", "name", "description", "price", "active"]


def written(rows: list[tuple[str, ...]], *, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL, delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, quoting=quoting, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def with_line_feeds(rows: list[tuple[str, ...]]) -> list[list[str]]:
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]


def outcome(
    content: bytes, *, exact: bool = False, rows_per_chunk: int = 5_000, limits: Limits | None = None
) -> object:
    """All that reading tells about a file, or why it fails."""
    try:
        chunk = read(content, exact=exact, rows_per_chunk=rows_per_chunk, limits=limits or Limits())
    except FileFailure as failure:
        return failure.code
    return chunk.rows, chunk.refusals, chunk.skips


@given(
    st.sampled_from([b"sku,name,price\n", b"sku,name,price,\n", b"sku,,name,price\n"]),
    DAMAGED,
    st.integers(1, 40),
    st.integers(1, 7),
)
@example(b"sku,name,price\n", b'A1,"x\nA2,y"\n', 1, 1)
def test_reading_is_the_same_in_bulk_as_record_by_record(
    header: bytes, body: bytes, block_bytes: int, rows_per_chunk: int
) -> None:
    content = header + b"A0,Mug,1.5\nA9,Mug,2.5\n" + body
    small = Limits(block_bytes=block_bytes)
    expected = outcome(content, exact=True)
    assert outcome(content) == expected
    assert outcome(content, limits=small, rows_per_chunk=rows_per_chunk) == expected


@given(st.lists(PRODUCT, max_size=8), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;\t|"))
def test_well_formed_file_is_read_to_the_last_cell(
    rows: list[tuple[str, ...]], quoting: Literal[0, 1], delimiter: str
) -> None:
    content = written([tuple(HEADER), *rows], quoting=quoting, delimiter=delimiter)
    chunk = read(content)
    assert [row.cells for row in chunk.rows] == with_line_feeds(rows)
    assert chunk.refusals == []


@settings(derandomize=True)  # some damage cannot be told from text, and chance may find it
@given(st.lists(PRODUCT, min_size=3, max_size=6), st.lists(PRODUCT, max_size=6), st.integers(1, 4), st.data())
def test_unclosed_quote_costs_exactly_one_row(
    before: list[tuple[str, ...]], after: list[tuple[str, ...]], column: int, data: st.DataObject
) -> None:
    plain = list(data.draw(PRODUCT))
    plain[1:3] = ["Blue mug", data.draw(st.sampled_from(["nice", "nice, round", "", 'with a 12" lid']))]
    damaged = ",".join('"' + cell if index == column else cell for index, cell in enumerate(plain))
    assume(damaged.count('"') == 1 or column > 2)
    start = written([tuple(HEADER), *before])
    chunk = read(start + damaged + "\r\n" + written(after))
    assert [row.cells for row in chunk.rows] == with_line_feeds([*before, *after])
    assert [refusal.raw for refusal in chunk.refusals] == [damaged]


@given(DAMAGED)
def test_records_add_up_and_their_numbers_rise(body: bytes) -> None:
    try:
        chunk = read(b"sku,name,price\nA0,Mug,1.5\n" + body)
    except FileFailure:
        return
    numbers = sorted([*(row.record_number for row in chunk.rows), *(each.record_number for each in chunk.refusals)])
    assert len(set(numbers)) == len(numbers)
    assert all(2 <= number <= chunk.records + 1 for number in numbers)
    assert [row.line_number for row in chunk.rows] == sorted(row.line_number for row in chunk.rows)


@given(NASTY, st.sampled_from(",;\t"))
@example('a,"b""c" ,\n', ",")
@example('"a\n""\n",1', ",")
def test_exact_reader_agrees_with_a_plain_model(text: str, delimiter: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    record = Grammar(delimiter).read_record(lines, 0, widest=1_000, longest=1_000)
    assert (record.cells if not record.problem else record.problem) == plain_model("\n".join(lines), delimiter)


def plain_model(text: str, delimiter: str) -> list[str] | str:
    """The first record of `text`, a character at a time."""
    space = " \t".replace(delimiter, "")
    cells, position = [], 0
    while True:
        quote = position + len(text[position:]) - len(text[position:].lstrip(space))
        cell = ""
        if text[quote : quote + 1] != '"':
            while position < len(text) and text[position] not in (delimiter, "\n"):
                cell += text[position]
                position += 1
        else:
            position = quote + 1
            while text[position : position + 1] != '"' or text[position + 1 : position + 2] == '"':
                if position >= len(text):
                    return "unclosed_quote"
                cell += text[position]
                position += 2 if text[position] == '"' else 1
            position += 1
            while position < len(text) and text[position] in space:
                position += 1
            if position < len(text) and text[position] not in (delimiter, "\n"):
                return "bad_quote"
        cells.append(cell)
        if position >= len(text) or text[position] == "\n":
            return cells
        position += 1
