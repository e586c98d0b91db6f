"""Rows that a line break without quotes has cut in two."""

import pytest

from products.imports.reading import Limits
from tests.products.imports.reading.files import SMALL_BLOCKS, read

TEXTS = "sku,name,description\n" + "".join(f"A-{row},Mug,Nice {row}\n" for row in range(10, 22))
PRICES = "sku,name,price\n" + "".join(f"A-{row},Mug,{row}.00\n" for row in range(10, 22))
WORDS = "sku,name,notes\n" + "".join(f"A-{row},Mug,{'new' * (row % 2)}\n" for row in range(10, 22))


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (f"{TEXTS}B-1,Cup,Fine and\nlarge\nC-11,Jug,x\n", ["C-11"]),
        (f'{TEXTS}B-1,Cup,Fine and\nlarge"\nC-11,Jug,x\n', ["C-11"]),
        (f"{TEXTS}B-1,Cup,Fine and\nlarge, too\nC-11,Jug,x\n", ["C-11"]),
        (f"{TEXTS}B-1,Cup,Fine and\n\nlarge\nC-11,Jug,x\n", ["B-1", "C-11"]),  # a blank line ends the row
        (f"{TEXTS}B-1,Cup,Fine and\nC-11,Jug\nC-12,Pot,x\n", ["B-1", "C-12"]),  # C-11 is a row of its own
        (f"{TEXTS}B-1,Cup,Fine and\nC-11\nC-12,Pot,x\n", ["B-1", "C-12"]),
        (f'{TEXTS}B-1,Cup,"Fine"\nNews!\nC-11,Jug,x\n', ["B-1", "C-11"]),  # quotes make it complete
        (f'{TEXTS}B-1,Cup,"Fine"\nlarge"\nC-11,Jug,x\n', ["C-11"]),
        (f"{TEXTS}B-1,Cup,\nlarge\nC-11,Jug,x\n", ["C-11"]),
        (f"{PRICES}B-12,Cup,9.00\nNews!\nC-11,Jug,8.00\n", ["B-12", "C-11"]),  # a price ends there
        (f"{PRICES}B-12,Cup,10.0\n0\nC-11,Jug,8.00\n", ["C-11"]),
        (f"{PRICES}B-12,Cup,10.\n00\nC-11,Jug,8.00\n", ["C-11"]),
        (f"{PRICES}B\n-12,Cup,10.00\nC-11,Jug,8.00\n", ["C-11"]),
        (f"{PRICES}B-1\n2,Cup,10.00\nC-11,Jug,8.00\n", ["C-11"]),
        (f"{PRICES}B-12,Cup,9\n,E. & O.E.\n", ["B-12"]),  # no cell goes on there
        (f"{WORDS}B-11,Cup,\nnew\nC-11,Jug,\n", ["C-11"]),
        (f"{WORDS}B-11,Cup,\nPage 2\nC-11,Jug,\n", ["B-11", "C-11"]),  # notes are often blank
    ],
)
def test_row_is_refused_where_the_next_line_may_belong_to_its_last_cell_or_the_line_before_to_its_first(
    content: str, kept: list[str]
) -> None:
    for limits in (Limits(), SMALL_BLOCKS):
        chunk = read(content, limits=limits)

        assert [row.cells[0] for row in chunk.rows if row.cells[0][0] != "A"] == kept
        assert {refused.reasons[0].code for refused in chunk.refusals} <= {"too_few_cells"}


def test_torn_row_is_told_what_to_do() -> None:
    first, second = read(f"{TEXTS}B-1,Cup,Fine and\nlarge\n").refusals

    assert (first.record_number, first.reasons[0].code) == (14, "too_few_cells")
    assert "line break" in first.reasons[0].message
    assert second.record_number == 15
