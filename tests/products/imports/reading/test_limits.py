import io
import tracemalloc

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading import Limits, open_table
from tests.products.imports.reading.files import cells, read, refused, table_of

MEGABYTE = 1024 * 1024


class Endless(io.RawIOBase):
    """A header and then one line of `size` bytes without an end."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._start = b"sku,name\nA1,"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        start, self._start = self._start, b""
        piece = start or b"x" * min(size, self._left)
        self._left -= 0 if start else len(piece)
        return piece


def test_reading_refuses_a_record_over_the_limit_and_goes_on() -> None:
    content = "sku,name\nA1,Mug\nA2," + "x" * (2 * MEGABYTE) + "\nA3,Lamp\n"
    chunk = read(content)
    assert [row.cells[0] for row in chunk.rows] == ["A1", "A3"]
    (refusal,) = chunk.refusals
    assert (refusal.record_number, refusal.line_number, refusal.reasons[0].code) == (3, 3, "record_too_long")
    assert (len(refusal.raw), len(refusal.reasons[0].value)) == (64 * 1024, 200)


def test_reading_measures_a_record_in_bytes() -> None:
    limits = Limits(max_record_bytes=100)
    fits, too_long = "A1," + "x" * 97, "A2," + "é" * 49
    assert refused(f"sku,name\n{fits}\n{too_long}\n", limits=limits) == [(3, 3, "record_too_long")]


def test_reading_refuses_an_overlong_last_line_without_an_end_in_flat_memory() -> None:
    tracemalloc.start()
    (chunk,) = open_table(Endless(200 * MEGABYTE)).chunks()  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [refusal.reasons[0].code for refusal in chunk.refusals] == ["record_too_long"]
    assert chunk.bytes_read == 200 * MEGABYTE + 12
    assert peak < 20 * MEGABYTE


def test_reading_takes_a_long_cell_below_the_limit() -> None:
    text = "x" * MEGABYTE
    assert cells(f'sku,name\nA1,"{text}"\nA2,{text}\n') == [["A1", text], ["A2", text]]


def test_reading_takes_a_long_record_over_many_lines() -> None:
    text = "some text\n" * 100_000
    assert cells(f'sku,name\nA1,"{text}"\nA2,Mug\n') == [["A1", text], ["A2", "Mug"]]


def test_reading_chases_an_unclosed_quote_no_further_than_the_limit() -> None:
    limits = Limits(max_record_bytes=200)
    content = 'sku,name\nA1,"Mug\n' + "A2,Lamp\n" * 100
    chunk = read(content, limits=limits)
    assert [refusal.line_number for refusal in chunk.refusals] == [2]
    assert len(chunk.rows) == 100


def test_reading_fails_when_the_header_has_too_many_columns() -> None:
    header = ",".join(f"column {number}" for number in range(10_000))
    for start in ("", "sku,name,"):
        with pytest.raises(FileFailure) as failure:
            table_of(f"{start}{header}\n1,2,3\n")
        assert failure.value.code == "too_many_columns"


def test_reading_takes_the_most_columns_allowed() -> None:
    header = "sku," + ",".join(f"column {number}" for number in range(999))
    assert len(table_of(f"{header}\n{',' * 999}\n").header) == 1_000
