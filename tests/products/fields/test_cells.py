import pytest
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.formulas import guard, unguard
from products.export import Guarded
from products.fields.cells import (
    MAX_VALUE_LENGTH,
    is_blank,
    refuse,
    shorten,
    text_of,
    without_guarded_formula,
    word_of,
)
from products.fields.reasons import Reason
from products.models import Product
from tests.products.factories import make_products

CELLS = st.text(alphabet="=+-@＝＠\t\r\n'1.,xé ", max_size=6)


@pytest.mark.parametrize("cell", ["", " ", "\t\n", "\u00a0", "\u200b", " \u200b \u2060", "\ufeff"])
def test_cell_is_blank_if_it_shows_nothing(cell: str) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", "'", "\u200bx", "-", "\u2588"])
def test_cell_is_not_blank_if_it_shows_anything(cell: str) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "word"),
    [(" yes ", "yes"), ("'-5", "-5"), ("\u200b12\u200b.50", "12.50"), ("e\u0301", "é"), ("' x", "x"),
     ("' ", ""), ("'12.50'", "12.50"), ("''", ""), ("'", ""), ('="12.50"', "12.50"), ("'=\"1\"'", "1"),
     ("''x", "'x"), ("x'", "x'")],
)  # fmt: skip
def test_word_of_a_cell_is_what_it_shows(cell: str, word: str) -> None:
    assert word_of(cell) == word


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="00012"', "00012"),
        (' = "a"\n', "a"),
        ('="12"" ruler"', '12" ruler'),
        ('=""', ""),
        ('="a\nb"', "a\nb"),
        ('="a"&"b"', '="a"&"b"'),
        ('="a', '="a'),
        ('x="a"', 'x="a"'),
        ("=A1+1", "=A1+1"),
        ('\'="a"', '="a"'),
        ("'=A1", "=A1"),
        ("'＋1", "＋1"),
        ("'\tx", "\tx"),
        ("'s", "'s"),
    ],
)
def test_text_of_a_cell_is_what_a_spreadsheet_shows(cell: str, text: str) -> None:
    assert text_of(cell) == text_of(cell, ours=True) == text


@pytest.mark.parametrize(
    ("cell", "text", "in_ours"), [("''tis", "''tis", "'tis"), ("''=1", "''=1", "'=1"), ("''", "''", "'")]
)
def test_doubled_apostrophe_is_a_guard_only_in_our_files(cell: str, text: str, in_ours: str) -> None:
    assert (text_of(cell), text_of(cell, ours=True)) == (text, in_ours)


@pytest.mark.parametrize(
    ("cell", "original"),
    [('\'="1"', '="1"'), ('\'= "a""b"', '= "a""b"'), ("'=A1", "'=A1"), ('="1"', '="1"'), ("'x", "'x"), ("", "")],
)
def test_formula_with_text_is_unguarded_among_refused_rows(cell: str, original: str) -> None:
    assert without_guarded_formula(cell) == original


@given(CELLS)
def test_what_guard_adds_unguard_removes(text: str) -> None:
    guarded = guard(text)

    assert unguard(guarded) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1", "'=1"), ("+1", "+1"), ("-1.5", "-1.5"), ("-1,5", "-1,5"), ("-1+2", "'-1+2"), ("@x", "'@x"), ("\tx", "'\tx"),
     ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"),
     ("\r", "'\r"), ("-1\n", "'-1\n"), ("'x", "''x"), ("''", "'''"), ("", ""), ("x=1", "x=1"), ("é", "é")],
)  # fmt: skip
def test_export_guards_a_text_as_guard_does_and_one_that_looks_guarded(text: str, cell: str) -> None:
    make_products(1, description=text)

    assert Product.objects.values_list(Guarded("description"), flat=True).get() == cell
    assert unguard(cell) == text
    assert guard(text) == cell


def test_reason_keeps_the_beginning_of_what_was_written() -> None:
    assert refuse("price", "price_invalid", "x" * 300, "No.") == Reason(
        "price", "price_invalid", "x" * MAX_VALUE_LENGTH, "No. Correct it and import the row again."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("a\nb\t c", "a b c"),
        ("a\x1b[31mb", "a\N{REPLACEMENT CHARACTER}[31mb"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 39 + "…"),
    ],
)
def test_shortened_text_is_one_line_for_a_sentence_or_a_terminal(text: str, shown: str) -> None:
    assert shorten(text) == shown


@given(st.text(), st.integers(2, 60))
def test_shortened_text_is_never_longer_than_asked(text: str, length: int) -> None:
    shown = shorten(text, length)

    assert len(shown) <= length
    assert shown.isprintable()
