"""What is a barcode, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.barcodes import (
    LENGTHS,
    all_canonical,
    barcode_of,
    check_digit,
    has_right_check_digit,
    without_leading_zeros,
)
from products.fields.flaws import Flaw


def code_of(text: str) -> str:
    found = barcode_of(text)
    return found.code if isinstance(found, Flaw) else ""


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("4006381333931", "4006381333931"),
        ("4006381-333931", "4006381333931"),
        ("4 006381 333931", "4006381333931"),
        ("4\u00a0006381\u00a0333931", "4006381333931"),
        ("96385074", "96385074"),
        ("036000291452", "036000291452"),
        ("0036000291452", "0036000291452"),
        ("10036000291459", "10036000291459"),
        ("0-306-40615-2", "0306406152"),
        ("080442957X", "080442957X"),
        ("978-0-306-40615-7", "9780306406157"),
        ("4006381333931.0", "4006381333931"),
    ],
)
def test_barcode_is_stored_as_its_digits(written: str, stored: str) -> None:
    assert barcode_of(written) == stored


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("4006381333932", "invalid"),
        ("4006383133931", "invalid"),
        ("0306406153", "invalid"),
        ("0804429570", "invalid"),
        ("36000291452", "invalid"),
        ("123", "invalid"),
        ("400638133393X", "invalid"),
        ("40063813339311", "invalid"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "invalid"),
        ("", "invalid"),
        ("4006381333931.5", "invalid"),
        ("4" * 100_000, "invalid"),
        ("7,70E+12", "spreadsheet_damage"),
        ("7.70123e12", "spreadsheet_damage"),
        ("7E+12", "spreadsheet_damage"),
        ("4006380000000", "spreadsheet_damage"),
        ("7700000000000", "spreadsheet_damage"),
        ("0000000000000", "spreadsheet_damage"),
    ],
)
def test_other_texts_are_refused(written: str, code: str) -> None:
    assert code_of(written) == code


def test_missing_zero_is_named() -> None:
    found = barcode_of("36000291452")

    assert found == Flaw("invalid", "has 11 digits, as if a zero in front were missing.")


def test_first_article_of_a_company_is_not_taken_for_a_rounded_number() -> None:
    assert barcode_of("4006381000000") == "4006381000000"


def sound(body: str) -> str:
    """The digits with their check digit."""
    return next(body + last for last in "0123456789X" if has_right_check_digit(body + last))


@given(st.sampled_from(LENGTHS).flatmap(lambda n: st.text("123456789", min_size=n - 1, max_size=n - 1)), st.data())
def test_every_mistyped_digit_is_noticed(body: str, data: st.DataObject) -> None:
    barcode = sound(body)
    place = data.draw(st.integers(0, len(barcode) - 2))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != barcode[place]))

    assert barcode_of(barcode) == barcode
    assert isinstance(barcode_of(barcode[:place] + other + barcode[place + 1 :]), Flaw)


@given(st.text(max_size=60))
def test_any_text_is_a_barcode_or_refused(text: str) -> None:
    found = barcode_of(text)

    assert isinstance(found, Flaw) or barcode_of(found) == found


def test_spellings_of_one_article_are_found_together() -> None:
    assert {without_leading_zeros(each) for each in ("036000291452", "0036000291452", "00036000291452")} == {
        "36000291452"
    }


BARCODES = st.sampled_from([8, 12, 13, 14]).flatmap(
    lambda length: st.from_regex(rf"[0-9]{{{length - 1}}}", fullmatch=True).map(lambda text: text + check_digit(text))
)


@given(st.lists(BARCODES))
def test_column_of_barcodes_is_taken_at_once(cells: list[str]) -> None:
    assert all_canonical(cells) == all(barcode_of(cell) == cell for cell in cells)


@given(st.lists(BARCODES, max_size=5), st.lists(BARCODES, max_size=5), BARCODES, st.data())
def test_column_with_an_odd_cell_is_not_taken_at_once(
    before: list[str], behind: list[str], barcode: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(barcode) - 1))
    odd = barcode[:place] + data.draw(st.sampled_from("0123456789Xé ٣")) + barcode[place + 1 :]

    assert all_canonical([*before, odd, *behind]) == all(
        barcode_of(cell) == cell for cell in [*before, odd, *behind] if len(cell) != 10
    )


def test_check_digit_is_the_one_that_is_right() -> None:
    assert all(has_right_check_digit(text + check_digit(text)) for text in ("9638507", "03600029145", "400638133393"))
