"""How texts are stored, whichever door they come in by, and how they are compared: one spelling for what looks alike.

Pure: text in, text out.
"""

import re
import unicodedata

from product_importer.lib.text import LONGEST_DECOMPOSITION, normalised

LONGEST_TEXT = 65_536
"""Characters, and bytes, of the longest text that any field takes."""

LONGEST_WORD = 64
"""Characters of a number, a currency or a word for yes or no."""


def composed(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """In Unicode's normal form C: an accent typed apart from its letter joins it.

    A text that has more than `longest` characters even then is left as it is: whoever asks is about to refuse it.
    """
    if len(text) > longest * LONGEST_DECOMPOSITION or is_composed(text):
        return text
    return normalised("NFC", text)


def is_composed(text: str) -> bool:
    """All of Latin 1 is, which takes a hundredth of the time to see."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return unicodedata.is_normalized("NFC", text)
    return True


def on_one_line(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """Composed, with one space for each run of white space and line ends, and none around it."""
    return composed(_WHITE_SPACE.sub(" ", text).strip(" "), longest=longest)


def trimmed(text: str) -> str:
    """Without the white space around it."""
    return text.strip(WHITE_SPACE)


def with_plain_line_ends(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """Composed and otherwise verbatim, with LF as line end."""
    return composed(text.replace("\r\n", "\n").replace("\r", "\n"), longest=longest)


WHITE_SPACE = " \t\n\r\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Unicode calls so, but for the control characters that are neither tab nor line end."""

_WHITE_SPACE = re.compile(f"[{WHITE_SPACE}]+")
