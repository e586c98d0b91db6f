"""How the prices of a column are written, as the prices themselves tell: `12,50` says what `1.250` means. Pure.

`1.250` itself is doubtful: it has one separator, once, with exactly three digits after it. It is never read by a guess.
Few prices that tell, or prices that tell different things, leave a question to a person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Literal, NamedTuple, TypeAlias

from products.fields.cells import shorten
from products.fields.currencies import WITH_THREE_DECIMALS
from products.fields.flaws import Flaw
from products.fields.prices import (
    REMEMBERED_CELLS,
    REMEMBERED_LENGTH,
    UNKNOWN,
    PriceFormat,
    all_canonical,
    amount_of,
    canonical,
    named_by,
)
from products.fields.reasons import FileFailure


class Words(NamedTuple):
    """How the sentences call the values of a column, and the code of a file that does not tell how they are written."""

    code: str
    all_of_them: str
    others: str
    remedy: str


PRICES = Words(
    "price_format_unclear",
    "The prices of this file",
    "prices",
    "Write all prices with two decimals and no other separator, such as 1234.50, and import the file again.",
)
COLUMN_FORMAT_UNCLEAR = "column_format_unclear"


def words_of_column(noun: str) -> Words:
    return Words(
        COLUMN_FORMAT_UNCLEAR,
        f"The values for “{noun}” in this file",
        "values",
        "Write them without thousands separators and needless zeros, such as 1250 or 1.25, and import the file again.",
    )


FEWEST_THAT_DECIDE = 3
"""Prices that tell, for doubtful ones to be read at all."""
DOUBTFUL_FOR_ONE_THAT_TELLS = 10
"""At most."""

Voice: TypeAlias = Literal[".", ",", "doubtful", "silent"]
"""What a price tells of the decimal separator."""


class _Vote(NamedTuple):
    currency: str | None
    voice: Voice


class TiedCurrencies(FileFailure):
    """As many prices are in one currency as in another."""


class UnclearDecimals(FileFailure):
    """The decimal separator is not clear."""

    likely: Literal[".", ","] | None = None
    """What it rather is, for a person to confirm."""


class PriceSurvey:
    """Counts how prices are written: `add` those of the sound rows of every chunk, then `decide`."""

    def __init__(self, words: Words = PRICES, given: PriceFormat | None = None) -> None:
        """`given`: what a person said of the format."""
        self._words = words
        self._given = given or PriceFormat(None, None)
        self._votes: Counter[_Vote] = Counter()
        self._examples: dict[_Vote, str] = {}
        """The first price of each vote."""

    def add(self, cells: Sequence[str], currencies: Sequence[str] = ()) -> None:
        """Count prices; `currencies` are the cells of their rows' currency column. What is no price has no say."""
        if all_canonical(cells):
            named = Counter(map(named_by, currencies)) if currencies else {None: len(cells)}
            for currency, count in named.items():
                if currency != UNKNOWN:
                    self._count(_Vote(currency, "."), cells[0], count)
            return
        for (cell, beside), count in Counter(zip(cells, currencies or repeat(""), strict=False)).items():
            is_short = len(cell) + len(beside) <= REMEMBERED_LENGTH
            of_column = self._given.currency
            if vote := _remembered_vote(cell, beside, of_column) if is_short else _vote(cell, beside, of_column):
                self._count(vote, cell, count)

    def _count(self, vote: _Vote, cell: str, count: int) -> None:
        self._votes[vote] += count
        self._examples.setdefault(vote, shorten(cell.strip()))

    @property
    def is_unanimous(self) -> bool:
        """Whether no price is doubtful and none contradicts another, so that it does not matter which of them count."""
        voices = {vote.voice for vote in self._votes} - {"silent"}
        currencies = {vote.currency for vote in self._votes} - {None}
        is_clear = self._given.decimal is not None or ("doubtful" not in voices and len(voices) <= 1)
        return is_clear and (self._given.currency is not None or len(currencies) <= 1)

    def decide(self) -> PriceFormat:
        """The currency of most prices, and how most of those in it are written.

        Raises FileFailure, with the code that the words have, if as many say one thing as say another, or if a price
        stays doubtful.
        """
        currency, is_named = self._given.currency or self._currency(), self._given.currency is not None
        if self._given.decimal:
            return PriceFormat(self._given.decimal, currency, is_named)
        votes = [vote for vote in self._votes if vote.currency in (None, currency)]
        voices: Counter[Voice] = Counter()
        for vote in votes:
            voices[vote.voice] += self._votes[vote]
        examples = {vote.voice: self._examples[vote] for vote in reversed(votes)}
        points, commas, doubtful = voices["."], voices[","], voices["doubtful"]
        if doubtful and points and commas:
            raise self._unclear(_DISAGREEING, examples)
        if doubtful and not _decides(points + commas, doubtful):
            unclear = self._unclear(_TOO_FEW, examples)
            unclear.likely = self._likely(voices, examples["doubtful"], currency)
            raise unclear
        if points == commas > 0:
            raise self._unclear(_TIED_DECIMALS, examples)
        return PriceFormat(None if points == commas else "." if points > commas else ",", currency, is_named)

    def _currency(self) -> str | None:
        """The currency of most prices that name one."""
        currencies: Counter[str] = Counter()
        for vote, count in self._votes.items():
            if vote.currency:
                currencies[vote.currency] += count
        first, second, *_ = [*sorted(currencies, key=lambda name: (-currencies[name], name)), None, None]
        if first and second and currencies[first] == currencies[second]:
            raise TiedCurrencies(self._words.code, _TIED_CURRENCIES.format(first, second, **self._words._asdict()))
        return first

    def _likely(self, voices: Mapping[Voice, int], doubtful: str, currency: str | None) -> Literal[".", ","] | None:
        """What the few that tell say. Prices without decimals beside `1.500` have thousands there: who writes three
        decimals writes them everywhere. So have `R$ 1.500` and `US$ 1,500`: beside a currency stand its two decimals.
        """
        if voices["."] != voices[","]:
            return "." if voices["."] > voices[","] else ","
        if currency in WITH_THREE_DECIMALS:
            return "." if "." in doubtful else ","
        if currency:
            return "," if "." in doubtful else "."
        if self._words.code != PRICES.code or not voices["silent"] or voices["."]:
            return None
        return "," if "." in doubtful else "."

    def _unclear(self, sentence: str, examples: Mapping[Voice, str]) -> UnclearDecimals:
        told = {"doubtful": examples.get("doubtful"), "point": examples.get("."), "comma": examples.get(",")}
        return UnclearDecimals(self._words.code, sentence.format(**told, **self._words._asdict()))


