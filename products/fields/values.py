"""The cells of one column of a chunk → values, or the reasons for refusing them. Pure.

Each reader looks at a whole column at once and lets ordinary cells through untouched; only the odd ones take
the careful functions, which alone define the outcome. Prices have a module of their own.
"""

import re
from collections.abc import Sequence
from operator import itemgetter

from product_importer.lib.formulas import GUARD
from products.fields import yes_no
from products.fields.cells import REMEDY, is_blank, refuse, shorten, text_of, unquoted, word_of
from products.fields.damage import LONGEST_ERROR, MARK_OF_ERRORS, has_control_character, is_spreadsheet_error
from products.fields.reasons import Reason
from products.fields.skus import INVISIBLE_MARKS, MAX_LENGTH, Fault, clean, fault, fold
from products.fields.spelling import LONGEST_WORD, is_composed, on_one_line, trimmed, with_plain_line_ends


def read_skus(cells: list[str], *, is_export: bool = False) -> Sequence[str | Reason]:
    if _all_plain_skus(cells):
        return cells
    return [cell if _PLAIN_SKU.fullmatch(cell) else read_sku(cell, is_export=is_export) for cell in cells]


def fold_all(skus: Sequence[str]) -> list[str]:
    """The keys of clean SKUs."""
    lines = "\n".join(skus)
    if skus and lines.isascii():  # nothing is left to do for a clean one but this
        return lines.lower().split("\n")
    return [*map(fold, skus)]


def read_sku(cell: str, *, is_export: bool = False) -> str | Reason:
    """The clean SKU, or the reason for refusing it; what a spreadsheet puts around it is removed.

    `is_export`: the file is our export, where a `'` at the beginning is a guard and belongs to no pair.
    """
    text = clean(cell)
    sku = clean(text[1:] if is_export and text[:1] == GUARD else unquoted(text))
    if flaw := fault(sku):
        return refuse("sku", flaw.code, cell, flaw.sentence, _SKU_REMEDIES.get(flaw.code, REMEDY))
    return sku


def count_invisible_marks(cells: list[str]) -> int:
    """How many cells have zero-width or bidirectional marks."""
    if "".join(cells).isascii():
        return 0
    return sum(cell.translate(INVISIBLE_MARKS) != cell for cell in cells if not cell.isascii())


def count_spoilt(cells: list[str]) -> int:
    """How many cells look as if they were once read in another encoding: `KÃ¤se`, `K�se`, or control characters."""
    text = "".join(cells)
    if text.isascii() or not (any(mark in text for mark in _SPOILT_MARKS) or _SPOILT_QUOTE.search(text.encode())):
        return 0
    return sum(_SPOILT.search(cell) is not None for cell in cells)


class LineReader:
    """Reads lines of text, such as names. `longest`: characters. `ours`: we wrote the file."""

    def __init__(self, key: str, noun: str, longest: int, *, ours: bool = False) -> None:
        self._key, self._noun, self._longest, self._ours = key, noun, longest, ours

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        longest = self._longest
        if self._all_ordinary(cells):
            return cells
        return [
            cell
            if _is_ordinary(cell)
            and cell.isprintable()
            and cell[-1] != " "
            and "  " not in cell
            and len(cell) <= longest
            else self.read_one(cell)
            for cell in cells
        ]

    def read_one(self, cell: str) -> str | Reason | None:
        """The text on one line, None for a blank cell, or the reason for refusing it."""
        text = on_one_line(text_of(trimmed(cell), ours=self._ours), longest=self._longest)
        if is_blank(text):
            return None
        if flaw := text_fault(text, self._noun):
            return refuse(self._key, f"{self._key}_{flaw.code}", cell, flaw.sentence)
        if sentence := too_long_line(text, self._noun, self._longest):
            return refuse(self._key, f"{self._key}_too_long", text, sentence, SHORTEN)
        return text

    def _all_ordinary(self, cells: list[str]) -> bool:
        """Whether no cell is blank, guarded, a formula, an error, too long or to be spelt in another way."""
        if min(cells) < _FIRST_ORDINARY or max(map(len, cells)) > self._longest:
            return False
        text = "".join(cells)
        if _may_have_formula_or_error(cells, text):
            return False
        printable = not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()
        return printable and "  " not in text and [*map(str.rstrip, cells)] == cells and is_composed(text)


