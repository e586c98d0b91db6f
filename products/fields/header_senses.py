"""How likely a header names the key, the name, the description or the price, by the words that it is made of. Pure.

This never makes anything certain: whoever is suggested a column by it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise

from products.fields.header_parts import Part, parts_of

AGAINST = -1.0
"""The header names something else."""


@lru_cache(maxsize=10_000)
def rating(field: str, header: str) -> float:
    """Between 0 and 1; 0 if the words say nothing of the field, AGAINST if they say that it is something else."""
    parts = parts_of(header)
    judge = _JUDGES.get(field)
    return judge(_Words(parts)) if judge and parts else 0.0


class _Words:
    """The senses of a header's words; of those in brackets only what may stand beside a name."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self._plain = [part for part in parts if not part.is_aside] or [*parts]
        aside = {sense for part in parts if part.is_aside for sense in part.senses & _ASIDE}
        words = [part for part in self._plain if len(part.text) > 1 or not part.text.isalpha() or len(self._plain) == 1]
        self._senses = {sense for part in words or self._plain for sense in part.senses} | aside
        if not self._senses.isdisjoint(_NUMBERED):
            self._senses |= {sense for part in self._plain for sense in part.senses & _NUMBERS}
        self.count = sum(part.text.isalpha() for part in self._plain)

    def have(self, *senses: str) -> bool:
        return not self._senses.isdisjoint(senses)

    def have_apart(self, one: str, other: str) -> bool:
        """Whether two different words have these senses."""
        of_one = [at for at, part in enumerate(self._parts) if one in part.senses]
        of_other = [at for at, part in enumerate(self._parts) if other in part.senses]
        return any(at != there for at in of_one for there in of_other)

    def only(self, sense: str, *unless: str) -> bool:
        """Whether a word has this sense and none of the others: short words mean many things."""
        parts = (part for part in self._plain if len(part.text) > 1 or not part.text.isalpha())
        return any(sense in part.senses and part.senses.isdisjoint(unless) for part in parts)

    def aside(self, sense: str) -> bool:
        """Whether a word in brackets has this sense."""
        return any(sense in part.senses for part in self._parts if part.is_aside)

    def are(self, sense: str) -> bool:
        """Whether nothing but this is said."""
        return all(sense in part.senses for part in self._plain if part.senses)

    @property
    def count_things(self) -> bool:
        """Whether the header counts what it names in the plural: `num_pages`, `number of reviews`."""
        first, last = self._plain[0], self._plain[-1]
        return first.text in _COUNTS and last is not first and not last.senses and last.text.endswith("s")

    @property
    def are_rates(self) -> bool:
        return any(part.text in _RATES for part in self._plain)

    @property
    def end_in_unit(self) -> bool:
        """In languages where a price of one unit is called otherwise."""
        if len(self._plain) < 2 or not self._plain[-1].text.startswith(_UNITS):
            return False
        return "per" not in self._plain[-2].senses  # as in *Prijs per eenheid*

    @property
    def are_parts(self) -> bool:
        """Whether it ends as a maker's code does that is called just so: `mfr part`."""
        return self._plain[-1].text in {"part", "item", "model"}

    @property
    def are_trade_names(self) -> bool:
        """Whether the name is the one under which something is sold: `Trade name`."""
        return [part.text for part in self._plain[:2]] == ["trade", "name"]

    @property
    def are_incoming(self) -> bool:
        """Whether the header says what comes in, as *in price* does beside *out price*."""
        return self._plain[0].text == "in" and self.count == _INCOMING

    @property
    def are_of_many(self) -> bool:
        """Whether what it names is of a hundred or of grams, say: `price per 100`, `price_100g`."""
        pairs = pairwise(self._parts)
        return any(
            ("per" in one.senses and other.text.isdecimal() and int(other.text) > 1)
            or (one.text.isdecimal() and other.text in _GRAMS)
            for one, other in pairs
        )

    @property
    def level(self) -> int:
        """The number behind the name, of price lists and further lines of text; 0 without one."""
        found = [int(part.text) for part in self._plain[1:] if part.text.isdecimal() and len(part.text) <= 2]
        return found[0] if found else 0

    @property
    def letter(self) -> int:
        """The same where letters count price lists, from `Price A` to `Price D`."""
        last = self._plain[-1].text
        return "abcd".index(last) + 1 if len(last) == 1 and last in "abcd" and self.count > 1 else 0


