"""Cells of a spreadsheet as text: what it shows, without noise, and damage where that is not certain."""

from datetime import date, datetime, time, timedelta

import pytest

from products.imports.containers.cells import (
    Cell,
    amount_with_point,
    says_how_numbers_are_written,
    text_of,
    with_decimal_point,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("00012", "00012"),
        ("two\r\nlines\rmore", "two\nlines\nmore"),
        (1.0, "1"),
        (-0.0, "0"),
        (12345678901234.0, "12345678901234"),
        (999999999999999.0, "999999999999999"),
        (0.1 + 0.2, "0.3"),
        (19.989999999999998, "19.99"),
        (19.3500000000001, "19.35"),
        (1071.0699999999999, "1071.07"),
        (16.6666666666667, "16.6666666666667"),
        (123456789.123457, "123456789.123457"),
        (1e-7, "0.0000001"),
        (-5.5, "-5.5"),
        (1e15, "1.00000000000000E+15"),
        (123456789012345678.0, "1.23456789012346E+17"),
        (float("nan"), "#NUM!"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, 30, 15), "2026-03-01 12:30:15"),
        (date(1850, 5, 1), "1850-05-01"),
        (date(1900, 2, 28), "########"),
        (time(12, 30), "12:30:00"),
        (time(), "########"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (timedelta(hours=-1), "########"),
    ],
)
def test_cell_is_written_as_the_spreadsheet_shows_it(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_dates_of_open_document_are_what_they_say() -> None:
    assert text_of(date(1900, 2, 28), of_excel=False) == "1900-02-28"
    assert text_of(time(), of_excel=False) == "00:00:00"


@pytest.mark.parametrize(
    ("text", "certain"),
    [("1.250", "1.2500"), ("-12.125", "-12.1250"), ("0.125", "0.125"), ("1250.125", "1250.125"), ("1.25", "1.25")],
)
def test_number_that_could_be_thousands_gets_a_zero_behind(text: str, certain: str) -> None:
    assert with_decimal_point(text) == certain


@pytest.mark.parametrize(
    ("text", "says"),
    [("1,25", True), ("€ 1.250,00", True), ("1.250", True), ("12", False), ("on request", False), ("1,2" * 30, False)],
)
def test_text_that_is_a_number_with_a_separator_says_how_numbers_are_written(text: str, says: bool) -> None:
    assert says_how_numbers_are_written(text) is says


@pytest.mark.parametrize(
    ("text", "with_point"),
    [
        ("€ 5,73", "€ 5.73"),
        ("1.234,50 EUR", "1234.50 EUR"),
        ("5,73", "5.73"),
        ("1,234", "1,234"),
        ("5,73 cm", "5,73 cm"),
        ("1,234.50", "1,234.50"),
        ("from 5,73 €", "from 5,73 €"),
    ],
)
def test_amount_that_was_typed_has_the_decimal_point_of_numbers(text: str, with_point: str) -> None:
    assert amount_with_point(text) == with_point
