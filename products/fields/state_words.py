"""What a header or a cell says of whether a product is active, in many languages and programs' field names. Pure.

Words are put together of `state_stems`: *blocked* ends a product, *not blocked* does not, and that a *supplier* is
blocked does not matter. What they mean is only suggested, and a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache, lru_cache

from product_importer.lib.text import unaccented
from products.fields import state_stems
from products.fields.headers import normalise


class Says(Enum):
    """What a header says of a column whose cells say yes or no, the surest first."""

    ACTIVE = "yes is active"
    ENDED = "yes is not active"
    STATE = "in what state a product is"
    SOLD_OUT = "yes is not to be had any more"
    IN_A_SHOP = "yes is sold in some shop"
    AVAILABLE = "yes is to be had, or in stock"

    @property
    def is_contrary(self) -> bool:
        return self in {Says.ENDED, Says.SOLD_OUT}


@lru_cache(maxsize=10_000)
def said_by_header(header: str) -> Says | None:
    """None: it speaks of something else."""
    if speaks_of_others(header):
        return None
    names = dict.fromkeys([_OF_THE.sub("_", normalise(header[:_LONGEST])), _parted(header)])
    return next(filter(None, map(_said, names)), None)


@lru_cache(maxsize=10_000)
def speaks_of_others(header: str) -> bool:
    """Whether it speaks of something else than the product, or of when and why."""
    return _others().search(_parted(header)) is not None


@lru_cache(maxsize=10_000)
def speaks_of_stock(header: str) -> bool:
    """Whether yes and no below it tell what is in stock."""
    return _stock().search(_headers().sub("_", normalise(header[:_LONGEST]))) is not None


@lru_cache(maxsize=10_000)
def speaks_of_pages(header: str) -> bool:
    """Whether it tells what is shown in a shop, as *visible* does and *active* does not."""
    return _shown().search(_parted(header)) is not None


@lru_cache(maxsize=10_000)
def state_of(cell: str) -> bool | None:
    """Whether a word or two mean an active product, such as *laufend* or *phased out*; None if they do not tell."""
    name = normalise(cell) if len(cell) <= _LONGEST_STATE else ""
    said = _state(name, [_headers(), _cells()])
    return None if said in {None, Says.STATE} else said is Says.ACTIVE


def _parted(header: str) -> str:
    return _OF_THE.sub("_", normalise(_BEGINNING_OF_WORD.sub(" ", header[:_LONGEST])))


def _said(name: str) -> Says | None:
    if said := _state(name, [_headers()]):
        return said
    said = next((says for says, pattern in _others_that_say().items() if pattern.search(name)), None)
    return Says.SOLD_OUT if said is Says.AVAILABLE and _negations().search(name) else said


def _state(name: str, patterns: Sequence[re.Pattern[str]]) -> Says | None:
    """*Active or blocked* is a state, and *blocked for sale* an end."""
    found = [match for pattern in patterns for match in pattern.finditer(name)]
    ends = any(each["ended"] for each in found)
    lasts = any(each["not_ended"] or (each["active"] and not (ends and "_" in each["active"])) for each in found)
    if ends and lasts:
        return Says.STATE
    if not found:
        return None
    for pattern in patterns:
        name = pattern.sub("_", name)
    return Says.ENDED if ends is not bool(_negations().search(name)) else Says.ACTIVE


@cache
def _headers() -> re.Pattern[str]:
    return _either_of(state_stems.ENDED.values(), state_stems.ACTIVE.values())


@cache
def _cells() -> re.Pattern[str]:
    return _either_of([state_stems.ENDED_CELLS], [state_stems.ACTIVE_CELLS])


@cache
def _others_that_say() -> Mapping[Says, re.Pattern[str]]:
    return {
        Says.SOLD_OUT: _pattern(state_stems.SOLD_OUT),
        Says.STATE: _pattern(state_stems.STATE),
        Says.AVAILABLE: _pattern(state_stems.AVAILABLE),
        Says.IN_A_SHOP: _pattern(state_stems.IN_A_SHOP),
    }


@cache
def _negations() -> re.Pattern[str]:
    return _pattern(state_stems.NEGATIONS)


@cache
def _others() -> re.Pattern[str]:
    return _pattern(state_stems.OTHERS)


@cache
def _shown() -> re.Pattern[str]:
    return _pattern(state_stems.SHOWN)


@cache
def _stock() -> re.Pattern[str]:
    return _pattern(state_stems.STOCK)


def _either_of(ended: Iterable[str], active: Iterable[str]) -> re.Pattern[str]:
    """Words for an end come first, since many contain the others: *inactive*, *unpublished*."""
    ended, active = _unaccented(ended), _unaccented(active)
    return re.compile(
        f"(?P<not_ended>{_negated(ended)})|(?P<ended>{_negated(active)}|{_any_of(ended)})|(?P<active>{_any_of(active)})"
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_any_of(_unaccented([text])))


def _any_of(stems: Sequence[str]) -> str:
    """Stems at the beginning of a word, and long ones behind a few letters of a program or what is sold, too."""
    anywhere = [re.escape(stem).replace("_", "_?") for stem in _without_gaps(stems)]
    spaced = [stem for stem in stems if ord(stem[0]) < _FIRST_WITHOUT_GAPS]
    short = _either(stem for stem in spaced if len(stem.rstrip(".")) < _LONG)
    return "|".join([*_longest_first(anywhere), rf"(?:^|(?<=_))(?:{short}|{_BEFORE}??(?:{_long(spaced)}))"])


def _negated(stems: Sequence[str]) -> str:
    """Without a gap, as in *nevidljiv*, *nichtaktiv*, 未禁用 and 掲載しない."""
    whole = "|".join(_longest_first(map(re.escape, _without_gaps(stems)))) or "(?!)"
    return rf"(?:^|(?<=_)){_NOT}(?:{_long(stems)})|{_NOT_BEFORE}(?:{whole})|(?:{whole}){_NOT_BEHIND}"


def _without_gaps(stems: Iterable[str]) -> list[str]:
    return [stem for stem in stems if ord(stem[0]) >= _FIRST_WITHOUT_GAPS]


def _unaccented(texts: Iterable[str]) -> list[str]:
    """With a gap where `normalise` makes one, as it does of the vowel marks of some scripts."""
    return [_GAP.sub("_", unaccented(stem)) for text in texts for stem in text.split()]


def _long(stems: Iterable[str]) -> str:
    return _either(stem for stem in stems if len(stem.rstrip(".")) >= _LONG and ord(stem[0]) < _FIRST_WITHOUT_GAPS)


def _either(stems: Iterable[str]) -> str:
    """A pattern that nothing fits if there are none."""
    return "|".join(map(_ending_as_it_may, _longest_first(stems))) or "(?!)"


def _longest_first(stems: Iterable[str]) -> list[str]:
    return sorted({*stems}, key=lambda stem: (-len(stem), stem))


def _ending_as_it_may(stem: str) -> str:
    ending = "(?![^_])" if stem.endswith(".") else r"[^\W_]*"
    return re.escape(stem.rstrip(".")).replace("_", "_?") + ending


_LONGEST, _LONGEST_STATE = 200, 40
_LONG = 5
_FIRST_WITHOUT_GAPS = 0x1100
"""The characters from here on are written without gaps between words."""
_BEFORE = (
    r"(?:[^\W_]{1,6}|(?:verkaufs?|vertriebs?|artikel|produkt|bestell|liefer|waren?|articol|articulo|artigo|prodotto"
    r"|produto|product|article|material|variant|variation|stock|tuote|towaru?|zbozi|offer|sales|store|catalog|listing))"
)
"""What may stand before a word without a gap."""
_NOT = "(?:un|in|de|des|dez|dis|non|not|no|ne|nie|nao|nicht|ikke|inte|icke|niet|epa|mitte|ei|не|αν)"
"""Negations that do."""
_NOT_BEFORE, _NOT_BEHIND = "(?:未|不|没|沒|미)", "(?:し(?:ない|ていない|ません)|にしない|안_?함|하지_?않음)"
"""Those of words that are written without gaps."""
_GAP = re.compile(r"[^\w.]+")
_OF_THE = re.compile(r"(?<=[^\W_]{4})_del_")
"""Between words it is no abbreviation of *deleted*: `Stato del prodotto`, `Estado del artículo`."""
_BEGINNING_OF_WORD = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
