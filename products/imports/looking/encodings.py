"""The bytes of a text that is not UTF-8 → the encoding it is most likely written in. Pure.

Every encoding turns nearly all bytes into some letter, so what decides is how likely the letters are: in the languages
whose letters they would be (the frequencies are rough ranks), and where they stand. `é` inside a French word is likely,
`Ž` between small letters is not. A person is always asked; this only says what to ask first.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from products.fields.header_lexicon import AS_WRITTEN
from products.fields.header_words import languages_of
from products.imports.looking.languages import (
    ALONE_IN_WORDS,
    LATIN,
    LETTERS,
    NAMES_OF,
    OF_ENCODING,
    PRIORS,
    STOP_WORDS,
    WESTERN,
)
from products.imports.reading.transcoding import NAMES, UTF_8, UTF_16, codec_of

CHOICES = tuple(name for name in NAMES if name not in (UTF_8, UTF_16))
"""What a file may be written in that is neither."""

WORDS_SHOWN = 10
_LINES_LOOKED_AT = 2_000
_MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Guess:
    """`words`: up to ten words of the text as `encoding` and as `runner_up` would have them."""

    encoding: str
    runner_up: str
    words: Sequence[tuple[str, str]] = ()


def guess(lines: Iterable[bytes], head: Iterable[bytes] = ()) -> Guess | None:
    """The likeliest encoding of lines, of which some are not UTF-8. None if no encoding can be that of all of them.

    `head`: the first lines of the file, where the header may tell the language.
    """
    telling = [line for line in lines if not line.isascii()][:_LINES_LOOKED_AT]
    words = dict.fromkeys(word for line in telling for word in _SEPARATORS.split(line) if word)
    text = b" ".join(words)[:_MOST_CHARACTERS]
    cells = [cell for line in head for cell in _DELIMITERS.split(line)]
    ranked = sorted(
        (
            (likelihood, encoding)
            for encoding in CHOICES
            if (likelihood := _likelihood(text, encoding, cells)) is not None
        ),
        key=lambda pair: (-pair[0], CHOICES.index(pair[1])),
    )
    if not ranked:
        return None
    first = _most_usual(ranked[0][1], telling)
    others = [encoding for _, encoding in ranked if encoding != first and changed_words(telling, first, encoding)]
    runner_up = others[0] if others else ""
    return Guess(first, runner_up, changed_words(telling, first, runner_up) if runner_up else ())


def _most_usual(encoding: str, lines: Sequence[bytes]) -> str:
    """Of the encodings that read all lines as the likeliest one does, the one that most files are in."""
    text = b"\n".join(lines)
    read = text.decode(codec_of(encoding), "replace")
    return next(each for each in CHOICES if text.decode(codec_of(each), "replace") == read)


def changed_words(lines: Iterable[bytes], one: str, other: str) -> list[tuple[str, str]]:
    """The first few words that the two encodings read differently."""
    found: dict[tuple[str, str], None] = {}
    for line in lines:
        words = zip(_words(line, one), _words(line, other), strict=False)
        found |= {(first, second): None for first, second in words if first != second}
        if len(found) >= WORDS_SHOWN:
            break
    return [*found][:WORDS_SHOWN]


def _words(line: bytes, encoding: str) -> list[str]:
    """What stands between separators that are the same in every encoding."""
    return [word.decode(codec_of(encoding), "replace").strip() for word in _SEPARATORS.split(line) if word]


def _likelihood(text: bytes, encoding: str, cells: Iterable[bytes]) -> float | None:
    """The logarithm of how likely the letters beyond ASCII are, for each byte; None if it can be no such text."""
    try:
        decoded = text.decode(codec_of(encoding))
    except UnicodeDecodeError:
        lost = text.decode(codec_of(encoding), "replace").count("\ufffd")
        if lost * 50 > sum(byte >= 0x80 for byte in text) or encoding in _OF_TWO_BYTES:
            return None
        decoded = text.decode(codec_of(encoding), "replace")
    head = [cell.decode(codec_of(encoding), "replace") for cell in cells]
    known = _KNOWN_WEIGHT * _words_known(" ".join(head).lower())
    if encoding in _OF_TWO_BYTES:
        return (known + _of_two_bytes(decoded, encoding)) / max(1, len(text))
    names = languages_of(head)
    pieces: Counter[tuple[str, str, str]] = Counter(_PIECE.findall(f" {decoded} "))
    scores = [
        PRIORS.get(language, 0.0)
        + sum(count * _of_piece(*piece, language) for piece, count in pieces.items())
        + _STOP_WORD_WEIGHT * _stop_words(decoded, language)
        + _NAME_WEIGHT * names[NAMES_OF.get(language, "other languages")]
        for language in _languages_of(encoding)
    ]
    return (known + max(scores)) / max(1, len(text))


def _words_known(text: str) -> int:
    """How many different words of the first lines are known from headers."""
    return len(AS_WRITTEN.intersection(_WORD.findall(text)) | {word for word in _WITHOUT_BLANKS if word in text})


def _of_piece(before: str, letter: str, after: str, language: str) -> float:
    """The logarithm of the likelihood of a letter beyond ASCII between its neighbours."""
    if letter in _SIGNS_ALONE and not (before.isalpha() or after.isalpha()):
        return math.log(0.01)
    if _is_punctuation(before, letter, after):
        return math.log(0.2)
    if letter in _CURRENCIES and (before.isdigit() or after.isdigit() or (before + after).isspace()):
        return math.log(0.2)
    likelihood = _of_letter(letter, language)
    if letter.isalpha() or unicodedata.category(letter) == "Mn":
        if before.isdigit() or after.isdigit():
            likelihood += _BESIDE_A_DIGIT
        if letter.isupper() and (before.islower() or (after.islower() and before.isalpha())):
            likelihood += _MISPLACED
        if language in ALONE_IN_WORDS and before.isalpha() and before.isascii():
            likelihood += _BESIDE_ANOTHER
        if language in LATIN and before.isalpha() and not before.isascii():
            likelihood += _BESIDE_ANOTHER
        if language in LATIN and not (before.isalpha() or after.isalpha()):
            likelihood += _ALONE
    elif before.isalpha() and after.isalpha() and letter not in "’·-'\u00ad":
        likelihood += _MISPLACED
    return likelihood


def _is_punctuation(before: str, letter: str, after: str) -> bool:
    """Whether a dash, an apostrophe or a quote stands where one stands in any language."""
    if letter == "’":
        return before.isalpha() and after.isalpha()
    if letter in "–—•":
        return before.isspace() and after.isspace()
    return (letter in "“„" and before.isspace() and after.isalnum()) or (letter in "”" and after.isspace())


@lru_cache(maxsize=10_000)
def _of_letter(letter: str, language: str) -> float:
    ranks = LETTERS[language]
    place = ranks.find(letter.lower())
    if place >= 0:
        harmonic = sum(1 / (rank + 1) for rank in range(len(ranks)))
        return math.log(0.9 / (place + 1) / harmonic)
    if letter in _SIGNS:
        return math.log(0.01)
    if unicodedata.category(letter) in {"Cc", "Cn", "Co"} or letter == "\ufffd":
        return math.log(1e-6)
    return math.log(0.0005 if letter.isalpha() else 0.001)


def _of_two_bytes(decoded: str, encoding: str) -> float:
    total = 0.0
    for before, letter, after in _PIECE.findall(f" {decoded} "):
        beside_ascii = sum(each.isascii() and each.isalpha() for each in (before, after))
        total += math.log(_common(letter, encoding)) + beside_ascii * _BESIDE_ANOTHER / 2
    return total


def _common(letter: str, encoding: str) -> float:
    """How usual a character is in text of that encoding."""
    if "\uff61" <= letter <= "\uff9f" and encoding == "shift_jis":
        return 0.002
    if "\u3040" <= letter <= "\u30ff":
        return 0.02 if encoding == "shift_jis" else 0.0005
    if "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uff60":
        return 0.01
    if "\uac00" <= letter <= "\ud7a3":
        return 0.02 if encoding == "euc-kr" else 1e-5
    if not "\u4e00" <= letter <= "\u9fff":
        return 1e-5
    if encoding == "euc-kr":
        return 1e-5
    lead = letter.encode(codec_of(encoding), "replace")[0]
    first, last = _LEVEL_ONE[encoding]
    return 0.005 if first <= lead <= last else 0.0002


def _languages_of(encoding: str) -> Sequence[str]:
    return OF_ENCODING.get(encoding, WESTERN)


def _stop_words(text: str, language: str) -> int:
    """How many of the language's small words the text has between its blanks. A capital alone is a code or a size."""
    words = Counter(word.lower() for word in text.split() if len(word) > 1 or word.islower())
    return sum(words[word] for word in STOP_WORDS.get(language, "").split())


