"""The cells of one column of a chunk → values, or the reasons for refusing them. Pure.

Each reader looks at a whole column at once and lets ordinary cells through untouched; only the odd ones take
the careful functions, which alone define the outcome. Prices have a module of their own.
"""

import re
from collections.abc import Sequence

from products.fields.cells import REMEDY, is_blank, refuse, shorten, unguard, word_of
from products.fields.reasons import Reason
from products.fields.skus import INVISIBLE_MARKS, MAX_LENGTH, clean, fault, fold
from products.fields.spelling import is_composed, on_one_line, trimmed, with_plain_line_ends


def read_skus(cells: list[str]) -> Sequence[str | Reason]:
    if _all_plain_skus(cells):
        return cells
    return [cell if _PLAIN_SKU.fullmatch(cell) else read_sku(cell) for cell in cells]


def fold_all(skus: Sequence[str]) -> list[str]:
    """The keys of clean SKUs."""
    lines = "\n".join(skus)
    if skus and lines.isascii():  # nothing is left to do for a clean one but this
        return lines.lower().split("\n")
    return [*map(fold, skus)]


def read_sku(cell: str) -> str | Reason:
    """The clean SKU, or the reason for refusing it; a spreadsheet's leading `'` is removed."""
    sku = clean(cell)
    if sku[:1] == "'":
        sku = clean(sku[1:])
    if flaw := fault(sku):
        return refuse("sku", flaw.code, cell, flaw.sentence, _SKU_REMEDIES.get(flaw.code, REMEDY))
    return sku


def count_invisible_marks(cells: list[str]) -> int:
    """How many cells have zero-width or bidirectional marks."""
    if "".join(cells).isascii():
        return 0
    return sum(cell.translate(INVISIBLE_MARKS) != cell for cell in cells if not cell.isascii())


def count_double_encoded(cells: list[str]) -> int:
    """How many cells look like UTF-8 that was once read in another encoding: `KÃ¤se`."""
    text = "".join(cells)
    if text.isascii() or not any(mark in text for mark in _DOUBLE_ENCODED_MARKS):
        return 0
    return sum(_DOUBLE_ENCODED.search(cell) is not None for cell in cells)


class LineReader:
    """Reads lines of text, such as names. `longest`: characters."""

    def __init__(self, key: str, noun: str, longest: int) -> None:
        self._key, self._noun, self._longest = key, noun, longest

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        longest = self._longest
        if self._all_ordinary(cells):
            return cells
        return [
            cell
            if _FIRST_ORDINARY <= cell < "\x7f"
            and cell.isprintable()
            and cell[-1] != " "
            and "  " not in cell
            and is_composed(cell)
            and len(cell) <= longest
            else self.read_one(cell)
            for cell in cells
        ]

    def read_one(self, cell: str) -> str | Reason | None:
        """The text on one line, None for a blank cell, or the reason for refusing it."""
        text = on_one_line(unguard(trimmed(cell)))
        if is_blank(text):
            return None
        if sentence := too_long_line(text, self._noun, self._longest):
            return refuse(self._key, f"{self._key}_too_long", text, sentence, SHORTEN)
        return text

    def _all_ordinary(self, cells: list[str]) -> bool:
        """Whether no cell is blank, guarded, too long or to be spelt in another way."""
        if min(cells) < _FIRST_ORDINARY or max(map(len, cells)) > self._longest:
            return False
        text = "".join(cells)
        printable = not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()
        return printable and "  " not in text and [*map(str.rstrip, cells)] == cells and is_composed(text)


