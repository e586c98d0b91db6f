import io

import pytest

from products.imports.reading.transcoding import NAMES, Transcoded, as_utf_8, canonical


@pytest.mark.parametrize(
    ("head", "is_wide"),
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
def test_alternating_nuls_are_utf_16(head: bytes, is_wide: bool) -> None:
    file, text = as_utf_8(io.BytesIO(), head, None)
    assert isinstance(file, Transcoded) == is_wide
    assert (b"\0" in text) != is_wide


def test_what_may_be_utf_8_is_handed_on_untouched() -> None:
    file = io.BytesIO(b"rest")
    assert as_utf_8(file, b"Gr\xf6\xdfe", None) == (file, b"Gr\xf6\xdfe")


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("UTF-8", "utf-8"),
        ("utf_8_sig", "utf-8"),
        ("Windows-1252", "cp1252"),
        ("latin1", "latin-1"),
        ("sjis", "shift_jis"),
    ],
)
def test_encodings_have_many_spellings(spelling: str, name: str) -> None:
    assert canonical(spelling) == name


@pytest.mark.parametrize("spelling", ["", "utf-7", "idna", "rot13", "a\0b", "no such thing"])
def test_other_words_are_no_encodings(spelling: str) -> None:
    assert canonical(spelling) is None


def test_every_name_is_its_own_spelling() -> None:
    assert [canonical(name) for name in NAMES] == [*NAMES]


def test_backslash_before_a_number_is_the_currency_that_its_country_sees() -> None:
    text = '品番,上代\nA\\B,"\\1,900"\n' * 3 + "\\"
    read = Transcoded(io.BytesIO(text.encode("cp932")), b"", "cp932")
    found = b"".join(iter(lambda: read.read(5), b"")).decode()

    assert found == '品番,上代\nA\\B,"¥1,900"\n' * 3 + "\\"
