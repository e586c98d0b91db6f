"""What reading hands on."""

import pytest

from products.fields.reasons import Refusal
from products.imports.reading import RawChunk, RawRow, Skip


def test_chunk_counts_rows_refusals_and_skipped_records() -> None:
    row, refusal = RawRow(2, 2, "A1", ["A1"]), Refusal(3, 3, "x", ())

    assert RawChunk(rows=[row, row], refusals=[refusal], skips=[Skip(4, 4, 4, "blank", "")]).records == 7
    assert RawChunk().records == 0


def test_chunks_do_not_share_their_lists() -> None:
    one, other = RawChunk(), RawChunk()
    one.rows.append(RawRow(2, 2, "A1", ["A1"]))

    assert other.rows == []


BLANK = Skip(2, 3, 1, "blank", ",,")


@pytest.mark.parametrize(
    ("later", "skips"),
    [
        (Skip(3, 4, 1, "blank", ""), [Skip(2, 3, 2, "blank", ",,")]),
        (Skip(3, 4, 9, "blank", ""), [Skip(2, 3, 10, "blank", ",,")]),
        (Skip(4, 5, 1, "blank", ""), [BLANK, Skip(4, 5, 1, "blank", "")]),
        (Skip(3, 4, 1, "repeated_header", "sku"), [BLANK, Skip(3, 4, 1, "repeated_header", "sku")]),
    ],
)
def test_records_skipped_in_succession_for_one_reason_become_one_skip(later: Skip, skips: list[Skip]) -> None:
    chunk = RawChunk()

    chunk.skip([BLANK])
    chunk.skip([later])

    assert chunk.skips == skips
