"""One spelling for texts that look alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.spelling import WHITE_SPACE, composed, is_composed, on_one_line, trimmed, with_plain_line_ends


@pytest.mark.parametrize(
    ("text", "form"),
    [("Cre\u0300me", "Crème"), ("A\u030a\u212b", "ÅÅ"), ("\u1112\u1161\u11ab", "한"), ("ﬁ", "ﬁ"), ("ß", "ß")],
)
def test_accents_join_their_letters_and_nothing_else_changes(text: str, form: str) -> None:
    assert composed(text) == form


@given(st.text(alphabet=st.characters(max_codepoint=0x3FF) | st.sampled_from("e\u0301\u0327\u212b\u0958한")))
def test_text_is_composed_exactly_if_composing_changes_nothing(text: str) -> None:
    assert is_composed(text) == (unicodedata.normalize("NFC", text) == text)
    assert is_composed(composed(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a  b", "a b"),
        ("\u00a0a\u00a0\u2003 b\u3000", "a b"),
        ("a\r\nb\u2028c\td", "a b c d"),
        ("a\u200bb", "a\u200bb"),
        ("\x1fa\x1f", "\x1fa\x1f"),
        (" \u00a0\n", ""),
    ],
)
def test_line_has_single_spaces(text: str, line: str) -> None:
    assert on_one_line(text) == line


def test_white_space_is_what_unicode_calls_so_but_for_control_characters() -> None:
    everything = "".join(map(chr, range(0x110000)))

    assert {*WHITE_SPACE} == {char for char in everything if char.isspace()} - {*"\v\f\x1c\x1d\x1e\x1f"}
    assert trimmed(f"{WHITE_SPACE}a{WHITE_SPACE}") == "a"


def test_line_ends_become_plain_and_white_space_stays() -> None:
    assert with_plain_line_ends("a\r\nb\rc\n  e\u0301\u00a0") == "a\nb\nc\n  é\u00a0"


@given(st.text(alphabet="ab  \u00a0\t\n\r\x85\u2028", max_size=8))
def test_one_line_is_one_and_trimmed(text: str) -> None:
    line = on_one_line(text)

    assert line == on_one_line(line) == line.strip()
    assert len(line.splitlines()) <= 1
    assert line.split(" ") == (text.split() or [""])
