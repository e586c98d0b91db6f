"""Bytes become text, and damage is told from another encoding."""

import codecs

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading.decoder import Decoder, printable, refuse_unknown_encodings


def fed(blocks: list[bytes]) -> Decoder:
    decoder = Decoder()
    for block in blocks:
        text, invalid = decoder.decode(block)
        decoder.count(text.removesuffix("\n").split("\n"), invalid=invalid)
    return decoder


def test_decoding_says_whether_some_of_it_was_not_utf_8() -> None:
    decoder = Decoder()

    assert decoder.decode("Öl 🫖".encode()) == ("Öl 🫖", False)
    assert decoder.decode(b"Caf\xe9") == ("Caf\udce9", True)


def test_lines_are_counted_by_what_they_hold() -> None:
    decoder = fed(["a\nÖl\nb".encode(), b"x\nCaf\xe9\nb"])

    assert (decoder.non_ascii_lines, decoder.invalid_lines) == (2, 1)


@pytest.mark.parametrize(
    ("ascii_lines", "good", "bad", "refused"),
    [
        (0, 0, 0, False),
        (0, 0, 1, True),
        (1, 0, 1, False),
        (1, 0, 2, True),
        (0, 2, 1, False),
        (99, 0, 9, False),
        (99, 0, 10, True),
        (99, 29, 10, True),
        (99, 30, 10, False),
        (0, 30, 10, False),
    ],
)
def test_bad_lines_are_another_encoding_if_they_are_neither_few_nor_a_small_part(
    ascii_lines: int, good: int, bad: int, refused: bool
) -> None:
    decoder = fed(["ä\n".encode() * good, b"a\n" * ascii_lines + b"\xe4\n" * bad])

    if refused:
        with pytest.raises(FileFailure, match="not saved as UTF-8"):
            decoder.judge(at_end=True)
    else:
        decoder.judge(at_end=True)


def test_before_the_end_it_takes_twenty_bad_lines() -> None:
    fed([b"\xe4\n" * 19]).judge(at_end=False)
    with pytest.raises(FileFailure):
        fed([b"\xe4\n" * 20]).judge(at_end=False)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE])
def test_utf_32_is_refused_by_its_name(mark: bytes) -> None:
    with pytest.raises(FileFailure, match="saved as UTF-32"):
        refuse_unknown_encodings(mark + b"sku", None, is_known=False)


def test_printable_text_has_replacement_characters_for_what_cannot_be_stored() -> None:
    assert printable("A\0b\udce9\udcff é🫖") == "A�b�� é🫖"
