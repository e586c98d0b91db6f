"""The columns by which a source is known: the names of a header in no particular order. Pure.

Names are compared more strictly than those of our fields: `Price (EUR)` and `Price (USD)` are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from product_importer.lib.text import normalised
from products.fields.skus import INVISIBLE_MARKS
from products.imports.reading.header_rows import letter

ALIKE = 0.7
"""The share of names in common, of all names of both, from which two headers may be of one supplier."""
MOST_SETS = 20
"""That a source remembers, the newest ones."""


def compared(name: str) -> str:
    """The name of a column as it is compared: `  Preis  (EUR) ` is `preis (eur)`."""
    return " ".join(normalised("NFKC", name.translate(INVISIBLE_MARKS)).casefold().split())


def header_set(header: Sequence[str]) -> list[str]:
    """The names in their alphabetical order; a nameless column goes by its place. Empty if hardly any has a name."""
    named = [compared(name) for name in header]
    if len([*filter(None, named)]) * 2 <= len(named):
        return []
    return sorted(name or f"#{letter(index)}" for index, name in enumerate(named))


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of names in common, 0 to 1."""
    first, second = {*one}, {*other}
    return len(first & second) / len(first | second) if first | second else 0.0


def with_set(header_sets: Sequence[Sequence[str]], new: Sequence[str]) -> list[list[str]]:
    """The sets with a new one, the newest first."""
    kept = [[*each] for each in header_sets if [*each] != [*new]]
    return [[*new], *kept][:MOST_SETS] if new else kept
