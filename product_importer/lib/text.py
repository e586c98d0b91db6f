"""What counts as text, wherever it comes from, and as the same text."""

import re
import unicodedata
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]

LONGEST_DECOMPOSITION = 4
"""Characters that may join into one in form C: `ᾂ`. A text can be so many times as long before as it is after."""

_MANY_MARKS = 256
"""Behind one letter. No language needs more than a few."""


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can store it: it takes neither NUL nor half of a surrogate pair.

    Such halves come from JSON, which can spell them, and from command-line bytes that are not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def normalised(form: Form, text: str) -> str:
    """The text in a normal form of Unicode. All normalising is done here, in a time that grows with the length alone.

    Python sorts the marks behind a letter by insertion: a million of them out of order would take minutes. So where
    there are many, they come to it sorted.
    """
    if len(text) > _MANY_MARKS and not text.isascii() and not unicodedata.is_normalized(form, text):
        text = _with_sorted_marks(form, text)
    return unicodedata.normalize(form, text)


def _with_sorted_marks(form: Form, text: str) -> str:
    """The text with long runs of marks taken apart and put in Unicode's order, as a normal form begins."""
    taken_apart: Form = "NFKD" if "K" in form else "NFD"
    apart = {char: unicodedata.normalize(taken_apart, char) for char in {*text}}
    marks = "".join(sorted(char for char, parts in apart.items() if all(map(unicodedata.combining, parts))))
    if not marks:
        return text
    return re.sub(
        f"[{marks}]{{{_MANY_MARKS},}}",
        lambda run: "".join(sorted("".join(map(apart.__getitem__, run[0])), key=unicodedata.combining)),
        text,
    )


def unaccented(text: str) -> str:
    """The text as it is compared where accents and case make no difference: `Référence` as `reference`."""
    if text.isascii():
        return text.lower()
    letters = normalised("NFKD", normalised("NFKD", text).casefold())
    return "".join([char for char in letters if not unicodedata.combining(char)]).translate(_WITHOUT_STROKE)


_WITHOUT_STROKE = str.maketrans("łøđı", "lodi")
