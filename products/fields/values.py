"""The cells of one column of a chunk → values, or the reasons for refusing them. Pure.

Each reader looks at a whole column at once and lets ordinary cells through untouched; only the odd ones take
the careful functions below it, which alone define the outcome. Prices have a module of their own.
"""

import re
from collections.abc import Sequence

from products.fields.cells import REMEDY, is_blank, refuse, shorten, unguard, word_of
from products.fields.reasons import Reason
from products.fields.skus import INVISIBLE_MARKS, MAX_LENGTH, clean, fault, fold

MAX_NAME_LENGTH = 500
"""Characters."""

MAX_DESCRIPTION_BYTES = 65_536
"""In UTF-8."""

MISSING_NAME = refuse("name", "missing_name", "", "The name is missing.", "Add it and import the row again.")


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
    """How many cells look as if UTF-8 had been taken for another encoding once: `KÃ¤se`."""
    text = "".join(cells)
    if text.isascii() or not any(sign in text for sign in _DOUBLE_ENCODED_SIGNS):
        return 0
    return sum(_DOUBLE_ENCODED.search(cell) is not None for cell in cells)


def read_names(cells: list[str]) -> Sequence[str | Reason | None]:
    if _all_ordinary_names(cells):
        return cells
    return [
        cell
        if _FIRST_ORDINARY <= cell < "\x7f" and cell.isprintable() and cell[-1] != " " and len(cell) <= MAX_NAME_LENGTH
        else read_name(cell)
        for cell in cells
    ]


def read_name(cell: str) -> str | Reason | None:
    """The name on one line and trimmed, None for a blank cell, or the reason for refusing it."""
    name = " ".join(unguard(cell.strip()).splitlines()).strip()
    if is_blank(name):
        return None
    if len(name) > MAX_NAME_LENGTH:
        sentence = f"The name has {len(name):,} characters; at most {MAX_NAME_LENGTH} are possible."
        return refuse("name", "name_too_long", name, sentence, "Shorten it and import the row again.")
    return name


def read_descriptions(cells: list[str]) -> Sequence[str | Reason | None]:
    text = "".join(cells)
    if "\r" in text or max(map(len, cells)) > _SURELY_SHORT:
        return [read_description(cell) for cell in cells]
    if min(cells) >= _FIRST_ORDINARY and (text.isascii() or max(cells) < "\x7f"):
        return cells
    return [cell if _FIRST_ORDINARY <= cell < "\x7f" else read_description(cell) for cell in cells]


def read_description(cell: str) -> str | Reason | None:
    """The description verbatim with LF as line end, None for a blank cell, or the reason for refusing it."""
    description = unguard(cell).replace("\r\n", "\n").replace("\r", "\n")
    if is_blank(description):
        return None
    if len(description) > _SURELY_SHORT and len(description.encode()) > MAX_DESCRIPTION_BYTES:
        sentence = "The description is longer than 64 KiB."
        return refuse("description", "description_too_long", cell, sentence, "Shorten it and import the row again.")
    return description


def read_active(cell: str) -> bool | Reason | None:
    """Whether the product is active, None for a blank cell, or the reason for refusing it."""
    word = word_of(cell)
    if not word:
        return None
    active = ACTIVE.get(word.casefold())
    if active is None:
        sentence = f"We do not know whether “{shorten(word)}” means active or not."
        return refuse("active", "active_invalid", cell, sentence, "Write true or false and import the row again.")
    return active


class ActiveReader(dict[str, bool | Reason | None]):
    """`read_active` as `reader[cell]`, remembering the words that come again and again."""

    def read(self, cells: list[str]) -> list[bool | Reason | None]:
        return [*map(self.__getitem__, cells)]

    def __missing__(self, cell: str) -> bool | Reason | None:
        active = read_active(cell)
        if len(self) < _REMEMBERED_WORDS and not isinstance(active, Reason):
            self[cell] = active
        return active


def _all_plain_skus(cells: list[str]) -> bool:
    lines = "\n".join(cells)
    if not lines.isascii() or not all(cells) or max(map(len, cells)) > MAX_LENGTH:
        return False
    return len(lines.encode().translate(None, _PLAIN_SKU_SIGNS)) == len(cells) - 1


def _all_ordinary_names(cells: list[str]) -> bool:
    """Whether no name is blank, guarded, untrimmed, of several lines or too long."""
    if min(cells) < _FIRST_ORDINARY or max(map(len, cells)) > MAX_NAME_LENGTH:
        return False
    text = "".join(cells)
    printable = not text.encode().translate(None, _PRINTABLE) if text.isascii() else text.isprintable()
    return printable and [*map(str.rstrip, cells)] == cells


_PLAIN_SKU = re.compile("[A-Za-z0-9_/-]{1,255}")
_PLAIN_SKU_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/-"
_PRINTABLE = bytes(range(32, 127))
_FIRST_ORDINARY = "("
"""White space and the guard `'` sort before it, so a cell that does not is neither blank nor guarded."""

_SKU_REMEDIES = {
    "missing_sku": "Add it and import the row again.",
    "sku_too_long": "Shorten it and import the row again.",
    "sku_spreadsheet_damage": "Format that column as text, put the SKU right and import the row again.",
}
_DOUBLE_ENCODED_SIGNS = "ÃÂâ"
_DOUBLE_ENCODED = re.compile("Ã[\x80-\xbf\u0152-\u2122]|Â[\xa1-\xbf]|â[€‚\x80\x82]")
_SURELY_SHORT = MAX_DESCRIPTION_BYTES // 4
_REMEMBERED_WORDS = 200

ACTIVE = dict.fromkeys(
    ["true", "t", "yes", "y", "1", "on", "active", "enabled", "published", "live", "x", "ja", "oui", "si", "sí"],
    True,
) | dict.fromkeys(
    ["false", "f", "no", "n", "0", "off", "inactive", "disabled", "draft", "archived", "-1", "nein", "non"],
    False,
)
