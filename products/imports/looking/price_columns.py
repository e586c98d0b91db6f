"""Which column of a file has the price that the customers of its products' shop pay. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import category

from products.fields.currencies import CODES
from products.fields.header_parts import is_known, means
from products.fields.header_senses import rating
from products.fields.header_words import COST, named, words
from products.fields.headers import normalise
from products.imports.looking.amounts import is_less
from products.imports.looking.column import Column
from products.imports.looking.role import DOUBTFUL, LIKELY, SURE, Role, best, called, certainty_of
from products.imports.looking.unnamed_prices import price_without_header

_SORTS_OF_PRICE = (
    ("base", "list", "listino", "retail", "pvp", "catalogue", "standard"),
    ("brutto", "gross", "ttc", "incl", "lordo", "ivato", "iva", "bruto"),
    ("netto", "net", "ht", "excl", "neto", "liquido"),
)
"""Of several likely prices the one with a word of the first line is suggested."""
_LATER = re.compile(r"(?<![\d])[2-9]\s*$")
"""Behind the name of a further price list."""
_FIRST_TIER = re.compile(
    r"(?:(?:qty|quantity|menge|ab|from|des|da|vanaf|od|min)_)?1(?:_\d{1,3})?(?:_(?:pcs?|stk?|szt|ks|ud))?"
)
"""The header of the first of several prices, such as `1+`, `1-9` and `Qty 1`."""
_SIZE = re.compile(
    r"\d+(?:[.,/]\d+)?\s?(?:kgs?|gms?|gr?|grams?|ml|cl|l|lt|ltr|lit(?:er|re|ro)s?|oz|lbs?|pcs?|pieces|st(?:k|ck|ück)?|szt|ks|pz|ud|шт"
    r"|г|гр|кг|мл|л)\.?"
)
"""The header of a price for so much of a product: `250 g`, `1/4 oz`."""
_RANGE_AS_DATE = re.compile(r"\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
"""What a spreadsheet makes of quantities such as `1-4` above their prices."""
_SOME_PRICES = words("price preis prix prezzo precio preco prijs cena fiyat pris sale special promo")
_NEVER_THE_PRICE = words(
    """supplier cost costo coste cout custo kosten einkauf ek achat acquisto compra zakup shipping delivery versand tax
    iva vat type from date discount sconto rabatt percent quantity qty surcharge per_item margin"""
)
_RETAIL = re.compile(
    "(?:^|_)(?:rrp|r_s_p|rsp|msrp|srp|uvp|evp|ladenpreis|pvpr|pvp|pvc|mpc|ppc|rrprice|rrpprice|retail)"
)
"""The price that is recommended for shops, by the names that leave no doubt."""
_JUST_A_PRICE = 0.8
_NEAR = 3.0
"""Prices for dealers come so near to others that they are named as well when a person is asked."""
_NAMED, _SALE = 0.6, 0.25
"""How well a header must name a price for whole numbers to be some, and how well if it says *price*."""
_SOME_DECIMALS = 0.2
_NEARLY_ALL, _FEW_RATES, _TWO_DECIMALS = 0.8, 0.1, re.compile(r"\d[.,]\d\d(?!\d)")
"""Of a column of amounts, and of how few different values one of rates of tax has at most."""
_SOME_ARE, _MOST_ARE = 0.2, 0.5
"""The share of numbers in a column whose header is sure, as beside *on request*, and in another one."""
_LAST = 1.0
"""The score of a column of zeros."""


def price_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool) -> Role | None:
    """`rows`: some of the file."""
    if not has_header:
        return price_without_header(columns, rows)
    price = best(_prices(columns), _NEAR)
    return _for_customers(price, columns, rows) if price else _only_amounts(columns)


def _only_amounts(columns: Sequence[Column]) -> Role | None:
    """The only column of numbers with two decimals, if nothing is known of the words of its header."""
    found = [index for index, column in enumerate(columns) if _may_be_money(column)]
    return Role(found[0], DOUBTFUL, "its numbers are written like prices") if len(found) == 1 else None


def _may_be_money(column: Column) -> bool:
    if column.share_of("decimal") < _NEARLY_ALL or column.share_unique <= _FEW_RATES:
        return False
    with_two = sum(map(bool, map(_TWO_DECIMALS.search, column.samples))) * 2 > len(column.samples)
    says_else = is_known(column.said) and not means(column.said, "running")  # LP, which counts rows in Polish
    return with_two and any(map(str.isalpha, column.said)) and not says_else


def _for_customers(price: Role, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Role:
    """The retail price beside what a supplier calls just the price, if that is less in nearly all rows.

    Where a column has the cost, the price is what the shop itself takes for it.
    """
    if rating("price", columns[price.column].said) > _JUST_A_PRICE:
        return price
    if _RETAIL.search(normalise(columns[price.column].said)) or any(map(_is_cost, columns)):
        return price
    for index, column in enumerate(columns):
        if index != price.column and _is_for_customers(column) and is_less(rows, price.column, index):
            return Role(index, LIKELY, f"{called(column)}, and it is more than the other", rivals=(price.column,))
    return price


def _is_for_customers(column: Column) -> bool:
    """Whether it is the price that a supplier recommends."""
    is_recommended = means(column.said, "recommended") and rating("price", column.said) >= _NAMED
    return is_recommended or bool(_RETAIL.search(normalise(column.said)))


def _is_cost(column: Column) -> bool:
    is_amount = column.kind in {"integer", "decimal"} and not means(column.said, "quantity")
    return (is_amount or means(column.said, "price")) and (means(column.said, "cost") or means(column.said, "dealer"))


def _prices(columns: Sequence[Column]) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        are_shares = all(text.endswith("%") for text in column.samples)
        least = _SOME_ARE if certainty_of("price", column.said)[0] == SURE else _MOST_ARE
        if not column.filled or are_shares or column.share_of("integer", "decimal", "boolean") < least:
            continue
        says_nothing = all(map(_is_nothing, column.samples))
        for score, role in _price(columns, index):
            yield (_LAST if says_nothing else score), role


def _is_nothing(text: str) -> bool:
    """Whether an amount is zero."""
    return not any(char.isdecimal() and int(char) for char in text)


def _price(columns: Sequence[Column], index: int) -> Iterable[tuple[float, Role]]:
    column = columns[index]
    certainty, rank = certainty_of("price", column.said)
    if certainty == SURE and not _has_twin(columns, column) and not _LATER.search(column.said):
        yield 30 + rank, Role(index, SURE, called(column))
    elif certainty:
        is_price = (means(column.said, "price") and rank >= _SALE) or means(column.said, "dealer")
        is_price = is_price or _says_currency(column.said)
        is_named = is_price or max(rank, named("price", column.said)) >= _NAMED
        if column.kind != "boolean" and (is_named or column.share_of("decimal") >= _SOME_DECIMALS):
            score = (
                20
                + rank * 3
                + _sort_of_price(column.said)
                + column.share_of("decimal") / 2
                - 2 * (1 - column.share_filled)
                + min(column.share_unique * 2, 1.0) / 2
            )
            yield score, Role(index, min(certainty, LIKELY), called(column))
    elif column.share_of("decimal") > 0.5 and _FIRST_TIER.fullmatch(normalise(column.said)):
        yield 15, Role(index, LIKELY, f"{called(column)}, the price of the smallest quantity")
    elif column.share_of("integer", "decimal") >= _NEARLY_ALL and _SIZE.fullmatch(column.said.strip().casefold()):
        yield 11 - index / 100, Role(index, DOUBTFUL, f"{called(column)}, the price of that much of it")
    elif rank < 0 and _is_some_price(column.said):
        yield 12, Role(index, DOUBTFUL, f"{called(column)}, and there is no other price")
    elif (not is_known(column.said) or _RANGE_AS_DATE.fullmatch(column.said.strip())) and _has_currency(column):
        yield 11 - index / 100, Role(index, DOUBTFUL, "its numbers are amounts of money")


def _says_currency(header: str) -> bool:
    """By its sign, or by its code alone."""
    return header.strip().upper() in CODES or any(category(char) == "Sc" for char in header)


def _has_twin(columns: Sequence[Column], column: Column) -> bool:
    """Whether another column has the same name but for what stands in brackets: `Price (net)` and `Price (gross)`."""
    name = normalise(column.header)
    return any(other is not column and other.filled and normalise(other.header) == name for other in columns)


def _has_currency(column: Column) -> bool:
    marked = sum(any(not (char.isdigit() or char in "+-., '") for char in text) for text in column.samples)
    return column.share_of("decimal") > 0.8 and marked * 10 >= len(column.samples) * 8


def _is_some_price(header: str) -> bool:
    """Whether a header that speaks against being the price names some price even so, such as a *sale price*."""
    parts = {*normalise(header).split("_")}
    never = COST.search(normalise(header)) or not parts.isdisjoint(_NEVER_THE_PRICE)
    return not parts.isdisjoint(_SOME_PRICES) and not never


def _sort_of_price(header: str) -> float:
    said = {*re.split(r"[\W_]+", header.casefold())}
    for place, sort in enumerate(_SORTS_OF_PRICE):
        if not said.isdisjoint(sort):
            return 0.3 - place / 10
    return 0.0
