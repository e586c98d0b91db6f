"""The columns of a known system in a header, however the file spells them. Pure.

Spellings are compared without case, accents and punctuation, but with what stands in brackets: `Weight (kg)` and
`Weight (lbs)` are two columns. `{currency}`, `{locale}`, `{word}` and `{any}` in a spelling stand for what differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from product_importer.lib.text import unaccented
from products.fields.currencies import CODES
from products.fields.skus import INVISIBLE_MARKS

LONGEST = 200
"""Characters of a cell that may be the name of a column."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PLACEHOLDERS = {
    "currency": "|".join(sorted(CODES)).lower(),
    "locale": "[a-z]{2}(?:_[a-z]{2})?",
    "word": "[a-z0-9]+",
    "any": "[^_].*",
}


def plain(name: str) -> str:
    """The name of a column as it is compared: `Name *` becomes `name`, `Weight (kg)` `weight_kg`."""
    return _NOT_ALPHANUMERIC.sub("_", unaccented(name.translate(INVISIBLE_MARKS).strip())).strip("_")


@dataclass(frozen=True)
class Header:
    """A row that may be a header."""

    cells: tuple[str, ...]
    by_name: Mapping[str, tuple[int, ...]]
    """Plain name → where it stands."""

    @classmethod
    def of(cls, row: Sequence[str]) -> Header:
        found: dict[str, tuple[int, ...]] = {}
        for index, cell in enumerate(row):
            if len(cell) <= LONGEST and (name := plain(cell)):
                found[name] = (*found.get(name, ()), index)
        return cls(tuple(row), found)

    def indexes(self, spellings: Sequence[str]) -> tuple[int, ...]:
        """The columns with the first of the spellings that the header has."""
        for spelling in spellings:
            if found := self._spelt(spelling):
                return found
        return ()

    def _spelt(self, spelling: str) -> tuple[int, ...]:
        if "{" not in spelling:
            return self.by_name.get(_remembered(spelling), ())
        fits = pattern(spelling)
        return tuple(index for name, found in self.by_name.items() if fits(name) for index in found)


_remembered = lru_cache(maxsize=5_000)(plain)


@lru_cache(maxsize=1_000)
def pattern(spelling: str) -> Callable[[str], object]:
    """What tells whether a plain name is spelt like this. Raises KeyError if there is no such placeholder."""
    whole, end = "", 0
    for placeholder in _PLACEHOLDER.finditer(spelling):
        whole += _literally(spelling[end : placeholder.start()]) + f"(?:{_PLACEHOLDERS[placeholder[1]]})"
        end = placeholder.end()
    return re.compile((whole + _literally(spelling[end:])).strip("_")).fullmatch


def _literally(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("_", unaccented(text))


@dataclass(frozen=True)
class Columns:
    """Where a header has the columns that a shape speaks of."""

    header: Header
    spellings: Mapping[str, Sequence[str]]
    """A column → how files call it, the best first. Others go by their own names."""

    def indexes(self, column: str) -> tuple[int, ...]:
        return self.header.indexes(self.spellings.get(column, (column,)))

    def name(self, column: str) -> str | None:
        """The column's name as it stands in the file; None if the file has none, or several."""
        found = self.indexes(column)
        name = self.header.cells[found[0]].strip() if len(found) == 1 else ""
        return name if name and not {*name} & {*"{}"} else None

    def several(self, column: str) -> list[str]:
        """The names that may be meant, if that is unclear."""
        found = self.indexes(column)
        return [self.header.cells[index].strip() for index in found] if len(found) > 1 else []
