import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.amounts import MOST, Amount, take_apart
from products.fields.flaws import Flaw


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", Amount("12", "", None, False, None)),
        ("12.50", Amount("12", "50", ".", False, None)),
        ("12,5", Amount("12", "5", ",", False, None)),
        (".5", Amount("", "5", ".", False, None)),
        ("5.", Amount("5", "", ".", False, None)),
        ("+5", Amount("5", "", None, False, None)),
        ("1.234", Amount("1", "234", ".", True, None)),
        ("1,234", Amount("1", "234", ",", True, None)),
        ("0.234", Amount("0", "234", ".", False, None)),
        ("1234.567", Amount("1234", "567", ".", False, None)),
        ("1.234,50", Amount("1234", "50", ",", False, None)),
        ("1,234.50", Amount("1234", "50", ".", False, None)),
        ("1.234.567", Amount("1234567", "", ",", False, None)),
        ("1 234 567,8", Amount("1234567", "8", ",", False, None)),
        ("1\u202f234,50", Amount("1234", "50", ",", False, None)),
        ("1’234.50", Amount("1234", "50", ".", False, None)),
        ("€ 5", Amount("5", "", None, False, "EUR")),
        ("5 kr", Amount("5", "", None, False, "kr", "kr")),
        ("12.50 kr.", Amount("12", "50", ".", False, "kr", "kr.")),
        ("Rs.500", Amount("500", "", None, False, "Rs", "rs.")),
        ("15 000 Fcfa", Amount("15000", "", None, False, "FCFA", "fcfa")),
        ("100 руб.", Amount("100", "", None, False, "RUB")),
        ("EUR.50", Amount("", "50", ".", False, "EUR")),
        ("5 $", Amount("5", "", None, False, "USD", "$")),
        ("INR 1,05,700.00", Amount("105700", "00", ".", False, "INR")),
        ("١٬٢٤٩٫٥٠", Amount("1249", "50", ".", False, None)),
        ("रू १,०४३.५०", Amount("1043", "50", ".", False, "Rs", "रू")),
        ("৳ ১২৫", Amount("125", "", None, False, "৳")),
        ("￥１，９００", Amount("1900", "", ".", False, "JPY", "¥")),
        ("R 1 249,00", Amount("1249", "00", ",", False, "ZAR")),
        ("14,000원", Amount("14000", "", ".", False, "KRW")),
        ("12,-", Amount("12", "", ",", False, None)),
        ("CHF 1'250.—", Amount("1250", "", ".", False, "CHF")),
        ("$5 USD", Amount("5", "", None, False, "USD")),
        ("USD5.00", Amount("5", "00", ".", False, "USD")),
        ("€5 EUR", Amount("5", "", None, False, "EUR")),
    ],
)
def test_amount_is_taken_apart(text: str, amount: Amount) -> None:
    assert take_apart(text) == amount


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "invalid", "is not a number."),
        ("free", "invalid", "is not a number."),
        ("12,5O", "invalid", "contains a letter."),
        ("12 each", "invalid", "contains letters."),
        ("1e5", "invalid", "is written with an exponent."),
        ("1-2", "invalid", "is not a number we can read."),
        ("$5 EUR", "invalid", "contains letters."),
        ("+-5", "invalid", "is not a number we can read."),
        ("1,23,456.00", "invalid", "has digits that are not in groups of three."),
        ("1.234.56", "invalid", "has digits that are not in groups of three."),
        ("-5", "negative", "is negative."),
        ("\u22125", "negative", "is negative."),
        ("€-5", "negative", "is negative."),
        ("5-", "negative", "is negative."),
        ("(5)", "negative", "is negative."),
        ("1" * 65, "invalid", "is not a number we can read."),
    ],
)
def test_text_that_is_no_amount_says_why(text: str, code: str, words: str) -> None:
    assert take_apart(text) == Flaw(code, words)


@given(st.text(alphabet="0123456789.,' €$kr()+-eE", max_size=70))
def test_any_text_is_an_amount_of_digits_or_has_a_flaw(text: str) -> None:
    found = take_apart(text.strip())

    if isinstance(found, Amount):
        assert (found.whole + found.fraction).isdigit()
        assert not found.ambiguous or found.decimal
    else:
        assert found.code in {"invalid", "negative"}


def test_largest_amount_is_the_one_that_the_documents_name() -> None:
    assert str(MOST) == "9999999999.99"
