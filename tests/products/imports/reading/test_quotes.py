import pytest

from products.imports.reading import Limits
from tests.products.imports.reading.files import SMALL_BLOCKS, cells, read, refused

HEADER = "sku,name,price\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('A1,"Mug, blue",1', ["A1", "Mug, blue", "1"]),
        ('A1,"a ""fine"" mug",1', ["A1", 'a "fine" mug', "1"]),
        ('A1,12" ruler,1', ["A1", '12" ruler', "1"]),
        ('A1,a "fine" mug,1', ["A1", 'a "fine" mug', "1"]),
        ('A1, "Mug, blue" ,1', ["A1", "Mug, blue", "1"]),
        ('A1,\t"Mug"\t,1', ["A1", "Mug", "1"]),
        ('"A1","Mug","1"', ["A1", "Mug", "1"]),
        ('"A1","""","1"', ["A1", '"', "1"]),
        ('A1,"",1', ["A1", "", "1"]),
        ("A1, Mug ,1", ["A1", " Mug ", "1"]),
        ('A1,"two\nlines",1', ["A1", "two\nlines", "1"]),
        ('A1,"two\r\nlines",1', ["A1", "two\nlines", "1"]),
        ('A1,"two\rlines",1', ["A1", "two\nlines", "1"]),
        ('A1,"\n\n""\n",1', ["A1", '\n\n"\n', "1"]),
        ('A1,"a\nb","c\nd"', ["A1", "a\nb", "c\nd"]),
    ],
)
def test_quotes_are_read_as_a_spreadsheet_reads_them(line: str, expected: list[str]) -> None:
    for end in ("\n", "\r\n", ""):
        assert cells(f"{HEADER}A0,Lamp,2\n{line}{end}") == [["A0", "Lamp", "2"], expected]


def test_raw_text_keeps_the_line_ends_inside_quotes() -> None:
    chunk = read(f'{HEADER}A1,"two\r\nlines",1\r\nA2,"two\nlines",1\r\n')
    assert [row.raw for row in chunk.rows] == ['A1,"two\r\nlines",1', 'A2,"two\nlines",1']


def test_text_after_a_closing_quote_is_refused() -> None:
    chunk = read(f'{HEADER}A1,"Mug" blue,1\nA2,Lamp,2\n')
    assert [row.cells[0] for row in chunk.rows] == ["A2"]
    (refusal,) = chunk.refusals
    assert (refusal.record_number, refusal.line_number, refusal.raw) == (2, 2, 'A1,"Mug" blue,1')
    assert [(reason.column, reason.code) for reason in refusal.reasons] == [(None, "bad_quote")]


@pytest.mark.parametrize(
    ("damaged", "following"),
    [
        pytest.param('A1,"Mug,9.99', ["A2,Lamp,5.00"], id="never closed"),
        pytest.param('A1,"Mug,9.99', ['A2,"Lamp, red",5.00'], id="closed by an opening quote"),
        pytest.param('A1,Mug,"9.99', ['A2,"Lamp\nred",5.00'], id="closed by the quote of a record over two lines"),
        pytest.param('A1,"Mug,9.99', ['"A2","Lamp","5.00"'], id="closed at the start of a line"),
        pytest.param('A1,"Mug,9.99', ['A2,", red",5.00'], id="closed before a delimiter, wrong width"),
        pytest.param('A1,"Mug,9.99', ['A2,"",5.00', "A3,Vase,1.00"], id="an empty quoted cell looks doubled"),
        pytest.param('A1,"Mug,9.99', ['A2,12" ruler,5.00'], id="a bare quote inside a cell"),
        pytest.param('A1,"Mug,9.99', ['A2,ruler 12",5.00'], id="a bare quote before a delimiter, right width"),
        pytest.param('A1,"Mug,9.99', ["A2,Lamp,5.00", 'A3,ruler 12",5.00'], id="a bare quote two rows later"),
        pytest.param('A1,"Mug,9.99', ['A2,Lamp,", 5"'], id="an opening quote before a delimiter"),
        pytest.param(
            'A1,Mug,"9.99',
            ["A2,Lamp,5.00", 'A3,",",5.00', 'A4,"two\nlines",1.00'],
            id="quoted delimiter, two open cells",
        ),
        pytest.param('A1,Mug,"9.99', ['A2,"\nLamp",5.00'], id="a cell that begins with a line end"),
        pytest.param('A1,"Blue, mug,9.99', ["A2,Lamp,5.00"], id="a delimiter in the open cell"),
        pytest.param('"A1,Mug,9.99', ["A2,Lamp,5.00"], id="the first cell"),
        pytest.param('A1,Mug,9.99"', ['A2,"Lamp",5.00'], id="a bare quote at the end is text"),
    ],
)
def test_unclosed_quote_costs_exactly_one_row(damaged: str, following: list[str]) -> None:
    before = ["X1,Bowl,1.00", "X2,Cup,2.00", "X3,Jar,30.50"]
    after = ["Z1,Pot,3.00", 'Z2,"Pan, big",4.00', "Z3,Dish,0.50"]
    good = "\n".join([*before, *following, *after])
    expected = cells(HEADER + good + "\n")
    content = HEADER + "\n".join([*before, damaged, *following, *after]) + "\n"
    for limits in (Limits(), SMALL_BLOCKS):
        chunk = read(content, limits=limits)
        if damaged.endswith('9.99"'):  # not open at all: the row is simply read
            assert [row.cells for row in chunk.rows] == [*expected[:3], ["A1", "Mug", '9.99"'], *expected[3:]]
            continue
        assert [row.cells for row in chunk.rows] == expected
        (refusal,) = chunk.refusals
        assert (refusal.record_number, refusal.line_number, refusal.raw) == (5, 5, damaged)
        assert refusal.reasons[0].code == "unclosed_quote"


