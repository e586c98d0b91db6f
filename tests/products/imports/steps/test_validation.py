"""Rows: typed and clean, or refused with every reason."""

from collections.abc import Sequence

import pytest

from products.fields.kinds import SPOILT
from products.fields.own_kind import Style
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.reasons import Reason, Refusal
from products.imports.steps.column_styles import survey, unanimous_styles
from products.imports.steps.columns import match
from products.imports.steps.validation import ProductRow, RowValidator
from tests.products.imports.steps.rows import COLUMNS, codes, raw_rows


def test_check_types_a_row() -> None:
    rows = raw_rows([" Ab-1", "Blue  mug ", " Holds 0.3 l\r\n", "12.5", "Yes"])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == [ProductRow(2, 4, "Ab-1", "ab-1", "Blue mug", " Holds 0.3 l\n", "12.50", True)]
    assert type(products[0]) is ProductRow
    assert refusals == []


def test_check_takes_cells_from_wherever_the_columns_are() -> None:
    columns = match(["Active", "x", "Title", "Reference"])

    products, _ = RowValidator(columns).check(raw_rows(["no", "?", "Mug", "A1"]))

    assert products == [ProductRow(2, 4, "A1", "a1", "Mug", None, None, False)]


def test_check_gives_none_for_blank_cells() -> None:
    rows = raw_rows(["A1", "", " ", "\u00a0", "\u200b"], ["A2", "\u200b", "\n", "\t", " "])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == [
        ProductRow(2, 4, "A1", "a1", None, None, None, None),
        ProductRow(3, 6, "A2", "a2", None, None, None, None),
    ]
    assert refusals == []


def test_check_reports_every_reason_of_a_row() -> None:
    rows = raw_rows(["", "n" * 501, "d" * 65_537, "12,5O", "maybe"])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == []
    assert codes(refusals) == [
        (2, ["missing_sku", "name_too_long", "description_too_long", "price_invalid", "active_invalid"])
    ]


def test_check_keeps_the_order_of_the_file_on_both_sides() -> None:
    rows = raw_rows(*(["" if number % 3 == 0 else f"A{number}", "Mug", "", "", ""] for number in range(10)))

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert [product.record_number for product in products] == [3, 4, 6, 7, 9, 10]
    assert [product.sku_key for product in products] == ["a1", "a2", "a4", "a5", "a7", "a8"]
    assert [refusal.record_number for refusal in refusals] == [2, 5, 8, 11]


def test_check_says_where_a_refused_row_stands_and_what_is_wrong() -> None:
    rows = raw_rows(["A1", "Mug", "", "-5", "perhaps"])

    _, refusals = RowValidator(COLUMNS).check(rows)

    assert refusals == [
        Refusal(
            record_number=2,
            line_number=4,
            raw="A1,Mug,,-5,perhaps",
            reasons=(
                Reason(
                    "price",
                    "price_negative",
                    "-5",
                    "The price -5 is negative. Correct it and import the row again.",
                ),
                Reason(
                    "active",
                    "active_invalid",
                    "perhaps",
                    "We do not know whether “perhaps” means active or not. "
                    "Write true or false and import the row again.",
                ),
            ),
        )
    ]


def test_check_cuts_what_a_refusal_keeps() -> None:
    rows = raw_rows(["x" * 100_000, "Mug", "", "", ""])

    _, refusals = RowValidator(COLUMNS).check(rows)

    assert len(refusals[0].raw) == 65_536
    assert refusals[0].reasons[0].value == "x" * 200


def test_check_of_nothing_is_nothing() -> None:
    assert RowValidator(COLUMNS).check([]) == ([], [])


def test_check_asks_for_the_price_format_wherever_the_odd_price_stands() -> None:
    for prices in (["1.99", "1.234"], ["1.234", "1.99"]):
        with pytest.raises(PriceFormatNeeded):
            RowValidator(COLUMNS).check(raw_rows(*(["A1", "Mug", "", price, ""] for price in prices)))


def test_check_with_the_surveyed_format_does_not_depend_on_the_order_of_rows() -> None:
    written = ("1,99", "2,50", "5,-", "1.234", "$ 7.50", "€ 3", "$ 3", "€ 4", "€ 5")
    cells = [["A1", "Mug", "", price, ""] for price in written]

    def outcome(lines: list[list[str]]) -> set[str]:
        styles = survey([raw_rows(line) for line in lines], COLUMNS)
        products, refusals = RowValidator(COLUMNS, styles=styles).check(raw_rows(*lines))
        return {str(product.price or "") for product in products} | {
            reason.value + " " + reason.code for refusal in refusals for reason in refusal.reasons
        }

    expected = {
        "1.99",
        "2.50",
        "1234.00",
        "5.00",
        "$ 7.50 price_currency_mismatch",
        "3.00",
        "$ 3 price_currency_mismatch",
        "4.00",
    }
    assert outcome(cells) == outcome(cells[::-1]) == expected


@pytest.mark.parametrize(
    ("prices", "price_format"),
    [
        (["1,50", "1.234,50", "5", "", "abc"], PriceFormat(",", None)),
        (["€ 1.50", "5 EUR", "2.50"], PriceFormat(".", "EUR")),
        (["5", ""], PriceFormat(None, None)),
        (["1,50", "2.50"], None),
        (["1,50", "2,50", "3,50", "1.500"], None),
        (["€ 1.50", "$ 2.50"], None),
    ],
)
def test_prices_that_say_the_same_need_no_look_at_other_cells(
    prices: list[str], price_format: PriceFormat | None
) -> None:
    chunks = [raw_rows(["A1", "Mug", "", price, ""]) for price in prices]

    styles = {"price": Style(price_format)} if price_format else None
    assert unanimous_styles(chunks, COLUMNS) == styles
    if styles:
        assert survey(chunks, COLUMNS) == styles


def test_survey_of_a_file_without_prices_finds_nothing() -> None:
    assert survey([raw_rows(["A1"])], match(["sku"])) == {}


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ([3], "Row 3."),
        ([2, 4, 1_201], "3 rows: 2, 4, 1201."),
        (range(2, 12), "10 rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11."),
        (range(2, 1_300), "1,298 rows, the first ones: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11."),
    ],
)
def test_warning_says_how_many_rows_it_is_about_and_where_the_first_are(odd: Sequence[int], told: str) -> None:
    """A row with two such cells counts once."""
    validator = RowValidator(COLUMNS)
    rows = [[f"A{row}", *(["KÃ¤se"] * 2 if row in odd else ["Mug", "Cup"]), "", ""] for row in range(2, 1_302)]

    for start in range(0, len(rows), 1_000):
        validator.check(raw_rows(*rows[start : start + 1_000], first=start + 2))

    assert validator.warnings_in_words() == [f"{SPOILT.sentence} {told}"]
