"""Words beside the numbers of a column, the same in every cell: `12,50 excl. btw`, `9.99 per piece`. Pure.

Only words about tax and about one piece are looked for. Others (*from*, *per 100*, *was*) change what the number means.
Words about one piece may stand beside some of the numbers only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from product_importer.lib.text import unaccented
from products.fields.amounts import Amount, take_apart
from products.fields.header_words import words

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?\s?%|\S")
_SIGNS = frozenset("/().,:;*")
_ON_TOP = {"+"} | words(
    """excl exkl exclusief exclusive exclusivement excluding excluded zzgl zuzuglich plus ohne hors ht netto net neto
    escl esclusa escluso excluido excluida sin sem senza bez zonder without ex"""
)
_WITHIN = words(
    """incl inkl inclusief inclusive inklusive including included ttc brutto gross bruto lordo incluso inclusa compresa
    compreso comprise comprises incluido incluida con com mit avec with met"""
)
_TAX = words("btw vat mwst ust mehrwertsteuer umsatzsteuer steuer tva iva moms mva dph gst tax taxe taxes")
_PIECE = words(
    """each ea piece pieces pc pcs stuk stuks stk stuck stueck st unite unidad ud unit pz pezzo szt sztuka item article
    artikel artikkel kpl ks kus kos sztuk buc bucata db darab adet gab vnt tk шт штука штуки ед од бр брой kom komad
    cai chiec buah pcs biji τεμ 個 个 件 枚 本 개 ชิ้น"""
)
_SMALL = words("per pro je par por cada der die the of la le gesetzl gesetzlicher gesetzliche")
_LONGEST = 80
_FEWEST, _MOST_OTHERS = 0.05, 0.2
"""The share of the different numbers beside which words stand at least, and other words at most."""
_KNOWN = _ON_TOP | _WITHIN | _TAX | _PIECE | _SMALL | _SIGNS


class WordsBeside(NamedTuple):
    text: str
    """As it stands in the first cell."""
    says: str
    """What it says of the number, beside that it is of one piece; may be empty."""
    everywhere: bool = True
    """Whether it stands beside every number."""


def words_beside(cells: Iterable[str]) -> WordsBeside | None:
    """What stands beside the number in the cells that are not blank, if it is the same, and its words are known."""
    found = _counted(cells)
    if found is None or not _is_known(found.text) or found.beside < (found.plain + found.beside) * _FEWEST:
        return None
    words = WordsBeside(found.text, _meaning(found.text))
    return _left(words, found)


def still_beside(words: WordsBeside, cells: Iterable[str]) -> WordsBeside | None:
    """What is left of the words that stand beside the numbers of a column, after further cells of it."""
    found = _counted(cells)
    if found is None or (found.text and _compared(found.text) != _compared(words.text)):
        return None
    return _left(words, found)


def _left(words: WordsBeside, found: _Counted) -> WordsBeside | None:
    """Beside some numbers alone no words may stand that say something of tax, and few may have others."""
    if not found.plain and not found.others:
        return words
    is_of_a_piece = (_ON_TOP | _WITHIN | _TAX).isdisjoint(_tokens(words.text))
    has_few = found.others <= (found.plain + found.beside) * _MOST_OTHERS
    return words._replace(everywhere=False) if is_of_a_piece and has_few else None


class _Counted(NamedTuple):
    text: str
    """The words; empty if there are none."""
    beside: int
    plain: int
    """Different numbers with and without them."""
    others: int
    """Those with other words."""


def _counted(cells: Iterable[str]) -> _Counted | None:
    """None: a cell has no number."""
    words, beside, plain, others = "", 0, 0, 0
    for cell in dict.fromkeys(cells):
        text = " ".join(cell.split())
        said = _beside(text)
        if said and _compared(words or said) == _compared(said):
            words, beside = words or said, beside + 1
        elif text and not said and _is_amount(text):
            plain += 1
        elif said and others <= plain + beside:
            others += 1
        elif text:
            return None
    return _Counted(words, beside, plain, others)


def without_words(cells: Iterable[str]) -> list[str]:
    """The numbers alone, of cells that have the same words beside them."""
    return [_number(" ".join(cell.split())) for cell in cells]


def _number(text: str) -> str:
    said = _beside(text)
    return text.removesuffix(said) if text.endswith(said) else text.removeprefix(said)


def _compared(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _beside(text: str) -> str:
    """What stands before or behind the amount; empty if nothing does, or if no amount begins or ends the text."""
    if len(text) > _LONGEST or _is_amount(text):
        return ""
    places = [place for place in range(1, len(text)) if _may_end(text, place)]
    behind = next((text[place:] for place in reversed(places) if _is_amount(text[:place])), "")
    before = next((text[:place] for place in places if _is_amount(text[place:]) and not _is_code(text, place)), "")
    return behind.strip() or before.strip()


def _may_end(text: str, place: int) -> bool:
    """Whether neither a word nor a number is cut in two there."""
    one, other = text[place - 1], text[place]
    return not (one.isalpha() and other.isalpha()) and not (one.isdigit() and other.isdigit())


def _is_code(text: str, place: int) -> bool:
    """Whether letters stand right before a whole number there: `ST12`."""
    return text[place - 1].isalpha() and text[place:].isdecimal()


def _is_amount(text: str) -> bool:
    return isinstance(take_apart(text.strip()), Amount)


def _tokens(text: str) -> Sequence[str]:
    return [unaccented(token) for token in _TOKEN.findall(text)]


def _is_known(text: str) -> bool:
    tokens = [token for token in _tokens(text) if "%" not in token]
    tells = not (_ON_TOP | _WITHIN | _TAX | _PIECE).isdisjoint(tokens)
    return tells and _KNOWN.issuperset(tokens)


def _meaning(text: str) -> str:
    tokens = _tokens(text)
    if not _ON_TOP.isdisjoint(tokens):
        return "tax comes on top of it"
    return "tax is within it" if not (_WITHIN | _TAX).isdisjoint(tokens) and _PIECE.isdisjoint(tokens) else ""
