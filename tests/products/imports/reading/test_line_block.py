"""A block of lines becomes records: which are plain, which are odd, and where the block ends."""

import io

import pytest

from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.line_block import LineBlock
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.moved_cells import MovedCells
from products.imports.reading.nameless import NamelessColumns
from products.imports.reading.page_marks import PageMarks
from products.imports.reading.rows import Limits, RawChunk
from products.imports.reading.sieve import Findings, Situation
from products.imports.reading.torn_rows import TornRows
from products.imports.reading.widths import Widths

HEADER = ["sku", "name", "price"]
THREE = Widths(3, 3, 3, padded={5})
CALM, DOUBTFUL = Situation(), Situation(doubtful=True)
SAMPLE = [["A1", "Mug", "1.00"], ["A2", "Lamp", "2.00"]]


def block_of(
    *lines: str,
    most: int = 100,
    whole: bool = True,
    situation: Situation = CALM,
    exact: bool = False,
    widths: Widths = THREE,
    max_record_bytes: int = 1_000,
) -> LineBlock:
    """`whole`: the file ends with these lines."""
    data = "\n".join(lines).encode() + b"\n"
    source = PhysicalLines(io.BytesIO(b"" if whole else b"more\n"), head=data, max_line_bytes=5_000, block_bytes=10_000)
    source.read_more()
    if whole:
        source.read_more()
    grammar, likeness, further_headers = Grammar(","), Likeness(SAMPLE, THREE), FurtherHeaders(HEADER)
    page_marks = PageMarks((), len(HEADER))
    findings = Findings(
        grammar,
        widths,
        likeness,
        further_headers,
        page_marks,
        NamelessColumns(HEADER, SAMPLE, delimiter=","),
        MovedCells(HEADER, likeness, delimiter=","),
        TornRows(grammar, widths, likeness, further_headers, page_marks),
        Limits(max_record_bytes=max_record_bytes),
    )
    return LineBlock(source, findings, most, situation=situation, exact=exact)


def texts(chunk: RawChunk) -> list[str]:
    return [row.raw for row in chunk.rows]


def codes(chunk: RawChunk) -> list[tuple[int, int, str]]:
    return [(item.record_number, item.line_number, item.reasons[0].code) for item in chunk.refusals]


@pytest.mark.parametrize("exact", [False, True])
def test_block_numbers_records_from_the_one_it_is_told(exact: bool) -> None:
    chunk = block_of("A1,Mug,1", 'A2,"two', 'lines",2', "", "A3,Vase,3", exact=exact).as_chunk(10)

    assert [(row.record_number, row.line_number, row.cells[0]) for row in chunk.rows] == [
        (10, 1, "A1"),
        (11, 2, "A2"),
        (13, 5, "A3"),
    ]
    assert (chunk.skipped, chunk.refusals) == (1, [])


def test_block_takes_no_more_lines_than_it_is_told_but_ends_its_last_record() -> None:
    assert block_of("A1,a,1", "A2,b,2", "A3,c,3", most=2).stop == 2
    assert block_of("A1,a,1", 'A2,"b', 'b",2', "A3,c,3", most=2).stop == 3


def test_block_ends_before_a_record_that_needs_more_lines_than_are_held() -> None:
    block = block_of("A1,a,1", 'A2,"b', "c", whole=False)

    assert block.stop == 1
    assert texts(block.as_chunk(2)) == ["A1,a,1"]


def test_block_has_nothing_when_its_first_record_needs_more_lines() -> None:
    assert block_of('A1,"b', "c", whole=False).stop == 0


def test_last_record_is_refused_when_its_quote_is_still_open_at_the_end() -> None:
    chunk = block_of("A1,a,1", 'A2,"b,2').as_chunk(2)

    assert (texts(chunk), codes(chunk)) == (["A1,a,1"], [(3, 2, "unclosed_quote")])


def test_lines_after_an_unclosed_quote_are_refused_until_one_looks_like_a_row() -> None:
    block = block_of('A1,"a fine lamp', "with cable, and bulb, too", "A2,Vase,4", "with, an, x")
    chunk = block.as_chunk(2)

    assert texts(chunk) == ["A2,Vase,4", "with, an, x"]
    assert codes(chunk) == [(2, 1, "unclosed_quote"), (3, 2, "unclosed_quote")]
    assert block.situation == CALM


