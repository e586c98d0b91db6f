"""Bytes become physical lines: their ends, their numbers, and what is cut or dropped."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.imports.reading.lines import PhysicalLines

CONTENT = st.lists(
    st.sampled_from([b"a", b"bc", "é茶".encode(), b"\n", b"\r", b"\r\n", b"\xff", b","]), max_size=30
).map(b"".join)


def lines_of(content: bytes, *, head: int = 0, block_bytes: int = 1_000, max_line_bytes: int = 1_000) -> PhysicalLines:
    """`head`: how many bytes somebody has read already."""
    return PhysicalLines(
        io.BytesIO(content[head:]), head=content[:head], max_line_bytes=max_line_bytes, block_bytes=block_bytes
    )


def all_of(source: PhysicalLines) -> list[str]:
    while not source.at_end:
        source.read_more()
    return source.lines


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\nb", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\rb\r", ["a", "b"]),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\n\r\nb\rc", ["a", "", "b", "c"]),
        (b"\r\r\n", ["", ""]),
        ("a\u2028b\x85c".encode(), ["a\u2028b\x85c"]),
    ],
)
def test_lines_end_with_lf_cr_or_both(content: bytes, lines: list[str]) -> None:
    assert all_of(lines_of(content)) == lines


@given(CONTENT, st.integers(1, 9), st.integers(0, 12))
def test_lines_are_the_same_however_the_file_is_cut_into_blocks(content: bytes, block_bytes: int, head: int) -> None:
    text = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    expected = text.split("\n") if text else []
    if expected and not expected[-1]:
        expected.pop()

    assert all_of(lines_of(content, head=head, block_bytes=block_bytes)) == expected


def test_byte_order_mark_is_no_text_and_counts_as_read() -> None:
    source = lines_of(codecs.BOM_UTF8 + b"a\n", head=5)

    assert all_of(source) == ["a"]
    source.drop(1)
    assert source.position == 5


def test_kept_lines_have_their_carriage_returns_where_a_file_has_any() -> None:
    source = lines_of(b"a\nb\r\nc\n", block_bytes=2)

    source.read_more()
    assert source.kept is source.lines
    assert all_of(source) == ["a", "b", "c"]
    assert source.kept == ["a", "b\r", "c"]


def test_dropped_lines_are_gone_from_both_lists_and_counted() -> None:
    source = lines_of(b"a\r\nb\r\nc\r\n")
    all_of(source)

    source.drop(2)

    assert (source.lines, source.kept, source.first_line_number) == (["c"], ["c\r"], 3)


def test_reading_more_gives_at_least_one_line_or_the_end() -> None:
    source = lines_of(b"long line\nb\n", block_bytes=2)

    source.read_more()
    assert (source.lines, source.at_end) == (["long line"], False)
    source.read_more()
    assert (source.lines, source.at_end) == (["long line", "b"], False)
    source.read_more()
    assert (source.lines, source.at_end) == (["long line", "b"], True)


def test_position_rises_with_the_lines_dealt_with_to_the_end_of_the_file() -> None:
    source = lines_of(b"abc\ndef\n")
    positions = [source.position]
    all_of(source)
    for _ in range(2):
        source.drop(1)
        positions.append(source.position)

    assert positions == [0, 4, 8]


@pytest.mark.parametrize(
    ("content", "damaged"), [(b"a\n", False), (b"a\0\nb\n", True), (b"a\xff\n", True), ("é\n".encode(), False)]
)
def test_lines_with_nul_or_bad_bytes_are_known_to_be_damaged(content: bytes, damaged: bool) -> None:
    source = lines_of(content)
    all_of(source)

    assert source.damaged is damaged


def test_damage_is_forgotten_with_its_lines() -> None:
    source = lines_of(b"a\0b\n")
    all_of(source)

    source.drop(1)

    assert not source.damaged


def test_padding_at_the_end_is_dropped() -> None:
    assert all_of(lines_of(b"a\nb\0\0\0\x1a")) == ["a", "b"]
    assert all_of(lines_of(b"a\nb" + b"\0" * 5_000, max_line_bytes=100, block_bytes=50)) == ["a", "b"]


def test_line_too_long_is_cut_just_above_the_limit_and_the_next_one_is_whole() -> None:
    source = lines_of(b"a" * 5_000 + b"\nnext\n", max_line_bytes=100, block_bytes=64)

    cut, following = all_of(source)

    assert 100 < len(cut) <= 104 + 64
    assert following == "next"
    assert source.first_line_number == 1


def test_cut_does_not_halve_a_character() -> None:
    for ascii_before in range(4):
        source = lines_of(b"x" * ascii_before + "🫖".encode() * 200 + b"\n", max_line_bytes=100, block_bytes=64)

        (cut,) = all_of(source)

        assert len(cut.encode()) > 100
        assert source.decoder.invalid_lines == 0
