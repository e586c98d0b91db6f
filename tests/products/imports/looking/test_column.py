"""What is counted of a column does not depend on how often its values come again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.imports.looking.column import Budget, Column
from products.imports.looking.values import is_damaged, may_be_damaged

DAMAGED = ("1.5E+11", "4E+11", "4e+11", "#REF!", "#BEZUG!", "Err:502")
CELLS = st.sampled_from((*DAMAGED, "", " ", "\u00a0", "Mug", " Mug ", "12.50", "true", "E+", "#1", "5:50"))


def column_of(*blocks: list[str]) -> Column:
    column = Column("Header", "A", Budget())
    for block in blocks:
        column.add(block)
    return column


@given(st.lists(st.lists(CELLS, max_size=30), max_size=3))
def test_a_column_counts_each_cell_of_each_block(blocks: list[list[str]]) -> None:
    cells = [cell for block in blocks for cell in block]
    column = column_of(*blocks)
    filled = [cell.strip() for cell in cells if cell.strip()]
    assert (column.rows, column.filled, column.distinct) == (len(cells), len(filled), len({*filled}))
    assert column.damaged == sum(map(is_damaged, cells))


@pytest.mark.parametrize("different", [3, 249, 250, 251, 700, 2_000])
def test_a_block_counts_the_same_however_many_values_it_has(different: int) -> None:
    cells = [f"mug {number % different}" for number in range(2_000)]
    cells[600:800] = [" ", "#REF!"] * 100
    column = column_of(cells, cells)
    assert (column.rows, column.filled, column.damaged) == (4_000, 3_800, 200)
    assert column.distinct == len({*cells}) - 1
    assert column.samples == ["mug 0", "mug 1", "mug 2", *(["#REF!"] if different == 3 else ["mug 3", "mug 4"])]


def test_an_average_is_that_of_the_filled_cells() -> None:
    assert column_of(["four", "", "eighteen"]).average_length == 6
    assert column_of(["", ""]).average_length == 0


@pytest.mark.parametrize("cell", DAMAGED)
def test_no_damaged_cell_is_spared_the_look(cell: str) -> None:
    assert is_damaged(cell)
    assert may_be_damaged(["Mug", cell, "Plate"])
    assert not may_be_damaged(["Mug", "Plate", "+49", "12:30"])