class LongTextReader:
    """Reads texts of any form, such as descriptions. `most_bytes`: in UTF-8."""

    def __init__(self, key: str, noun: str, most_bytes: int) -> None:
        self._key, self._noun, self._most_bytes = key, noun, most_bytes

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        text = "".join(cells)
        if "\r" in text or max(map(len, cells)) > self._most_bytes // _MOST_BYTES_A_CHARACTER:
            return [self.read_one(cell) for cell in cells]
        if min(cells) >= _FIRST_ORDINARY and (text.isascii() or (max(cells) < "\x7f" and is_composed(text))):
            return cells
        return [
            cell if _FIRST_ORDINARY <= cell < "\x7f" and is_composed(cell) else self.read_one(cell) for cell in cells
        ]

    def read_one(self, cell: str) -> str | Reason | None:
        """The text verbatim with LF as line end, None for a blank cell, or the reason for refusing it."""
        text = with_plain_line_ends(unguard(cell))
        if is_blank(text):
            return None
        if sentence := too_long_text(text, self._noun, self._most_bytes):
            return refuse(self._key, f"{self._key}_too_long", cell, sentence, SHORTEN)
        return text


class BooleanReader(dict[str, bool | Reason | None]):
    """`read_one` as `reader[cell]`, remembering the words that come again and again. `noun`: the word for true."""

    def __init__(self, key: str, noun: str) -> None:
        super().__init__()
        self._key, self._noun = key, noun

    def read(self, cells: list[str]) -> list[bool | Reason | None]:
        return [*map(self.__getitem__, cells)]

    def read_one(self, cell: str) -> bool | Reason | None:
        """Whether it says yes, None for a blank cell, or the reason for refusing it."""
        word = word_of(cell)
        if not word:
            return None
        meaning = ACTIVE.get(word.casefold())
        if meaning is None:
            sentence = f"We do not know whether “{shorten(word)}” means {self._noun} or not."
            remedy = "Write true or false and import the row again."
            return refuse(self._key, f"{self._key}_invalid", cell, sentence, remedy)
        return meaning

    def __missing__(self, cell: str) -> bool | Reason | None:
        meaning = self.read_one(cell)
        if len(self) < _REMEMBERED_WORDS and not isinstance(meaning, Reason):
            self[cell] = meaning
        return meaning


def too_long_line(text: str, noun: str, longest: int) -> str | None:
    """The sentence for a line longer than `longest` characters, or None."""
    if len(text) <= longest:
        return None
    return f"The {noun} has {len(text):,} characters; at most {longest} are possible."


def too_long_text(text: str, noun: str, most_bytes: int) -> str | None:
    """The sentence for a text longer than `most_bytes` in UTF-8, or None."""
    if len(text) <= most_bytes // _MOST_BYTES_A_CHARACTER or len(text.encode()) <= most_bytes:
        return None
    return f"The {noun} is longer than {most_bytes // 1024} KiB."


def _all_plain_skus(cells: list[str]) -> bool:
    lines = "\n".join(cells)
    if not lines.isascii() or not all(cells) or max(map(len, cells)) > MAX_LENGTH:
        return False
    return len(lines.encode().translate(None, _PLAIN_SKU_CHARACTERS)) == len(cells) - 1


SHORTEN = "Shorten it and import the row again."

_PLAIN_SKU = re.compile("[A-Za-z0-9_/-]{1,255}")
_PLAIN_SKU_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/-"
_PRINTABLE = bytes(range(32, 127))
_FIRST_ORDINARY = "("
"""White space and the guard `'` sort before it: a cell that sorts after it is neither blank nor guarded."""

_SKU_REMEDIES = {
    "missing_sku": "Add it and import the row again.",
    "sku_too_long": SHORTEN,
    "sku_spreadsheet_damage": "Format that column as text, put the SKU right and import the row again.",
}
_DOUBLE_ENCODED_MARKS = "ÃÂâ"
_DOUBLE_ENCODED = re.compile("Ã[\x80-\xbf\u0152-\u2122]|Â[\xa1-\xbf]|â[€‚\x80\x82]")
_MOST_BYTES_A_CHARACTER = 4
_REMEMBERED_WORDS = 200

ACTIVE = dict.fromkeys(
    ["true", "t", "yes", "y", "1", "on", "active", "enabled", "published", "live", "x", "ja", "oui", "si", "sí"],
    True,
) | dict.fromkeys(
    ["false", "f", "no", "n", "0", "off", "inactive", "disabled", "draft", "archived", "-1", "nein", "non"],
    False,
)
