"""A header → the words it is made of, and what each may mean. Pure.

`ArtikelBez`, `OXARTNUM`, `p_name.de` and `Prezzo vend.` have no blanks where words end, or write them shortly. So a
header is split at every mark, at capitals and digits, and what is left is cut into words that `header_lexicon` knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from product_importer.lib.text import normalised
from products.fields.currencies import CODES
from products.fields.header_lexicon import LEXICON, LONGEST, NOTHING, Senses, compared


class Part(NamedTuple):
    text: str
    senses: Senses
    is_aside: bool = False
    """It stands in brackets."""


@lru_cache(maxsize=10_000)
def parts_of(header: str) -> tuple[Part, ...]:
    """The parts in their order; those that nothing is known of too."""
    apart = normalised("NFKD", header[:_LONGEST_HEADER].replace("№", " # "))
    text = "".join(char for char in apart if unicodedata.category(char)[0] != "M")
    found: list[Part] = []
    for place, piece in enumerate(_BRACKETS.split(text)):
        found += (part._replace(is_aside=place % 2 == 1) for part in _parts(piece))
    return tuple(found)


def is_known(header: str) -> bool:
    """Whether anything is known of any word of the header."""
    return any(part.senses for part in parts_of(header))


def means(header: str, sense: str) -> bool:
    """Whether a word of the header may mean this."""
    return any(sense in part.senses for part in parts_of(header))


def means_only(header: str, senses: Senses) -> bool:
    """Whether a word of the header, not in brackets, means one of these and nothing else."""
    parts = [part for part in parts_of(header) if not part.is_aside and part.senses]
    return any(part.senses <= senses for part in parts if len(part.text) >= _SHORTEST_PIECE or part.text >= _IDEOGRAPHS)


def _parts(text: str) -> Sequence[Part]:
    text = _QUOTE_WITHIN.sub("", _ABBREVIATED.sub(lambda found: re.sub(r"\W", "", found.group()) + " ", text))
    return [part for token in _TOKEN.findall(text) for part in _of_token(token)]


def _of_token(token: str) -> Sequence[Part]:
    word = compared(token)
    if token.isdigit():
        return [Part(token, NOTHING)]
    if token[0] in "#%" or not token[0].isalpha():
        return [Part(token, _SIGNS.get(token, frozenset({"money"})))]
    if senses := _known(word):
        return [Part(word, senses)]
    beginnings = _BEGINNING_OF_WORD.sub(" ", token).split()
    if len(beginnings) > 1:
        return [part for each in beginnings for part in _of_token(each)]
    cut = _cut(word)
    covered = sum(len(part.text) for part in cut)
    if covered == len(word) and (token.isupper() or _has_stem(cut)):
        return cut
    if senses := _inflected(word) or (_abbreviated(word) or _misspelt(word)) & _WANTED:
        return [Part(word, senses)]
    is_enough = _is_enough(word, cut, left_over=len(word) - covered)
    return [part._replace(senses=part.senses & _WANTED) for part in cut] if is_enough else [Part(word, NOTHING)]


def _known(word: str) -> Senses:
    return LEXICON.get(word) or (frozenset({"money"}) if word.upper() in CODES else NOTHING)


def _inflected(word: str) -> Senses:
    """What the longest beginning of the word means that is a stem."""
    for end in range(len(word) - 1, max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING) - 1, -1):
        if found := LEXICON.get(word[:end]):
            return found if end > _SHORTEST_STEM else found & _WANTED
    return NOTHING


def _cut(word: str) -> list[Part]:
    """The known words that cover most of a longer one."""
    best: list[tuple[int, tuple[Part, ...]]] = [(0, ())]
    for end in range(1, len(word) + 1):
        skipped = best[end - 1][0] + _COST_OF_A_LETTER, best[end - 1][1]
        ways = [skipped]
        for start in range(max(0, end - LONGEST), end):
            piece = word[start:end]
            if _may_be_piece(piece, is_first=start == 0, is_last=end == len(word)) and (senses := LEXICON.get(piece)):
                ways.append((best[start][0] + _COST_OF_A_PIECE, (*best[start][1], Part(piece, senses))))
        best.append(min(ways, key=_dearness))
    return [*best[-1][1]]


def _dearness(way: tuple[int, Sequence[Part]]) -> tuple[int, int, int]:
    """Of two ways that cost the same, the one that covers more, and then the one with the longer word is better."""
    lengths = [len(part.text) for part in way[1]]
    return way[0], -sum(lengths), -max(lengths, default=0)


def _is_enough(word: str, parts: Sequence[Part], *, left_over: int) -> bool:
    """Whether so little of the word is left over that its parts say what it means."""
    if not parts or word[0] >= _IDEOGRAPHS:
        return bool(parts)
    known = len(word) - left_over
    if known * 10 < len(word) * (5 if _has_stem(parts) else _TENTHS_KNOWN) or left_over > _MOST_LEFT_OVER:
        return False
    return known >= _SHORTEST_STEM or any("code" in part.senses for part in parts)


def _has_stem(parts: Sequence[Part]) -> bool:
    return any(len(part.text) >= _SHORTEST_STEM or part.text[0] >= _IDEOGRAPHS for part in parts)


def _abbreviated(word: str) -> Senses:
    """What all words mean that begin so."""
    if len(word) < _SHORTEST_STEM or word[0] >= _IDEOGRAPHS:
        return NOTHING
    found = [LEXICON[known] for known in _LONG_WORDS.get(word[0], ()) if known.startswith(word)]
    return frozenset.intersection(*found) if found else NOTHING


def _may_be_piece(piece: str, *, is_first: bool, is_last: bool) -> bool:
    if piece[0] >= _IDEOGRAPHS:
        return True
    return len(piece) >= _SHORTEST_PIECE or (piece in _SHORT_PIECES and (is_first or is_last))


def _misspelt(word: str) -> Senses:
    """What the word means with one letter more, less or other, or with two in the other order."""
    if not _FEWEST_TO_MISSPELL <= len(word) <= LONGEST or word[0] >= _IDEOGRAPHS:
        return NOTHING
    letters = {*word}
    others = [known for known in _LONG_WORDS.get(word[0], ()) if abs(len(known) - len(word)) <= 1]
    near = (LEXICON[known] for known in others if len(letters ^ {*known}) <= 2 and _is_near(word, known))
    return next((senses for senses in near if not senses.isdisjoint(_WANTED)), NOTHING)


def _is_near(one: str, other: str) -> bool:
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])


_LONGEST_HEADER = 200
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
_SHORTEST_PIECE = 3
_SHORT_PIECES = frozenset({"nr", "no", "vk", "ek", "cd", "nm", "pr", "vp"})
_COST_OF_A_LETTER = _COST_OF_A_PIECE = 2
_TENTHS_KNOWN, _MOST_LEFT_OVER = 6, 4
_FEWEST_TO_MISSPELL = 5
_WANTED = frozenset(
    {"item", "code", "sku", "own", "catalogue", "ordering", "model", "name", "text", "short", "long", "prose", "full"}
    | {"price", "retail", "dealer", "cost", "maker", "supplier"}
)
"""What a word may mean that was not recognised as a whole: what speaks against a field must be beyond doubt."""
_IDEOGRAPHS = "\u0e00"
"""From here on scripts write words without blanks, or letters of which one is a word."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|(?<![0-9])(?<![0-9] )%|#(?!\d)|[€£$¥₽₹₺₴₩₪]")
_QUOTE_WITHIN = re.compile(r"(?<=[\u0590-\u06ff])[\"'\u05f3\u05f4]+(?=[\u0590-\u06ff])")
_ABBREVIATED = re.compile(r"(?<![\w.])(?:(?:[^\W\d_]\.){2,}[^\W\d_]?|[^\W\d_]/[^\W\d_])(?!\w)")
_BEGINNING_OF_WORD = re.compile(r"(?<=[A-Za-z])(?=[\u3040-\ud7ff])|(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = {"#": frozenset({"code"}), "%": frozenset({"percent"})}
_LONG_WORDS: dict[str, list[str]] = {}
for _word in LEXICON:
    if len(_word) >= _FEWEST_TO_MISSPELL:
        _LONG_WORDS.setdefault(_word[0], []).append(_word)