def test_unclosed_quote_costs_one_row_when_every_description_has_several_lines() -> None:
    rows = [f'A{number},"two\nlines",{number}.00\n' for number in range(6)]
    chunk = read(HEADER.replace("name", "description") + "".join(rows) + 'B1,Mug,"1.00\n' + 'B2,"\nCup",2.00\n')
    assert [row.cells[0] for row in chunk.rows] == ["A0", "A1", "A2", "A3", "A4", "A5", "B2"]
    assert [refusal.raw for refusal in chunk.refusals] == ['B1,Mug,"1.00']


def test_unclosed_quote_in_the_last_line_costs_one_row() -> None:
    assert refused(f'{HEADER}A1,Mug,1\nA2,"Lamp,2') == [(3, 3, "unclosed_quote")]


def test_many_unclosed_quotes_cost_a_row_each() -> None:
    content = HEADER + "".join(f'A{number},"Mug,1\nB{number},Lamp,2\nC{number},"Jar",3\n' for number in range(30))
    chunk = read(content)
    assert [row.cells[0][0] for row in chunk.rows] == ["B", "C"] * 30
    assert len(chunk.refusals) == 30


def test_text_after_an_unclosed_quote_is_not_taken_for_rows() -> None:
    content = f'{HEADER}A1,Mug,1.00\nA2,Jar,2.00\nA3,"a fine lamp\nwith cable, and bulb, too\nA4,"Vase",4.00\n'
    assert [row[0] for row in cells(content)] == ["A1", "A2", "A4"]
    assert refused(content) == [(4, 4, "unclosed_quote"), (5, 5, "unclosed_quote")]


def test_row_with_a_code_of_a_new_form_is_read_after_an_unclosed_quote() -> None:
    content = f'{HEADER}A1,Mug,1.00\nA2,Jar,2.00\nA3,"Lamp,3.00\nNEW/7-b,Cup,4.00\nA5,Pot,5.00\n'
    assert [row[0] for row in cells(content)] == ["A1", "A2", "NEW/7-b", "A5"]


def test_text_of_several_lines_is_not_taken_for_rows_when_it_has_their_width() -> None:
    lines = ["A1,Mug,1.00", "A2,Jar,2.00", 'A3,"a mug, nice,', "and round, too" + '",3.00', "A4,Pot,4.00"]
    assert cells(HEADER + "\n".join(lines)) == [
        ["A1", "Mug", "1.00"],
        ["A2", "Jar", "2.00"],
        ["A3", "a mug, nice,\nand round, too", "3.00"],
        ["A4", "Pot", "4.00"],
    ]


def test_list_of_numbers_in_a_description_is_not_taken_for_a_row() -> None:
    content = 'sku,name,description\n11,Mug,x\n12,Jar,y\n13,Pot,"Sizes:\n10, 20, 30"\n'
    assert cells(content)[-1] == ["13", "Pot", "Sizes:\n10, 20, 30"]


def test_unclosed_quote_is_found_when_only_text_could_close_it() -> None:
    chunk = read(f'{HEADER}A1,"Mug,1\n' + 'A2,x"",2\n' * 50)
    assert (len(chunk.rows), len(chunk.refusals)) == (50, 1)