class LongTextReader:
    """Reads texts of any form, such as descriptions. `most_bytes`: in UTF-8. `ours`: we wrote the file."""

    def __init__(self, key: str, noun: str, most_bytes: int, *, ours: bool = False) -> None:
        self._key, self._noun, self._most_bytes, self._ours = key, noun, most_bytes, ours

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        text, longest = "".join(cells), max(map(len, cells))
        if "\r" in text or longest > self._most_bytes // _MOST_BYTES_A_CHARACTER or has_control_character(text):
            return [self.read_one(cell) for cell in cells]
        if self._all_ordinary(cells, text):
            return cells
        return [cell if _is_ordinary(cell) else self.read_one(cell) for cell in cells]

    def read_one(self, cell: str) -> str | Reason | None:
        """The text verbatim with LF as line end, None for a blank cell, or the reason for refusing it."""
        text = with_plain_line_ends(text_of(cell, ours=self._ours), longest=self._most_bytes)
        if is_blank(text):
            return None
        if flaw := text_fault(text, self._noun):
            return refuse(self._key, f"{self._key}_{flaw.code}", cell, flaw.sentence)
        if sentence := too_long_text(text, self._noun, self._most_bytes):
            return refuse(self._key, f"{self._key}_too_long", cell, sentence, SHORTEN)
        return text

    def _all_ordinary(self, cells: list[str], text: str) -> bool:
        """Whether no cell is blank, guarded, a formula, an error or to be spelt in another way. `text`: all of them."""
        if min(cells) < _FIRST_ORDINARY or not (text.isascii() or max(cells) < "\x7f"):
            return False
        return is_composed(text) and not _may_have_formula_or_error(cells, text)


class BooleanReader(dict[str, bool | Reason | None]):
    """`read_one` as `reader[cell]`, remembering the words that come again and again.

    `noun`: the word for true. `is_magento`: the column is one of Magento's.
    """

    def __init__(self, key: str, noun: str, *, is_magento: bool = False) -> None:
        super().__init__()
        self._key, self._noun, self._is_magento = key, noun, is_magento

    def read(self, cells: list[str]) -> list[bool | Reason | None]:
        return [*map(self.__getitem__, cells)]

    def read_one(self, cell: str) -> bool | Reason | None:
        """Whether it says yes, None for a blank cell, or the reason for refusing it."""
        word = word_of(cell)
        if not word:
            return None
        meaning = yes_no.meaning_of(word, is_magento=self._is_magento)
        if meaning is not None:
            return meaning
        code, sentence = "invalid", f"We do not know whether “{shorten(word)}” means {self._noun} or not."
        if is_spreadsheet_error(word):
            code, sentence = "spreadsheet_damage", f"{word} is a spreadsheet error, neither true nor false."
        return refuse(self._key, f"{self._key}_{code}", cell, sentence, "Write true or false and import the row again.")

    def __missing__(self, cell: str) -> bool | Reason | None:
        meaning = self.read_one(cell)
        if len(self) < _REMEMBERED_WORDS and len(cell) <= LONGEST_WORD and not isinstance(meaning, Reason):
            self[cell] = meaning
        return meaning


def text_fault(text: str, noun: str) -> Fault | None:
    """Why a clean text of any length cannot be taken, with the end of the code, or None if it can."""
    if has_control_character(text):
        return Fault("control_character", f"The {noun} contains an invisible control character.")
    if is_spreadsheet_error(text.strip()):
        return Fault("spreadsheet_damage", f"The {noun} {text.strip()} was damaged by a spreadsheet.")
    return None


def too_long_line(text: str, noun: str, longest: int) -> str | None:
    """The sentence for a line longer than `longest` characters, or None."""
    if len(text) <= longest:
        return None
    return f"The {noun} has {len(text):,} characters; at most {longest} are allowed."


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


def _may_have_formula_or_error(cells: list[str], text: str) -> bool:
    """Whether any of the cells may be one. None of them is empty or begins with `#`; `text` is all of them.

    Looking for a single character is by far the quickest, and mostly enough.
    """
    if "=" in text and "=" in map(itemgetter(0), cells):
        return True
    return ":" in text and MARK_OF_ERRORS in text and min(map(len, cells)) <= LONGEST_ERROR


def _is_ordinary(cell: str) -> bool:
    is_first_ordinary = _FIRST_ORDINARY <= cell < "\x7f" and cell[0] != "="
    return is_first_ordinary and MARK_OF_ERRORS not in cell and is_composed(cell)


SHORTEN = "Shorten it and import the row again."

_PLAIN_SKU = re.compile("[A-Za-z0-9_/-]{1,255}")
_PLAIN_SKU_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/-"
_PRINTABLE = bytes(range(32, 127))
_FIRST_ORDINARY = "("
"""White space and the guard `'` sort before it: a cell that sorts after it is neither blank nor guarded."""

_SKU_REMEDIES = {
    "missing_sku": "Add it and import the row again.",
    "sku_too_long": SHORTEN,
    "sku_spreadsheet_damage": "Format that column as text, correct the SKU and import the row again.",
}
_SPOILT_MARKS = "ÃÂâ\N{REPLACEMENT CHARACTER}"
_SPOILT_QUOTE = re.compile(b"\xc2[\x80-\x9f]")
"""U+0080 to U+009F in UTF-8: what quotes, dashes and the euro sign of Windows become if they are taken for Latin-1."""
_SPOILT = re.compile("Ã[\x80-\xbf\u0152-\u2122]|Â[\xa1-\xbf]|â[€‚\x80\x82]|[\x80-\x9f\N{REPLACEMENT CHARACTER}]")
_MOST_BYTES_A_CHARACTER = 4
_REMEMBERED_WORDS = 200
