import ast
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.text import LONGEST_DECOMPOSITION, Form, is_storable, normalised, unaccented
from tests.processes import ROOT

FORMS: list[Form] = ["NFC", "NFD", "NFKC", "NFKD"]
ODD_LETTERS = "aé\u0301\u0316\u0340\u0344\u0345\u05b0\u0f71\u0f73\u0f81\u1f82\u3099\uff9e 한\u1161\u11a8-]^"
PARTS = st.tuples(st.text(alphabet=ODD_LETTERS, min_size=1, max_size=6), st.sampled_from([1, 100, 300]))


@pytest.mark.parametrize("text", ["", "Kettle", "Ölkännchen", "水壺", "🫖", "tab\tand\nline", "\x01", "\ufffd"])
def test_text_is_storable(text: str) -> None:
    assert is_storable(text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud83e", "before \ud800 after", "\udeb6 after"])
def test_nul_and_halves_of_surrogate_pairs_are_not_storable(text: str) -> None:
    assert not is_storable(text)


def test_bytes_of_the_command_line_that_are_not_utf8_are_not_storable() -> None:
    assert not is_storable(b"caf\xe9".decode(errors="surrogateescape"))


@pytest.mark.django_db
@given(st.text(max_size=20))
def test_postgresql_takes_what_is_storable(text: str) -> None:
    with connection.cursor() as cursor:
        if is_storable(text):
            cursor.execute("SELECT %s::text", [text])
            assert cursor.fetchone() == (text,)


@pytest.mark.parametrize(
    ("text", "compared"),
    [("Référence", "reference"), ("RE\u0301F", "ref"), ("FAŁSZ", "falsz"),
     ("yanlış", "yanlis"), ("Größe", "grosse"), ("ＳＫＵ", "sku")],
)  # fmt: skip
def test_text_is_compared_without_case_and_accents(text: str, compared: str) -> None:
    assert unaccented(text) == compared


@given(st.text())
def test_compared_text_stays_as_it_is(text: str) -> None:
    assert unaccented(unaccented(text)) == unaccented(text)


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(PARTS, max_size=5))
def test_normal_form_is_unicodes_however_many_marks_there_are(form: Form, parts: list[tuple[str, int]]) -> None:
    text = "".join(part * times for part, times in parts)

    assert normalised(form, text) == unicodedata.normalize(form, text)


def test_no_character_falls_apart_into_more_than_we_say() -> None:
    composed = (char for char in map(chr, range(0x110000)) if unicodedata.is_normalized("NFC", char))

    assert max(len(unicodedata.normalize("NFD", char)) for char in composed) == LONGEST_DECOMPOSITION


def test_texts_are_normalised_in_one_place() -> None:
    folders = ("product_importer", "products", "webhooks")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]

    assert [path.name for path in sources if "normalize" in _attributes_in(path.read_text())] == ["text.py"]


def _attributes_in(source: str) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