_DELIMITERS = re.compile(rb"[\t,;|]")
_SEPARATORS = re.compile(rb'[ \t,;"\r\n]+')
"""The same in every encoding. `|` is half of a letter in some of two bytes."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"(?s)(?=(.)([^\x00-\x7f])(.))")
_MISPLACED, _BESIDE_ANOTHER, _ALONE, _STOP_WORD_WEIGHT = math.log(0.02), math.log(0.05), math.log(0.2), 0.7
_BESIDE_A_DIGIT = math.log(0.05)
_CURRENCIES = "£€¥₪"
_NAME_WEIGHT = 1.5
"""Of a name in the header that is of the language."""
_WITHOUT_BLANKS = [word for word in AS_WRITTEN if word[0] >= "\u0e00" and len(word) > 1]
"""Those of scripts that write words side by side."""
_KNOWN_WEIGHT = 4.0
"""Of a word in the first lines that is known from headers in some language, with its accents."""
_OF_TWO_BYTES = {"shift_jis", "gb18030", "big5", "euc-kr"}
_LEVEL_ONE = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "shift_jis": (0x88, 0x98)}
"""The first bytes of the characters that are in daily use."""
_SIGNS_ALONE = "Øø"
"""Letters that are signs outside words: the diameter."""
_SIGNS = "“”‘’„–—°®™©€•·×½¼¾²³«»…º±µ£¡¿\u00a0№"