def _key(words: _Words) -> float:
    if words.have("parent") or words.count_things:
        return AGAINST
    if words.aside("sku"):
        return 1.0
    if words.have("sku"):
        if words.have("stock", "quantity", "price", "long", "name") and not words.have("code"):
            return 0.5 if words.have("name") else AGAINST
        if words.have("further", "old"):
            return 0.25
        return 0.9 if words.have("id", "maker", "supplier") else 1.05 if words.have("own") else 1.0
    is_code = words.have("code")
    if is_code and words.only("sale", *_GOOD) and not words.have("market"):
        return AGAINST
    if words.have("barcode"):
        return 0.2 if words.have("pack") else 0.3
    if words.have("further") and not is_code:
        return 0.0
    if words.only("supplier", *_GOOD) and is_code and words.have("item", "stock"):
        return 0.5  # a supplier's own, in the form of a shop
    if words.only("supplier", *_GOOD) or words.only("maker", *_GOOD) or words.have("further"):
        return 0.25 if is_code else 0.15 if words.have("maker") and words.are_parts else AGAINST
    if words.have("market"):
        return 0.0 if words.have("name", "price", "long") else 0.2
    if words.have("stock"):
        return (
            0.85 if is_code or (words.have("id") and not words.have("item")) else 0.35 if words.have("id") else AGAINST
        )
    if words.have("quantity") and words.are("quantity") and not is_code:
        return AGAINST
    if any(words.only(sense, *_GOOD) for sense in _NO_KEY - ({"retail"} if is_code else set())):
        return AGAINST
    if words.only("running", *_GOOD):
        return 0.1
    return _key_by_code(words, is_code=is_code) + (0.05 if words.have("own") else 0.0)


def _key_by_code(words: _Words, *, is_code: bool) -> float:
    if is_code and words.have("item"):
        return 0.9
    if is_code:
        if words.have("name", "long"):
            return AGAINST
        if words.only("model") and not words.have("own", "catalogue", "ordering"):
            return 0.45
        return 0.75 if words.are("code") or words.have("ordering") else 0.7 if words.have("catalogue") else 0.6
    if words.have("id"):
        return 0.35 if words.have("item") else 0.25
    if words.have("model", "catalogue"):
        return 0.45
    return 0.4 if words.have("item") and not words.have("long", "name", "text", "short") else 0.0


def _name(words: _Words) -> float:
    has_text = words.have("name", "long", "text")
    if words.have("barcode", "price", "percent", "time") or words.aside("sku"):
        return AGAINST
    if not has_text and (words.have("code", "sku") or (words.have("stock") and not words.have("item"))):
        return AGAINST
    if any(words.only(sense, *_SAID_OF_NAMES) for sense in _NO_NAME) and not words.are_trade_names:
        return AGAINST
    amount = _name_by_words(words)
    return max(0.05, amount - 0.3) if amount and (words.level > 1 or words.have("further")) else amount


def _name_by_words(words: _Words) -> float:
    is_full = words.only("full", "retail")
    is_item = words.have("item", "sku", "stock")
    if words.have("name"):
        return (0.95 if is_item else 0.85) - (0.1 if is_full else 0.0)
    if words.have("short") and words.have("long", "text"):
        return 0.75
    if words.have("long"):
        return 0.1 if is_full else 0.65 if is_item else 0.5
    if words.have("text", "prose"):
        return (0.6 if is_item else 0.4) if words.have("text") and not is_full else 0.05
    if words.have("note"):
        return AGAINST
    return (0.7 if words.are("item") else 0.35) if is_item else 0.3 if words.have("model") else 0.0


def _description(words: _Words) -> float:
    if words.have("code", "price", "barcode", "sku", "percent", "time"):
        return AGAINST
    if any(words.only(sense, "prose", "long", "full", *_SAID_OF_NAMES) for sense in _NO_NAME):
        return AGAINST
    is_full = words.have("full")
    if words.have("further") or (words.level > 1 and not is_full):
        return AGAINST
    if words.have("long"):
        return 0.9 if is_full else 0.5 if words.have("short") else 0.75
    if words.have("prose"):
        return 0.7
    if words.have("text"):
        return 0.7 if is_full else 0.5
    return 0.0


