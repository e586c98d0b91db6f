"""Cells that say yes or no."""

import pytest

from products.imports.steps.validation import RowValidator
from tests.products.imports.steps.rows import COLUMNS, codes, raw_rows

ACTIVE = "true t yes y 1 on active enabled published live x ja oui si sí TRUE Yes X SÍ Live"
INACTIVE = "false f no n 0 off inactive disabled draft archived -1 '-1 nein non FALSE Off Draft"


@pytest.mark.parametrize("word", [*ACTIVE.split(), "si\u0301", "\ufeffyes", "ja\u200b"])
def test_check_reads_active(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", f" {word}\u00a0"]))

    assert [product.active for product in products] == [True]


@pytest.mark.parametrize("word", INACTIVE.split())
def test_check_reads_inactive(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert [product.active for product in products] == [False]


@pytest.mark.parametrize("word", ["NULL", "N/A", "-", "2", "yess", "tru", "1.0", "#REF!"])
def test_check_never_takes_an_unknown_word_for_inactive(word: str) -> None:
    products, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert products == []
    assert codes(refusals) == [(2, ["active_invalid"])]
