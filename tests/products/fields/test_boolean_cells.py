"""Cells that say yes or no."""

import pytest

from products.imports.steps.validation import RowValidator
from tests.products.imports.steps.rows import COLUMNS, codes, raw_rows

ACTIVE = "true t yes y 1 1.0 on active enabled publish published live x ja oui si sí TRUE Yes X SÍ Live"
INACTIVE = "false f no n 0 0.0 off inactive disabled draft archived unpublished -1 '-1 nein non FALSE Off Draft"


@pytest.mark.parametrize("word", [*ACTIVE.split(), "si\u0301", "\ufeffyes", "ja\u200b", "'true", "'yes'", '="1"'])
def test_check_reads_active(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", f" {word}\u00a0"]))

    assert [product.active for product in products] == [True]


@pytest.mark.parametrize("word", [*INACTIVE.split(), "'no'", "non  publié"])
def test_check_reads_inactive(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert [product.active for product in products] == [False]


@pytest.mark.parametrize("word", ["NULL", "N/A", "-", "2", "yess", "tru", "1.1", "10", "wahrscheinlich", "nicht"])
def test_check_never_takes_an_unknown_word_for_inactive(word: str) -> None:
    products, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert products == []
    assert codes(refusals) == [(2, ["active_invalid"])]


@pytest.mark.parametrize("error", ["#REF!", "#NV", "Err:508"])
def test_check_says_that_a_spreadsheet_damaged_the_word(error: str) -> None:
    _, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", error]))

    assert [(reason.code, reason.message) for reason in refusals[0].reasons] == [
        (
            "active_spreadsheet_damage",
            f"{error} is a spreadsheet error, neither true nor false. Write true or false and import the row again.",
        )
    ]
