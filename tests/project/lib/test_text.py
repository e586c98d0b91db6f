import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.text import is_storable, unaccented


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
