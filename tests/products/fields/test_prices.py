"""Prices: read by themselves, or with the format of their column."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.prices import PriceFormat, PriceFormatNeeded, PriceReader, read_price
from products.fields.reasons import Reason

POINTS = PriceFormat(decimal=".", currency=None)
COMMAS = PriceFormat(decimal=",", currency=None)
EUROS = PriceFormat(decimal=".", currency="EUR")

written_prices = st.from_regex(r"[-+ (]?[€$]?[0-9]{0,4}([.,' ][0-9]{0,4}){0,3}( EUR| USD|-|\))?", fullmatch=True)


def code_of(price: str | Reason | None) -> str | None:
    return price.code if isinstance(price, Reason) else price


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("10", "10.00"),
        ("10.5", "10.50"),
        (".5", "0.50"),
        ("1.", "1.00"),
        ("+3", "3.00"),
        ("12.99", "12.99"),
        ("0", "0.00"),
        ("0.00", "0.00"),
        ("007", "7.00"),
        (" 12.50\u00a0", "12.50"),
        ("12.5000", "12.50"),
        ("0.500", "0.50"),
        ("1234.500", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567.00"),
        ("1 234.50", "1234.50"),
        ("1\u202f234", "1234.00"),
        ("1'234'567.80", "1234567.80"),
        ("1’234.80", "1234.80"),
        ("'+3", "3.00"),
        ("'12.50", "12.50"),
        ("'12.50'", "12.50"),
        ('="12.50"', "12.50"),
        ("'", None),
        ("\u200b12.50\u200e", "12.50"),
        ("9999999999.99", "9999999999.99"),
        ("5.-", "5.00"),
        ("1,250.--", "1250.00"),
        ("5.—", "5.00"),
        ("", None),
        (" \u00a0\u200b", None),
    ],
)
def test_read_price_takes_what_can_mean_one_thing_only(written: str, price: str | None) -> None:
    assert read_price(written, None) == price


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("-5", "price_negative"),
        ("'-5", "price_negative"),
        ("\u22125", "price_negative"),
        ("5-", "price_negative"),
        ("€-5", "price_negative"),
        ("(12.00)", "price_negative"),
        ("($12.00)", "price_negative"),
        ("1e5", "price_invalid"),
        ("1.5E+3", "price_invalid"),
        ("NaN", "price_invalid"),
        ("inf", "price_invalid"),
        ("NULL", "price_invalid"),
        ("N/A", "price_invalid"),
        ("-", "price_invalid"),
        ("12,5O", "price_invalid"),
        ("12.50 XXQ", "price_invalid"),
        ("1,23,456", "price_invalid"),
        ("1.234.56", "price_invalid"),
        ("1,2345.00", "price_invalid"),
        ("12 50", "price_invalid"),
        ("0,123.45", "price_invalid"),
        ("1.2.3", "price_invalid"),
        (".", "price_invalid"),
        ("1_000", "price_invalid"),
        ("#REF!", "price_spreadsheet_damage"),
        ("#¡VALOR!", "price_spreadsheet_damage"),
        ("Err:502", "price_spreadsheet_damage"),
        ("########", "price_spreadsheet_damage"),
        ("#1", "price_invalid"),
        ("$5 EUR", "price_invalid"),
        ("12.00)", "price_invalid"),
        ("++3", "price_invalid"),
        ("+€+3", "price_invalid"),
        ("--3", "price_invalid"),
        ("1.00\n2.00", "price_invalid"),
        ("(12.00", "price_invalid"),
        ("12.-5", "price_invalid"),
        ("12.---", "price_invalid"),
        (".-", "price_invalid"),
        ("-5.-", "price_negative"),
        ("1" * 70, "price_invalid"),
        ("0.125", "price_decimals"),
        ("10.9999", "price_decimals"),
        ("10000000000", "price_too_large"),
        ("10,000,000,000.00", "price_too_large"),
    ],
)
@pytest.mark.parametrize("price_format", [None, POINTS])
def test_read_price_refuses_what_no_column_can_mean(written: str, code: str, price_format: PriceFormat | None) -> None:
    assert code_of(read_price(written, price_format)) == code


@pytest.mark.parametrize(
    "written", ["1.234", "1,234", "12,50", "12,-", "1.234,50", "1.234.567", "€5", "5 EUR", "usd 12.00"]
)
def test_read_price_asks_for_the_format_when_the_column_decides(written: str) -> None:
    with pytest.raises(PriceFormatNeeded):
        read_price(written, None)


@pytest.mark.parametrize(
    ("written", "price_format", "outcome"),
    [
        ("1.234", COMMAS, "1234.00"),
        ("1,234", POINTS, "1234.00"),
        ("1.230", POINTS, "1.23"),
        ("1.234", POINTS, "price_decimals"),
        ("1,234", COMMAS, "price_decimals"),
        ("12,50", COMMAS, "12.50"),
        ("1.234,50", COMMAS, "1234.50"),
        ("1.234.567", COMMAS, "1234567.00"),
        (",5", COMMAS, "0.50"),
        ("12,-", COMMAS, "12.00"),
        ("1.250,–", COMMAS, "1250.00"),
        ("12,-", POINTS, "price_format_conflict"),
        ("12,5055", PriceFormat(None, None), "price_decimals"),
        ("$5", PriceFormat(None, None), "5.00"),
        ("12,50", POINTS, "price_format_conflict"),
        ("12.50", COMMAS, "price_format_conflict"),
        ("1.234.567", POINTS, "price_format_conflict"),
        ("€5.00", EUROS, "5.00"),
        ("5.00 €", EUROS, "5.00"),
        ("EUR 5.00", EUROS, "5.00"),
        ("5.00eur", EUROS, "5.00"),
        ("+€5", EUROS, "5.00"),
        ("5.00", EUROS, "5.00"),
        ("$5.00", EUROS, "price_currency_mismatch"),
        ("5.00 zł", PriceFormat(decimal=".", currency="PLN"), "5.00"),
        ("$5.00 USD", PriceFormat(decimal=".", currency="USD"), "5.00"),
        ("₹5", PriceFormat(decimal=None, currency="₹"), "5.00"),
        ("395:-", COMMAS, "395.00"),
        ("6 132:-", COMMAS, "6132.00"),
        ("Ksh1,100.00", PriceFormat(decimal=".", currency="KES"), "1100.00"),
        ("1.100,50 дин.", PriceFormat(decimal=",", currency="RSD"), "1100.50"),
        ("25 dhs", PriceFormat(decimal=".", currency="AED", named=True), "25.00"),
        ("1,95,338.00", PriceFormat(decimal=".", currency="INR"), "195338.00"),
        ("1,95,33.00", PriceFormat(decimal=".", currency="INR"), "price_invalid"),
        ("1,95,338.00", EUROS, "price_invalid"),
    ],
)
def test_read_price_follows_the_format_of_its_column(written: str, price_format: PriceFormat, outcome: str) -> None:
    assert code_of(read_price(written, price_format)) == outcome


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("12,5O", "The price 12,5O contains a letter."),
        ("12abc", "The price 12abc contains letters."),
        ("1e5", "The price 1e5 is written with an exponent."),
        ("N/A", "The price N/A is not a number."),
        ("1,23,456", "The price 1,23,456 has digits that are not in groups of three."),
        ("1..2", "The price 1..2 has digits that are not in groups of three."),
        ("\x1b[31m5\x07", "The price �[31m5� contains a letter."),
        ("5 %", "The price 5 % is not a number we can read."),
        ("-5", "The price -5 is negative."),
        ("1.999999", "The price 1.999999 has more than two decimals."),
        ("99999999999", "The price 99999999999 is larger than 9,999,999,999.99."),
        ("5,00", "The price 5,00 is not written with a decimal point like the others in this file."),
        ("$5", "The price $5 is in USD, not in EUR like the others in this file."),
    ],
)
def test_read_price_says_what_is_wrong_and_what_to_do(written: str, sentence: str) -> None:
    price = read_price(written, EUROS)

    assert isinstance(price, Reason)
    assert price.message == f"{sentence} Correct it and import the row again."
    assert price.column == "price"
    assert price.value == written


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
@pytest.mark.parametrize("style", ["{:f}", "{:,f}", "+{:f}", " {:f} ", "{:f}00"])
def test_read_price_gives_back_the_number_that_was_written(style: str, number: Decimal) -> None:
    price = read_price(style.format(number), POINTS)

    assert price == f"{number:.2f}"


@given(st.lists(written_prices | st.sampled_from(["12.99", "5", "", "0.00"]), max_size=20))
@pytest.mark.parametrize("price_format", [POINTS, COMMAS, EUROS])
def test_price_reader_agrees_with_read_price(price_format: PriceFormat, cells: list[str]) -> None:
    reader = PriceReader(price_format)

    expected = [read_price(cell, price_format) for cell in cells]

    assert [*reader.read(cells)] == expected
    assert [*reader.read(cells)] == expected
    assert [*reader.read(cells[:1])] == expected[:1]


@pytest.mark.parametrize("cells", [["1.00\n2.00"], ["1.00", "2.00\n3.00"], ["1.00\n2.00", ""]])
def test_price_reader_does_not_take_two_lines_for_two_prices(cells: list[str]) -> None:
    assert [code_of(price) for price in PriceReader(None).read(cells)] == [
        code_of(read_price(cell, None)) for cell in cells
    ]


def test_price_reader_does_not_remember_more_than_it_may() -> None:
    reader = PriceReader(None)

    reader.read([f"{number}.5" for number in range(120_000)])
    reader.read(["5." + "0" * 60, "abc"])

    assert len(reader) <= 50_000
    assert "abc" not in reader
    assert max(map(len, reader)) <= 32


@pytest.mark.parametrize(
    ("written", "beside", "outcome"),
    [
        ("5", "EUR", "5.00"),
        ("5", " eur ", "5.00"),
        ("5", "€", "5.00"),
        ("5", "", "5.00"),
        ("€5", "EUR", "5.00"),
        ("$5", "USD", "price_currency_mismatch"),
        ("5", "USD", "price_currency_mismatch"),
        ("$5", "EUR", "price_currency_mismatch"),
        ("€5", "USD", "price_currency_mismatch"),
        ("5", "Taler", "price_currency_mismatch"),
        ("", "Taler", None),
        ("abc", "Taler", "price_invalid"),
    ],
)
def test_read_price_minds_the_currency_beside_it(written: str, beside: str, outcome: str | None) -> None:
    assert code_of(read_price(written, EUROS, currency=beside)) == outcome


@pytest.mark.parametrize(
    ("written", "beside", "currency", "outcome"),
    [
        ("$5", "CAD", "CAD", "5.00"),
        ("CAD 5", "$", "CAD", "5.00"),
        ("5 kr", "SEK", "SEK", "5.00"),
        ("₹5", "INR", "INR", "5.00"),
        ("$5", "", "CAD", "price_currency_mismatch"),
        ("USD 5", "CAD", "CAD", "price_currency_mismatch"),
        ("$5", "SEK", "SEK", "price_currency_mismatch"),
    ],
)
def test_code_in_the_currency_column_says_which_dollar_is_meant(
    written: str, beside: str, currency: str, outcome: str
) -> None:
    assert code_of(read_price(written, PriceFormat(None, currency), currency=beside)) == outcome


@given(st.lists(st.tuples(written_prices, st.sampled_from(["", "EUR", "€", "USD", "$", "CAD", "x"])), max_size=8))
@pytest.mark.parametrize("price_format", [POINTS, COMMAS, EUROS, PriceFormat(",", "CAD")])
def test_price_reader_agrees_with_read_price_beside_currencies(
    price_format: PriceFormat, rows: list[tuple[str, str]]
) -> None:
    cells, currencies = [row[0] for row in rows], [row[1] for row in rows]

    expected = [read_price(cell, price_format, currency=currency) for cell, currency in rows]

    assert [*PriceReader(price_format).read_beside(cells, currencies)] == expected


def test_price_reader_asks_for_the_format_at_a_second_currency() -> None:
    reader = PriceReader(None)

    assert reader.read_beside(["5.00", "6"], ["EUR", ""]) == ["5.00", "6.00"]
    assert reader.read_beside(["5.00", "6.00"], ["€", "eur"]) == ["5.00", "6.00"]
    for other in ("USD", "Taler"):
        with pytest.raises(PriceFormatNeeded):
            reader.read_beside(["5.00"], [other])


def test_currency_column_says_how_lakhs_are_read() -> None:
    """Once the format is known; without it, the column is to be looked at as a whole."""
    cells, currencies = ["1,05,700.00", "500.00"], ["INR", "INR"]
    with pytest.raises(PriceFormatNeeded):
        PriceReader(None).read_beside(cells, currencies)
    known = PriceReader(PriceFormat(decimal=".", currency="INR"))
    assert [*known.read_beside(cells, currencies)] == ["105700.00", "500.00"]