def _decides(telling: int, doubtful: int) -> bool:
    return telling >= FEWEST_THAT_DECIDE and telling * DOUBTFUL_FOR_ONE_THAT_TELLS >= doubtful


def _vote(cell: str, beside: str, of_column: str | None) -> _Vote | None:
    """None if the cell is blank, or no price whatever the column says."""
    amount = amount_of(cell, beside, column=of_column)
    if isinstance(amount, Flaw):
        return None
    if amount.ambiguous:
        return _Vote(amount.currency, "doubtful")
    if isinstance(canonical(amount, PriceFormat(amount.decimal, amount.currency)), Flaw):
        return None
    return _Vote(amount.currency, amount.decimal or "silent")


_remembered_vote = lru_cache(maxsize=REMEMBERED_CELLS)(_vote)


_TOO_FEW = (
    "{all_of_them} can be read in two ways: {doubtful} may have a thousands separator or three decimals, "
    "and too few other {others} show which. {remedy}"
)
_DISAGREEING = (
    "{all_of_them} can be read in two ways: {doubtful} may have a thousands separator or three decimals, "
    "and the others disagree: {point} has a decimal point and {comma} a decimal comma. {remedy}"
)
_TIED_DECIMALS = (
    "As many {others} in this file have a decimal point ({point}) as a decimal comma ({comma}). "
    "Write them all the same way, such as 1234.50, and import the file again."
)
_TIED_CURRENCIES = "As many {others} in this file are in {0} as in {1}. Use one currency per file and import it again."
