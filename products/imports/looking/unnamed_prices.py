"""Which column has the price in a file without a header: by its values alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from statistics import median

from products.fields.amounts import Amount, take_apart
from products.imports.looking.amounts import is_less, is_product, value_of
from products.imports.looking.codes import has_codes_of_one_length
from products.imports.looking.column import Column
from products.imports.looking.role import DOUBTFUL, Role, best, cell

_NEAR = 1.5
"""Prices that come so near to others are named as well when a person is asked."""
_LOOKED_AT, _LONGEST_AMOUNT = 500, 40
"""Rows, and characters of a cell."""
_MULTIPLIED, _MOST_FACTORS = 20, 8
"""Rows and columns that are multiplied."""
_MOST_ARE, _NEARLY_ALL, _SOME = 0.5, 0.8, 0.2
_MANY, _FEW_VALUES, _FEW_RATES = 8, 3, 0.1
"""Of so many rows, columns with few values are rates of tax, discounts or sizes of packages."""
_MOST_EARNED, _LONGEST_WHOLE = 4, 12
"""How many times as much a retail price is at most as another, and how many digits a whole one has at most."""
_LEAST_ROUND, _SHORT_CODE, _FEWEST_IN_A_ROW = 100, 4, 3
_WITH_ZEROS, _WHOLE = re.compile(r"\d+[.,]0{3,}"), re.compile(r"\d+")
"""As programs write stocks that are mostly whole."""
_QUANTITY, _BEST_RATING = re.compile(r"\d+[.,]\d{3}"), 5
"""Three decimals, as stocks and weights have them, and the most stars that a product gets."""


def price_without_header(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Role | None:
    """The column whose amounts are most likely prices; of several the dearest. `rows`: some of the file."""
    price = best(_prices(columns, rows), _NEAR)
    return _dearest(price, columns, rows) if price else None


def _prices(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        amounts = _amounts(column, index, rows)
        if not amounts or _are_codes(column, amounts):
            continue
        score = 10 + _written(amounts) + _worth(amounts) - _unlike_prices(column, amounts)
        score -= 2 * (1 - column.share_filled) + index / 100 + 6 * _are_sums(columns, index, rows)
        yield score, Role(index, DOUBTFUL, "its numbers read like prices")


def _amounts(column: Column, index: int, rows: Sequence[Sequence[str]]) -> Sequence[Amount]:
    """Those of a column that is mostly amounts."""
    if column.share_of("integer", "decimal", "boolean") <= _MOST_ARE or all(map(_is_share, column.samples)):
        return ()
    texts = [text for row in rows[:_LOOKED_AT] if (text := cell(row, index)) and len(text) <= _LONGEST_AMOUNT]
    found = [take_apart(text, signed=True) for text in column.numbers(texts)]
    amounts = [amount for amount in found if isinstance(amount, Amount)]
    written_as_money = sum(bool(amount.fraction or amount.currency) for amount in amounts)
    least = _MOST_ARE if written_as_money * 2 > len(amounts) else _NEARLY_ALL
    return amounts if len(amounts) > len(found) * least else ()


def _are_codes(column: Column, amounts: Sequence[Amount]) -> bool:
    """Whether numbers that all differ count, or are of one length and not round; or are too long for amounts."""
    if any(amount.fraction or amount.currency for amount in amounts):
        return False
    if max(len(amount.whole) for amount in amounts) > _LONGEST_WHOLE:
        return True
    if len(amounts) >= _FEWEST_IN_A_ROW and all(value_of(b) - value_of(a) == 1 for a, b in pairwise(amounts)):
        return True
    starts_with_zero = any(len(amount.whole) > 1 and amount.whole[0] == "0" for amount in amounts)
    is_long = column.average_length >= _SHORT_CODE and has_codes_of_one_length(column)
    return starts_with_zero or (is_long and column.share_unique >= 1 and not _are_round(amounts))


def _written(amounts: Sequence[Amount]) -> float:
    """How much like prices they are written: with a currency, and with two decimals."""
    with_currency = sum(amount.currency is not None for amount in amounts) / len(amounts)
    decimals = [amount.fraction for amount in amounts if amount.fraction]
    with_two = sum(len(fraction) > 1 and not fraction[2:].strip("0") for fraction in decimals) / len(amounts)
    return 6 * (with_currency >= _NEARLY_ALL) + 2 * (len(decimals) >= len(amounts) * _SOME) + 2 * (with_two > _MOST_ARE)


def _worth(amounts: Sequence[Amount]) -> float:
    """How much speaks for them that they are round, and more than quantities are."""
    return 2.5 * (_are_round(amounts) and median(map(value_of, amounts)) >= _LEAST_ROUND)


def _are_sums(columns: Sequence[Column], index: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the amounts are those of two other columns multiplied: a price and how many there are of it."""
    others = [at for at, column in enumerate(columns) if at != index and column.kind in {"integer", "decimal"}]
    return any(is_product(rows[:_MULTIPLIED], index, *pair) for pair in combinations(others[:_MOST_FACTORS], 2))


def _unlike_prices(column: Column, amounts: Sequence[Amount]) -> float:
    """How much speaks against it: zeros, the same few values again and again, stars of a rating, years, stocks."""
    values = [*map(value_of, amounts)]
    fractions = [amount.fraction for amount in amounts if amount.fraction]
    zeros = sum(not value for value in values) / len(values)
    has_few = len(values) >= _MANY and len({*values}) <= _FEW_VALUES
    are_ratings = len(fractions) * 2 > len(values) and max(values) <= _BEST_RATING and max(map(len, fractions)) == 1
    are_years = not fractions and all(1900 <= value <= 2100 for value in values)
    return (
        5 * _are_quantities(column.samples)
        + (3 if _SOME < zeros < 1 else bool(zeros))
        + 3 * any(amount.is_negative for amount in amounts)
        + 4 * has_few
        + 5 * are_ratings
        + 4 * (len({len(fraction.rstrip("0")) > 2 for fraction in fractions}) > 1)
        + 8 * are_years
        + 2 * (not fractions and not amounts[0].currency and not _are_round(amounts))
    )


def _dearest(price: Role, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Role:
    """Of several prices the one that is more than the others, but not many times as much."""
    whole = [index for index, column in enumerate(columns) if column.kind == "integer" and index not in price.rivals]
    for index in (*price.rivals, *whole):
        other, least = columns[index], columns[price.column].share_filled
        is_rate = other.share_unique <= _FEW_RATES
        if is_rate or other.share_filled < least or any(text.startswith("-") for text in other.samples):
            continue
        if is_less(rows, price.column, index, at_most=_MOST_EARNED):
            rivals = (price.column, *(each for each in price.rivals if each != index))
            price = replace(price, column=index, rivals=rivals)
    return price


def _are_round(amounts: Sequence[Amount]) -> bool:
    """Whether nearly all are whole and end as prices do, and they are no rates, of which many are the same."""
    ends = sum(not amount.fraction and amount.whole[-1:] in {"0", "5", "9"} for amount in amounts)
    return ends >= len(amounts) * _NEARLY_ALL and len({amount.whole for amount in amounts}) * 2 >= len(amounts)


def _are_quantities(texts: Sequence[str]) -> bool:
    with_zeros = [text for text in texts if _WITH_ZEROS.fullmatch(text)]
    return all(map(_QUANTITY.fullmatch, texts)) or (
        bool(with_zeros) and all(_WITH_ZEROS.fullmatch(text) or _WHOLE.fullmatch(text) for text in texts)
    )


def _is_share(text: str) -> bool:
    return text.endswith("%")
