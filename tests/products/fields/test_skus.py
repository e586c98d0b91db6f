"""SKUs: cleaned, refused, folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.skus import MAX_KEY_LENGTH, clean, fault, fold

ODD_SIGNS = "aA1 -'\t\n\r\u00a0\u00ad\u200b\u200e\u202e\u2028\u3000\ufeffßİıſΣςǰé\u0301\u0345ﬁﷺＡ①"
texts = st.text() | st.text(alphabet=ODD_SIGNS, max_size=12)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("AB-1", "AB-1"),
        ("  AB-1\t", "AB-1"),
        ("\u00a0AB-1\u00a0", "AB-1"),
        ("AB   1", "AB 1"),
        ("AB\u00a0\u20031", "AB 1"),
        ("00012", "00012"),
        ("\u200bAB\u200d-\u202e1\ufeff", "AB-1"),
        ("Cafe\u0301", "Café"),
        (" \u200b \u00a0", ""),
        ("A\tB", "A\tB"),
    ],
)
def test_clean_stores_what_is_seen(written: str, stored: str) -> None:
    assert clean(written) == stored


@given(texts)
def test_clean_leaves_a_clean_sku_alone(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_clean_agrees_with_its_fast_path(text: str) -> None:
    with_mark, without = clean("\u200b" + text), clean(text)

    assert with_mark == without


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB-1", "ab-1"),
        (" AB  1 ", "ab 1"),
        ("Straße", "STRASSE"),
        ("ＡＢ１", "ab1"),
        ("É1", "e\u03011"),
        ("ΣΑΣ", "σας"),
        ("ﬁx", "FIX"),
        ("K1", "\u212a1"),
    ],
)
def test_fold_joins_two_spellings_of_one_sku(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("AB-1", "AB1"), ("007", "7"), ("e1", "é1"), ("A B", "AB")])
def test_fold_keeps_different_skus_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_fold_of_a_key_is_the_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_fold_ignores_case_width_and_space(text: str) -> None:
    assert fold(f" {text}\u00a0") == fold(text)
    assert fold(unicodedata.normalize("NFD", text).casefold()) == fold(text)
    assert fold(unicodedata.normalize("NFKC", text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_fold_agrees_with_its_fast_path(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()

    assert fold(text) == " ".join(folded.split())


@pytest.mark.parametrize(
    "sku",
    ["AB-1", "00012", "12E34", "5E-10", "1E5", "NULL", "N/A", "-", "#1", "Größe 5", "x" * 255, "é" * 255, "=1+1"],
)
def test_fault_is_none_for_a_sound_sku(sku: str) -> None:
    assert fault(sku) is None


@pytest.mark.parametrize(
    ("sku", "code"),
    [
        ("", "missing_sku"),
        ("x" * 256, "sku_too_long"),
        ("\ufdfa" * 30, "sku_too_long"),
        ("A\tB", "sku_control_character"),
        ("A\x00B", "sku_control_character"),
        ("A\x7f", "sku_control_character"),
        ("A\u2028B", "sku_control_character"),
        ("A\ud800", "sku_control_character"),
        ("1.23E+11", "sku_spreadsheet_damage"),
        ("1,23E+11", "sku_spreadsheet_damage"),
        ("4E+12", "sku_spreadsheet_damage"),
        ("1.5e-05", "sku_spreadsheet_damage"),
        ("#REF!", "sku_spreadsheet_damage"),
        ("#NAME?", "sku_spreadsheet_damage"),
        ("#N/A", "sku_spreadsheet_damage"),
        ("#DIV/0!", "sku_spreadsheet_damage"),
        ("#WERT!", "sku_spreadsheet_damage"),
        ("########", "sku_spreadsheet_damage"),
    ],
)
def test_fault_names_what_is_wrong(sku: str, code: str) -> None:
    found = fault(sku)

    assert found is not None
    assert found.code == code
    assert found.sentence.endswith(".")


@given(texts.map(clean))
def test_fold_of_a_sound_sku_fits_the_index(sku: str) -> None:
    if fault(sku) is None:
        assert 0 < len(fold(sku)) <= MAX_KEY_LENGTH