def _price(words: _Words) -> float:
    named = words.have("price")
    if named and words.have("discount") and words.have("before", "after"):
        return _BEFORE_DISCOUNT if words.have("before") else 0.9 if words.have("retail") else _DISCOUNTED
    if named and words.are_incoming:
        return AGAINST
    if any(words.only(sense, *_SAID_OF_PRICES) for sense in _NO_PRICE) or words.have("percent"):
        return AGAINST
    if words.have("sku") and not named:
        return AGAINST
    if named and words.end_in_unit:
        return AGAINST  # what the price is for: Preiseinheit, Price UOM
    if words.only("with_tax", "tax_side", "price", "retail", "dealer") and not words.have("tax_side", "retail"):
        named = named and not words.are_rates
    if not named and words.only("with_tax", "tax_side", "dealer", "retail") and not words.have("tax_side", "retail"):
        return AGAINST  # the tax itself
    amount = _price_by_words(words, named=named)
    return max(0.05, amount - 0.2) if amount > 0 and max(words.level, words.letter) > 1 else amount


def _price_by_words(words: _Words, *, named: bool) -> float:
    retail = words.only("retail", "price", *_OTHER_PRICES)
    if words.only("measure", "retail") and not named:
        return _BY_MEASURE if words.have("money") and not words.have("quantity") else AGAINST
    if words.have_apart("price", "retail") and words.have("old"):
        return 0.3
    if words.only("dealer", "with_tax", "price", "per"):
        return 0.3
    if words.have("cost"):
        return AGAINST
    if words.only("dealer", "with_tax", "per"):
        return 0.3
    if words.have("sale", "old"):
        return (_ON_SALE if words.have("sale") else 0.15) if named else AGAINST
    if named:
        amount = 1.0 if words.have("retail") else 0.8
        if words.have("measure", "pack") or words.are_of_many:
            return 0.15 if words.have("pack") and not words.have("measure") else _BY_MEASURE
        return amount - (0.05 if words.have("dealer", "recommended") else 0.0)
    if retail:
        return 0.6
    if words.have("tax_side"):
        return 0.2
    return 0.35 if words.have("money") and not words.have("item", "name") else 0.0


_BEFORE_DISCOUNT, _DISCOUNTED, _ON_SALE, _BY_MEASURE, _INCOMING = 0.15, 0.35, 0.32, 0.3, 2
_ASIDE = frozenset({"sku", "with_tax", "money", "short", "long", "full", "dealer", "cost", "retail", "per"})
_NUMBERED, _NUMBERS = frozenset({"item", "catalogue", "ordering"}), frozenset({"code"})
"""What has a number, which one letter may stand for: `Kat. č.`"""
_GOOD = ("code", "item", "sku", "own", "catalogue", "ordering", "model", "id", "stock", "filler")
_ELSEWHERE = frozenset(
    {"customer", "group", "quantity", "time", "picture", "tax", "currency", "discount", "margin", "place", "state"}
    | {"person", "address", "document", "movement"}
)
"""What a word means that is said of no column of ours."""
_MEASURED = frozenset({"unit", "measure", "pack", "ledger", "money"})
_NO_KEY = _ELSEWHERE | _MEASURED | {"price", "retail", "percent", "note", "long", "prose", "with_tax"}
_NO_NAME = _ELSEWHERE | _MEASURED | {"supplier", "maker", "dealer", "cost", "sale", "running", "id"}
_NO_PRICE = (_ELSEWHERE - {"customer"}) | {"code", "id", "stock", "supplier", "barcode"}
_NO_PRICE |= {"name", "text", "note", "market"}
_SAID_OF_NAMES = ("name", "item", "text", "own", "short", "catalogue", "model", "filler", "stock", "market")
_SAID_OF_PRICES = ("price", "retail", "per", "with_tax", "money", "dealer", "unit", "own", "pack", "filler", "sale")
_UNITS = ("einh", "eenh", "enhed", "enhet", "uom")
_GRAMS = frozenset({"g", "gr", "ml", "г", "гр", "мл"})
_COUNTS = frozenset({"num", "number", "numbers", "no", "nr", "nb", "nbr", "count", "total"})
_RATES = frozenset({"rate", "rates", "tarif", "taux"})
_OTHER_PRICES = ("code", "item", "name")
_JUDGES: Mapping[str, Callable[[_Words], float]] = {
    "sku": _key,
    "name": _name,
    "description": _description,
    "price": _price,
}
