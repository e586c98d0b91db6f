"""How a column's prices are written, as the prices themselves tell, or a question."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.price_survey import PriceSurvey, UnclearDecimals
from products.fields.prices import PriceFormat, PriceFormatNeeded, PriceReader
from products.fields.reasons import FileFailure, Reason

POINTS = PriceFormat(decimal=".", currency=None)
COMMAS = PriceFormat(decimal=",", currency=None)

written_prices = st.from_regex(r"[-+ (]?[€$]?[0-9]{0,4}([.,' ][0-9]{0,4}){0,3}( EUR| USD|,-|-|\))?", fullmatch=True)
rows = st.lists(st.tuples(written_prices, st.sampled_from(["", "", "EUR", "USD", "CAD", "x"])), max_size=8)


def survey(cells: Sequence[str], currencies: Sequence[str] = ()) -> PriceFormat:
    prices = PriceSurvey()
    prices.add(cells, currencies)
    return prices.decide()


@pytest.mark.parametrize(
    ("cells", "price_format"),
    [
        (["5", "", "abc"], PriceFormat(None, None)),
        (["5.99", "6.99", "5,99"], POINTS),
        (["5,99", "5,98", "6.99"], COMMAS),
        (["€5.99", "5 EUR", "$5"], PriceFormat(".", "EUR")),
        (["-5,99", "5.99"], POINTS),
        (["10.9999", "5,99"], COMMAS),
        (["99999999999,99", "5.99"], POINTS),
        (["$5"], PriceFormat(None, "USD")),
        (["1.00\n2.00"], PriceFormat(None, None)),
    ],
)
def test_survey_goes_with_the_majority_where_nothing_is_doubtful(cells: list[str], price_format: PriceFormat) -> None:
    assert survey(cells) == price_format


@pytest.mark.parametrize(
    ("telling", "price_format"),
    [
        (["5.99", "6.99", "7.99"], POINTS),
        (["5,99", "6,99", "7,99"], COMMAS),
        (["1.234.567", "2.345.678", "3.456.789"], COMMAS),
        (["1,234.50", "5.", ".5"], POINTS),
        (["0.500", "1234.500", "0.125"], None),
        (["0.500", "1234.500", "0.120"], POINTS),
        (["12,-", "5,—", "1.250,--"], COMMAS),
        (["12.-", "5.—", "1,250.--"], POINTS),
        (["1 234,50", "1'234,50", ",5"], COMMAS),
    ],
)
@pytest.mark.parametrize("doubtful", ["1.234", "1,230", "€ 2.500"])
def test_three_prices_of_one_voice_decide(telling: list[str], price_format: PriceFormat | None, doubtful: str) -> None:
    currency = "EUR" if "€" in doubtful else None
    if price_format is None:
        with pytest.raises(FileFailure):
            survey([doubtful, *telling])
    else:
        assert survey([doubtful, *telling]) == PriceFormat(price_format.decimal, currency)


@pytest.mark.parametrize("doubtful", [30, 31])
def test_a_tenth_of_the_doubtful_prices_decides(doubtful: int) -> None:
    cells = ["1.500"] * doubtful + ["5,99"] * 3

    if doubtful <= 30:
        assert survey(cells) == COMMAS
    else:
        with pytest.raises(FileFailure):
            survey(cells)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["1.234"], ["1.234", "too few"]),
        (["5", "1,234", "2.500"], ["1,234", "too few"]),
        (["1.500", "12.50", "9.90"], ["1.500", "too few"]),
        (["1.500", "12.50", "9.90", "8.90", "7,90"], ["1.500", "12.50", "7,90", "disagree"]),
        (["5.99", "5,99"], ["5.99", "5,99"]),
        (["€5", "$5"], ["EUR", "USD"]),
    ],
)
def test_survey_asks_a_person_when_the_column_does_not_tell(cells: list[str], words: list[str]) -> None:
    with pytest.raises(FileFailure) as failure:
        survey(cells)

    assert failure.value.code == "price_format_unclear"
    assert [word for word in words if word not in failure.value.message] == []
    assert failure.value.message.endswith(".")


@pytest.mark.parametrize(
    ("cells", "currencies", "price_format"),
    [
        (["5.00", "6.00", "7.00"], ["EUR", "USD", "EUR"], PriceFormat(".", "EUR")),
        (["5.00", "6.00", "7.00"], ["EUR", "Taler", "Taler"], PriceFormat(".", "EUR")),
        (["5", "$6", "$7"], ["EUR", "EUR", "EUR"], PriceFormat(None, "EUR")),
        (["5", "$6", "$7"], ["", "CAD", "CAD"], PriceFormat(None, "CAD")),
        (["", "", "5"], ["USD", "USD", "EUR"], PriceFormat(None, "EUR")),
        (["1.500", "5,00", "6,00", "7,00", "8.00"], ["EUR", "EUR", "EUR", "", "USD"], PriceFormat(",", "EUR")),
    ],
)
def test_survey_minds_the_currency_column(cells: list[str], currencies: list[str], price_format: PriceFormat) -> None:
    assert survey(cells, currencies) == price_format


@given(rows)
def test_survey_does_not_depend_on_the_order_of_rows(rows: list[tuple[str, str]]) -> None:
    def outcome(rows: Sequence[tuple[str, str]]) -> PriceFormat | str:
        try:
            return survey([cell for cell, _ in rows], [currency for _, currency in rows])
        except FileFailure as failure:
            return failure.code

    assert {outcome(order) for order in permutations(rows[:4])} == {outcome(rows[:4])}


@given(rows)
def test_prices_read_without_a_format_are_what_the_survey_would_make_of_them(rows: list[tuple[str, str]]) -> None:
    """A file that never asks for the format gets exactly what the survey would have given it."""
    cells, currencies = [row[0] for row in rows], [row[1] for row in rows]
    try:
        alone = PriceReader(None).read_beside(cells, currencies)
    except PriceFormatNeeded:
        return

    assert [*PriceReader(survey(cells, currencies)).read_beside(cells, currencies)] == [*alone]


prices = st.sampled_from(["1.500", "2,250", "12.50", "9,90", "0.500", "5", "€ 7", "$ 8,10", "12,-", "abc", "-3"])


@given(st.lists(prices, max_size=60))
def test_doubtful_price_is_read_only_beside_enough_prices_of_one_voice(cells: list[str]) -> None:
    try:
        read = PriceReader(survey(cells)).read(cells)
    except FileFailure:
        return

    taken = [cell for cell, price in zip(cells, read, strict=True) if price and not isinstance(price, Reason)]
    doubtful = [cell for cell in taken if cell in {"1.500", "2,250"}]
    points = [cell for cell in taken if cell in {"12.50", "0.500"}]
    commas = [cell for cell in taken if cell in {"9,90", "$ 8,10", "12,-"}]
    if doubtful:
        assert not (points and commas)
        assert len(points + commas) >= max(3, len(doubtful) / 10)


@pytest.mark.parametrize(
    ("cells", "likely"),
    [
        (["R$ 85.000", "R$ 2.790"], ","),
        (["US$ 85,000", "US$ 2,790"], "."),
        (["US$ 85.000", "US$ 2.790"], ","),
        (["€ 85,000", "€ 2,790"], "."),
        (["KWD 85.000", "KWD 2.790"], "."),
        (["85.000", "2.790"], None),
        (["85.000", "2.790", "12"], ","),
        (["R$ 85.000", "R$ 2.50"], "."),
    ],
)
def test_what_leaves_the_decimals_unclear_says_which_are_likelier(cells: Sequence[str], likely: str | None) -> None:
    survey = PriceSurvey()
    survey.add(cells)
    with pytest.raises(UnclearDecimals) as raised:
        survey.decide()
    assert raised.value.likely == likely
