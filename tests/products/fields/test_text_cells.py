"""Cells with text, on one line or of any form, and text that was decoded wrongly."""

import pytest

from products.fields.kinds import SPOILT
from products.imports.steps.validation import RowValidator
from tests.products.imports.steps.rows import COLUMNS, codes, raw_rows


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Two\nlines", "Two lines"),
        ("Two\r\nlines\u2028more", "Two lines more"),
        ("\u00a0Mug\u3000", "Mug"),
        ("'-5 °C mug", "-5 °C mug"),
        ("''90s mug", "''90s mug"),
        ("'90s mug", "'90s mug"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("Tab\tinside", "Tab inside"),
        ("Shampoo  (original)  300 ml", "Shampoo (original) 300 ml"),
        ("300\u00a0ml", "300 ml"),
        ("300\u202f\u2009ml", "300 ml"),
        ("Cre\u0300me bru\u0302le\u0301e", "Crème brûlée"),
        ("e\u0301" * 500, "é" * 500),
        ("N/A", "N/A"),
        ("n" * 500, "n" * 500),
        (" " + "n" * 500 + " ", "n" * 500),
        ("Größe", "Größe"),
        ("Ölkanne", "Ölkanne"),
    ],
)
def test_check_stores_the_name_on_one_line(cell: str, name: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", cell, "", "", ""]))

    assert [product.name for product in products] == [name]


@pytest.mark.parametrize(
    ("cell", "description"),
    [
        ("  verbatim  ", "  verbatim  "),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("'=1+1", "=1+1"),
        ("'\nindented", "\nindented"),
        ("'\r\nindented", "\nindented"),
        ("'quoted'", "'quoted'"),
        ("''quoted'", "''quoted'"),
        (" 'spaced", " 'spaced"),
        ("d" * 65_536, "d" * 65_536),
        ("é" * 32_768, "é" * 32_768),
    ],
)
def test_check_stores_the_description_verbatim(cell: str, description: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", cell, "", ""]))

    assert [product.description for product in products] == [description]


def test_check_measures_descriptions_in_bytes() -> None:
    _, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "é" * 32_769, "", ""]))

    assert codes(refusals) == [(2, ["description_too_long"])]


@pytest.mark.parametrize("text", ["Käse", "Größe", "Crème brûlée", "Niño", "12 °C", "5 €", "Ann’s – “new”"])
@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_check_warns_of_text_that_was_decoded_wrongly_and_takes_it_as_it_is(text: str, codec: str) -> None:
    validator = RowValidator(COLUMNS)
    damaged = "Big " + text.encode().decode(codec, "replace")

    products, _ = validator.check(raw_rows(["A1", "Mug", damaged, "", ""], ["A2", text, text, "", ""]))

    assert [product.description for product in products] == [damaged, text]
    assert validator.warnings == {SPOILT.sentence: 1}


@pytest.mark.parametrize("text", ["SÃO PAULO", "NÃO", "Âge", "PÂTÉ", "château", "grâce", "Ãnh", "Łódź", "日本"])
def test_check_does_not_warn_of_sound_text(text: str) -> None:
    validator = RowValidator(COLUMNS)

    validator.check(raw_rows(["A1", text, f"{text} {text}", "", ""]))

    assert validator.warnings == {}
