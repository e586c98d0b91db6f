"""What reading hands on."""

from products.fields.reasons import Refusal
from products.imports.reading import RawChunk, RawRow


def test_chunk_counts_rows_refusals_and_skipped_records() -> None:
    row, refusal = RawRow(2, 2, "A1", ["A1"]), Refusal(3, 3, "x", ())

    assert RawChunk(rows=[row, row], refusals=[refusal], skipped=4).records == 7
    assert RawChunk().records == 0


def test_chunks_do_not_share_their_lists() -> None:
    one, other = RawChunk(), RawChunk()
    one.rows.append(RawRow(2, 2, "A1", ["A1"]))

    assert other.rows == []
