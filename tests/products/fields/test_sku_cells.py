"""Cells with a SKU: what is stored, what is refused, and what the person reads."""

from dataclasses import replace

import pytest

from products.fields.kinds import INVISIBLE_MARKS_REMOVED
from products.fields.own_files import Origin
from products.fields.skus import fold
from products.imports.steps.validation import RowValidator
from tests.products.imports.steps.rows import COLUMNS, codes, raw_rows


@pytest.mark.parametrize(
    ("cell", "sku"),
    [
        ("'00123", "00123"),
        ("'00123'", "00123"),
        (" 'A-1' ", "A-1"),
        ("'-5'", "-5"),
        ('="00123"', "00123"),
        ("'=\"00123\"'", "00123"),
        ('\'="00123"', '="00123"'),
        ("A-1'", "A-1'"),
        ("5' x 7'", "5' x 7'"),
        ("''A1'", "'A1'"),
        ("'-5", "-5"),
        (" 'A1", "A1"),
        ("''A1", "'A1"),
        ("=1+1", "=1+1"),
        ("NULL", "NULL"),
        ("A\u00a0 1", "A 1"),
    ],
)
def test_check_stores_the_sku_that_was_meant(cell: str, sku: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert [(product.sku, product.sku_key) for product in products] == [(sku, fold(sku))]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("'", "missing_sku"),
        ("''", "missing_sku"),
        ('=""', "missing_sku"),
        ("'#NV'", "sku_spreadsheet_damage"),
        ("\u200b\u00a0", "missing_sku"),
        ("x" * 256, "sku_too_long"),
        ("A\nB", "sku_control_character"),
        ("1.23E+11", "sku_spreadsheet_damage"),
        ("'#REF!", "sku_spreadsheet_damage"),
    ],
)
def test_check_refuses_what_is_no_sku(cell: str, code: str) -> None:
    products, refusals = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert products == []
    assert codes(refusals) == [(2, [code])]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("", "The SKU is missing. Add it and import the row again."),
        (
            "x" * 256,
            "The SKU has 256 characters; at most 255 are allowed. Shorten it and import the row again.",
        ),
        (
            "A\tB",
            "The SKU contains a tab, a line break or another control character. Correct it and import the row again.",
        ),
        (
            "1.23E+11",
            "The SKU 1.23E+11 was damaged by a spreadsheet. "
            "Format that column as text, correct the SKU and import the row again.",
        ),
    ],
)
def test_check_says_what_to_do_about_a_sku(cell: str, message: str) -> None:
    _, refusals = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert [reason.message for reason in refusals[0].reasons] == [message]


def test_check_counts_the_skus_that_had_invisible_marks() -> None:
    validator = RowValidator(COLUMNS)
    for sku in ("\u200bA1", "A2", "É1", "A\u202e3"):
        validator.check(raw_rows([sku, "Mug", "", "", ""]))

    assert validator.warnings == {INVISIBLE_MARKS_REMOVED.sentence: 2}


@pytest.mark.parametrize(
    ("cell", "sku"), [("'='", "='"), ("''A-1'", "'A-1'"), ("'-x'", "-x'"), ("A'", "A'"), ('="1"', "1")]
)
def test_apostrophe_in_our_export_is_a_guard_and_belongs_to_no_pair(cell: str, sku: str) -> None:
    products, _ = RowValidator(replace(COLUMNS, origin=Origin.EXPORT)).check(raw_rows([cell, "Mug", "", "", ""]))

    assert [product.sku for product in products] == [sku]
