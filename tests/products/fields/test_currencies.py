import pytest

from products.fields.currencies import CODES, currency_of


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("$", "USD"),
        ("US$", "USD"),
        ("Kč", "CZK"),
        ("ZŁ", "PLN"),
        ("kr", "kr"),
        ("₺", "₺"),
        ("Euro", "EUR"),
        ("руб.", "RUB"),
        ("R$", "BRL"),
        ("Fr.", "CHF"),
        ("FCFA", "FCFA"),
    ],
)
def test_currency_is_named_by_its_code_or_else_its_symbol(text: str, currency: str) -> None:
    assert currency_of(text) == currency


@pytest.mark.parametrize("text", ["", "x", "%", "EUROPE", "E", "€€", "each"])
def test_other_texts_name_no_currency(text: str) -> None:
    assert currency_of(text) is None


def test_codes_have_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CODES)