def test_doubt_goes_from_block_to_block() -> None:
    first = block_of('A1,"a lamp')
    assert first.situation == DOUBTFUL

    second = block_of("with cable, and bulb, too", "A2,Vase,4", situation=DOUBTFUL)
    assert codes(second.as_chunk(3)) == [(3, 1, "unclosed_quote")]
    assert second.situation == CALM
    assert block_of("with cable, and bulb, too", situation=DOUBTFUL).situation == DOUBTFUL
    assert block_of("A2,Vase,4", situation=DOUBTFUL).situation == CALM


@pytest.mark.parametrize(
    ("line", "widths", "code"),
    [
        ("A1,a,1,x", THREE, "too_many_cells"),
        ("A1,a", THREE, "too_few_cells"),
        ("A1,a,1", Widths(3, 3, 2), "too_many_cells"),
        ('A1,"a" b,1', THREE, "bad_quote"),
        ("A1,a\0b,1", THREE, "nul_byte"),
        (f"A1,{'x' * 1_000},1", THREE, "record_too_long"),
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_row_that_cannot_be_read_is_refused_with_its_code(line: str, widths: Widths, code: str, exact: bool) -> None:
    chunk = block_of(line, widths=widths, exact=exact).as_chunk(2)

    assert (chunk.rows, codes(chunk)) == ([], [(2, 1, code)])


def test_row_gets_the_headers_width_where_that_takes_no_guess() -> None:
    chunk = block_of("A1,a,1,, ", "A2,b,2").as_chunk(2)
    assert [row.cells for row in chunk.rows] == [["A1", "a", "1"], ["A2", "b", "2"]]

    short = block_of("A1,a", "A2,b,", widths=Widths(3, 3, 2)).as_chunk(2)
    assert [row.cells for row in short.rows] == [["A1", "a", ""]]
    assert codes(short) == [(3, 2, "too_many_cells")]


@pytest.mark.parametrize("exact", [False, True])
def test_second_table_goes_from_block_to_block_until_the_first_header_comes_again(exact: bool) -> None:
    first = block_of("A1,a,1", "name,sku,price", "b,A2,2", ",,", exact=exact)
    assert first.situation == Situation(second_table=True)
    assert codes(first.as_chunk(2)) == [(3, 2, "second_table"), (4, 3, "second_table")]

    second = block_of("c,A3,3,x", 'd,"A4', "", "SKU,Name,Price", "A5,e,5", situation=first.situation, exact=exact)
    chunk = second.as_chunk(2)
    assert second.situation.second_table is False
    assert (texts(chunk), chunk.skipped) == (["A5,e,5"], 2)
    assert {code for _, _, code in codes(chunk)} == {"second_table", "unclosed_quote"}


@pytest.mark.parametrize("exact", [False, True])
def test_row_with_a_lost_delimiter_is_refused_wherever_its_quotes_are(exact: bool) -> None:
    chunk = block_of(
        'A1,Mug"nice, big"', 'A2,12" ruler,1', 'A3"Mug, big","two', 'lines"', "A4,b,2", exact=exact
    ).as_chunk(2)

    assert codes(chunk) == [(2, 1, "bad_quote"), (4, 3, "bad_quote")]
    assert texts(chunk) == ['A2,12" ruler,1', "A4,b,2"]


def test_blank_records_and_repeated_headers_are_skipped_and_counted() -> None:
    chunk = block_of("", ",,", ' , "" ,\t', "SKU,Name,Price", "A1,Mug,1").as_chunk(2)

    assert (texts(chunk), chunk.skipped) == (["A1,Mug,1"], 4)


def test_record_of_many_lines_is_read_as_one_of_few() -> None:
    text = "\n".join(f"line {number}" for number in range(80))
    chunk = block_of(*f'A1,"{text}",1\nA2,b,2'.split("\n"), max_record_bytes=5_000).as_chunk(2)

    assert [row.cells for row in chunk.rows] == [["A1", text, "1"], ["A2", "b", "2"]]


def test_record_that_swallows_rows_costs_its_first_line_only() -> None:
    chunk = block_of('A1,"Mug,9.99', 'A2,ruler 12",5.00', "A3,Vase,4.00").as_chunk(2)

    assert texts(chunk) == ['A2,ruler 12",5.00', "A3,Vase,4.00"]
    assert codes(chunk) == [(2, 1, "unclosed_quote")]
