"""How well a header names a built-in field, by the words of `header_dictionary`. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from products.fields.currencies import CODES
from products.fields.header_dictionary import AGAINST, BESIDE_A_PRICE, LIKELY, SURE
from products.fields.headers import normalise
from products.fields.registry import FIELDS


def without_common_prefix(headers: Sequence[str]) -> list[str]:
    """The headers without what a program wrote before nearly all of them: `ART_DESCRIZIONE`, `ART_PREZZO`."""
    prefixes = Counter(found.group() for header in headers if (found := _PREFIX.match(header.strip())))
    prefix, number = max(prefixes.items(), key=itemgetter(1), default=("", 0))
    if number < _FEWEST_PREFIXED or number * 5 < len(headers) * 4:
        prefix = _glued_prefix(headers)
    if not prefix and (suffix := _glued_suffix(headers)):
        return [header.strip().removesuffix(suffix) or header for header in headers]
    return [header.strip().removeprefix(prefix) or header for header in headers] if prefix else [*headers]


def _glued_prefix(headers: Sequence[str]) -> str:
    """A few letters with which nearly all names of fields begin: `ARCOD`, `ARDES`, `ARPRZ`."""
    names = [header for header in headers if header.isascii() and header.isupper() and header.isalnum()]
    if len(names) < _FEWEST_PREFIXED or len(names) * 5 < len(headers) * 4:
        return ""
    for length in range(_LONGEST_GLUED, 1, -1):
        prefix, number = Counter(name[:length] for name in names).most_common(1)[0]
        following = {name[length:][:1] for name in names if name.startswith(prefix)}
        if number * 5 >= len(names) * 4 and len(following) * 2 >= number:
            return prefix
    return ""


def _glued_suffix(headers: Sequence[str]) -> str:
    """A few letters with which nearly all names of fields end: `CODART`, `DESART`, `PVPART`."""
    names = [header for header in headers if header.isascii() and header.isupper() and header.isalnum()]
    suffix, number = Counter(name[-_GLUED_BEHIND:] for name in names).most_common(1)[0] if names else ("", 0)
    is_common = number >= _FEWEST_SUFFIXED and number * 5 >= len(headers) * 4 and suffix.isalpha()
    return suffix if is_common else ""


def words(text: str) -> frozenset[str]:
    """The words of a text, as headers are compared."""
    return frozenset(map(normalise, text.split()))


def field_named(header: str) -> tuple[str, bool] | None:
    """The field that a header names and whether it means nothing else; None if these words do not tell."""
    names = _spellings(header)
    for is_sure, by_field in ((True, _SURE), (False, _LIKELY)):
        for field, known in by_field.items():
            if not known.isdisjoint(names):
                return field, is_sure
    in_a_language = _without_language(names)
    fields = (each for each, known in _KNOWN.items() if not known.isdisjoint(in_a_language))
    is_price = _is_price_with_more(names[0]) and names[0] not in _CURRENCIES  # alone it may stand below a price's name
    likely = next(fields, "price" if is_price else None)
    return (likely, False) if likely else None


def named(field: str, header: str) -> float:
    """How well a header names the field: 1 if it means nothing else, 0 if it does not, below 0 if it speaks against."""
    names = _spellings(header)
    if field != "sku" and _NUMBER_SIGN.search(header):
        return -1.0
    if not _SURE[field].isdisjoint(names):
        return 1.0
    if not _LIKELY[field].isdisjoint(names):
        return 0.6
    if not _KNOWN[field].isdisjoint(_without_language(names)) or (field == "price" and _is_price_with_more(names[0])):
        return 0.5
    parts = {part for name in names for part in name.split("_")}
    if speaks_against(field, header):
        return -1.0
    if not parts.isdisjoint(_SURE_SINGLE[field]):
        return 0.4
    return 0.3 if _COMPOUNDS[field].search(names[0]) else 0.0


def speaks_against(field: str, header: str) -> bool:
    """Whether a word of the header says that it is something else: a `cost price` is no price of the product."""
    names = _spellings(header)
    if field == "price" and COST.search(names[0]):
        return True
    return any(not _AGAINST_WORDS[field].isdisjoint(name.split("_")) for name in names)


def languages_of(cells: Iterable[str]) -> Counter[str]:
    """How many of the cells are names of our fields in each language, with the right accents. English says nothing."""
    return Counter(language for cell in cells for language in _LANGUAGES_OF.get(cell.strip().casefold(), ()))


@lru_cache(maxsize=10_000)
def _spellings(header: str) -> tuple[str, ...]:
    """The header as it is compared; also with its capitals taken as beginnings of words, and without a number behind.

    `VKPreis` may mean `vk_preis`, `Artikeltext1` `artikeltext`, and `Item #` `item_number`.
    """
    parted = _BEGINNING_OF_WORD.sub(" ", header[:_LONGEST])
    names = [normalise(header), normalise(parted)]
    if _NUMBER_SIGN.search(header):
        names.append(normalise(_NUMBER_SIGN.sub(" number ", header[:_LONGEST])))
    return tuple(dict.fromkeys([*names, *(_NUMBER_BEHIND.sub("", name) for name in names)]))


def _is_price_with_more(name: str) -> bool:
    """Whether the name is one of a price but for its currency, its tax, its unit or a year; or a currency alone."""
    parts = name.split("_")
    bare = [part for part in parts if part not in _BESIDE_A_PRICE and part not in _CURRENCIES and not _YEAR(part)]
    if not bare:
        return len(parts) == 1 and parts[0] in _CURRENCIES
    said = "_".join(bare)
    return len(bare) < len(parts) and said in _KNOWN["price"] - _ANY_AMOUNT and not COST.search(name)


@lru_cache(maxsize=10_000)
def _without_language(names: Sequence[str]) -> frozenset[str]:
    """The names without the language or country that stands before or behind: `name_en_us`, `nl_title`."""
    pairs = ((name, _LANGUAGE.sub("", name)) for name in names)
    return frozenset(short for name, short in pairs if short and short != name)


def _normalised(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(normalise(name) for text in texts for name in re.split(r",\s*", text.strip()))


COST = re.compile(
    "^in_price|purchase|buying|wholesale|einkauf|einstand|achat|acquist|compra|zakup|закуп|inkoop|nakup|indkob|innkjop|inkop|kostpr"
    "|cession|(?:^|_)wsp(?:_|$)|hurtow|velkoobch|beszerz|achizit|maliyet|ostohinta|χονδρ|αγορα|仕入|下代|原価|进价|成本|원가|매입"
)
"""In names of what the shop itself pays, in German inside longer words too."""
_PREFIX = re.compile(r"[^\W_]{1,12}[_./]")
_FEWEST_PREFIXED, _LONGEST_GLUED = 4, 4
_FEWEST_SUFFIXED, _GLUED_BEHIND = 6, 3
_LONGEST = 200
_BEGINNING_OF_WORD = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_BEHIND = re.compile(r"_?\d{1,2}$")
_NUMBER_SIGN = re.compile(r"[#№]")
_CODES_OF_LANGUAGES = "en|de|fr|it|es|pt|nl|pl|cs|sk|da|sv|nb|fi|hu|ro|bg|el|tr|ru|uk|hr|sl|et|lv|lt|ja|zh|ko"
_LANGUAGE = re.compile(rf"^(?:{_CODES_OF_LANGUAGES}|us|uk)_|_(?:{_CODES_OF_LANGUAGES})(?:_[a-z]{{2}})?$")
_BUILTIN = {field.key: frozenset(field.headers.split()) for field in FIELDS}
_SURE = {field: _normalised(languages.values()) | _BUILTIN[field] for field, languages in SURE.items()}
_LIKELY = {field: _normalised(languages.values()) for field, languages in LIKELY.items()}
_LANGUAGES_OF: Mapping[str, frozenset[str]] = {
    name: frozenset(language for _, language in pairs)
    for name, pairs in groupby(
        sorted(
            (name.casefold(), language)
            for fields in (SURE, LIKELY)
            for languages in fields.values()
            for language, text in languages.items()
            for name in re.split(r",\s*", text.strip())
        ),
        key=itemgetter(0),
    )
}
"""A name as it is written → the languages that have it."""
_AGAINST_WORDS = {field: words(text) for field, text in AGAINST.items()}
_BESIDE_A_PRICE = words(BESIDE_A_PRICE)
_CURRENCIES = frozenset(map(str.lower, CODES))
_YEAR = re.compile(r"20\d\d").fullmatch
_ANY_AMOUNT = words(
    "amount value rate valor importe importo montant betrag bedrag kwota wartość сумма net gross brutto netto"
)
"""Of a price if they stand alone; with more words they may be an amount of tax."""
_KNOWN = {field: names | _LIKELY[field] for field, names in _SURE.items()}
_SURE_SINGLE = {
    field: frozenset(each for each in _normalised(languages.values()) if "_" not in each)
    for field, languages in SURE.items()
}
"""Words of one part, which mean the field inside a longer header too: `Prezzo in EUR`."""
_COMPOUNDS = {
    "sku": re.compile(
        r"(?:artikel|produkt|waren|teile|material|bestell)_?(?:nummer|nr|code)|(?:^|_)sku(?:$|_)|^cod_|_(?:code|codice|kod)$"
    ),
    "name": re.compile(
        r"(?:bezeichnung|artikeltext|produktname|benennung|omschrijving|navn|namn)$|^(?:nome|nombre|nom|name)_"
        r"|^(?:product|item|article)_\w+_name$"
    ),
    "description": re.compile(r"(?:beschreibung|langtext)$|^(?:descri|opis_)"),
    "price": re.compile(r"(?:preis|prijs|price)(?:$|_)|^(?:prezzo|precio|preco|prix|cena|tsena|цена)_"),
    "active": re.compile(r"(?!)"),
}
"""Parts of longer words and names that likely mean the field."""
