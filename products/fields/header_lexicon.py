"""What the parts of headers mean, word by word, in many languages and in programs' field names. Pure data.

`lexicon/` has a file for each language. A word is a stem: up to three more letters may follow one of four or more.
The senses are those of `Sense`; a word may have several, since short ones mean different things in different languages.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from product_importer.lib.text import unaccented

Senses = frozenset[str]

NOTHING: Senses = frozenset()
BOTH = {"retail_price": ("price", "retail")}
"""What stands in the files for two senses at once."""

_TWO_LETTERS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa"), ("æ", "ae"))


def _words() -> Iterator[tuple[str, str]]:
    """Each word as it is written, with its sense."""
    for path in sorted((Path(__file__).parent / "lexicon").glob("*.toml")):
        for sense, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield from ((word, sense) for word in words.split())


def _load() -> Mapping[str, Senses]:
    found: dict[str, set[str]] = defaultdict(set)
    for word, sense in _words():
        for spelling in _spellings(word):
            found[spelling].update(BOTH.get(sense, (sense,)))
    return {word: frozenset(senses) for word, senses in found.items()}


def compared(text: str) -> str:
    """As words are compared: without accents, and without the vowels that some scripts write as marks."""
    return "".join(char for char in unaccented(text) if unicodedata.category(char)[0] != "M")


def _spellings(word: str) -> Iterator[str]:
    yield compared(word)
    other = word
    for letter, letters in _TWO_LETTERS:
        other = other.replace(letter, letters)
    if other != word:
        yield compared(other)


LEXICON = _load()
AS_WRITTEN = frozenset(word for word, _ in _words() if not word.isascii())
"""The words with letters beyond ASCII, accents and all."""
LONGEST = max(map(len, LEXICON))
