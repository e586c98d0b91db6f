"""Bytes become text, and damage is told from another encoding."""

import codecs

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading.decoder import Decoder, printable, refuse_other_encodings


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


@pytest.mark.parametrize("encoding", [None, "utf-8", "UTF-8", "utf_8", "utf8", "UTF-8-sig"])
def test_names_of_utf_8_are_taken(encoding: str | None) -> None:
    refuse_other_encodings(b"sku,name\n", encoding)


def test_another_encoding_that_a_person_named_is_refused_by_that_name() -> None:
    with pytest.raises(FileFailure, match="The encoding “latin-1” is not supported") as failure:
        refuse_other_encodings(b"sku,name\n", "latin-1")

    assert failure.value.code == "encoding_unknown"


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF32_BE, "UTF-32"),
    ],
)
def test_byte_order_mark_of_a_wide_encoding_is_refused_by_its_name(mark: bytes, name: str) -> None:
    with pytest.raises(FileFailure, match=f"saved as {name} "):
        refuse_other_encodings(mark + b"sku", None)


@pytest.mark.parametrize(
    ("head", "wide"),
    [
        ("sku,name".encode("utf-16-le"), True),
        ("sku,name".encode("utf-16-be"), True),
        ("Größe;Öl".encode("utf-16-le"), True),
        ("sku".encode("utf-16-le"), False),  # too little to tell
        (b"\0" * 100, False),
        (b"sku,name\0\0\0\0\0\0\0\0", False),
        (b"sku,na\0me,price", False),
    ],
)
def test_alternating_nuls_are_a_wide_encoding(head: bytes, wide: bool) -> None:
    if wide:
        with pytest.raises(FileFailure, match="UTF-16"):
            refuse_other_encodings(head, None)
    else:
        refuse_other_encodings(head, None)


def test_printable_text_has_replacement_characters_for_what_cannot_be_stored() -> None:
    assert printable("A\0b\udce9\udcff é🫖") == "A�b�� é🫖"
