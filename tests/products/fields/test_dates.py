"""How dates are written, and what can be read in two ways."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.dates import EARLIEST_YEAR, DayOrder, Either, Ordered, take_apart
from products.fields.flaws import Flaw

NEW_YEARS_EVE = date(2026, 12, 31)
DAYS = st.dates(min_value=date(EARLIEST_YEAR, 1, 1))


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ("2026-12-31", None),
        ("2026/12/31", None),
        ("2026.12.31", None),
        ("31.12.2026", None),
        ("31/12/2026", "DMY"),
        ("31-12-2026", "DMY"),
        ("12/31/2026", "MDY"),
        ("12-31-2026", "MDY"),
        ("2026-12-31 00:00:00", None),
        ("2026-12-31T00:00:00.000Z", None),
        ("31/12/2026 00:00", "DMY"),
    ],
)
def test_date_that_has_one_reading_shows_its_order(written: str, order: DayOrder | None) -> None:
    assert take_apart(written) == Ordered(NEW_YEARS_EVE, order)


def test_date_that_has_two_readings_tells_both() -> None:
    found = take_apart("3/4/2026")

    assert isinstance(found, Either)
    assert (found.by("DMY"), found.by("MDY")) == (date(2026, 4, 3), date(2026, 3, 4))


def test_day_and_month_of_one_number_leave_no_question() -> None:
    assert take_apart("5/5/2026") == Ordered(date(2026, 5, 5), None)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31.02.2026", "invalid"),
        ("12.31.2026", "invalid"),
        ("2026-13-01", "invalid"),
        ("2026-00-01", "invalid"),
        ("0026-01-01", "invalid"),
        ("31.12.26", "invalid"),
        ("2026-12-31 14:30", "invalid"),
        ("2026-12-31T23:59:59+02:00", "invalid"),
        ("31 December 2026", "invalid"),
        ("31.12-2026", "invalid"),
        ("20261231", "invalid"),
        ("٢٠٢٦-١٢-٣١", "invalid"),
        ("", "invalid"),
        ("1" * 100_000, "invalid"),
        ("46387", "spreadsheet_damage"),
        ("46387,5", "spreadsheet_damage"),
    ],
)
def test_other_texts_are_refused(written: str, code: str) -> None:
    found = take_apart(written)

    assert isinstance(found, Flaw)
    assert found.code == code


@given(DAYS)
def test_every_day_is_read_as_it_is_stored(day: date) -> None:
    assert take_apart(day.isoformat()) == Ordered(day, None)


@given(DAYS, st.sampled_from("/-"))
def test_every_day_is_among_its_readings(day: date, separator: str) -> None:
    written = separator.join(map(str, (day.day, day.month, f"{day.year:04}")))

    found = take_apart(written)

    assert isinstance(found, Ordered | Either)
    assert (found.by("DMY") if isinstance(found, Either) else found.day) == day


@given(st.text(max_size=50))
def test_any_text_has_an_outcome(text: str) -> None:
    assert isinstance(take_apart(text), Ordered | Either | Flaw)
