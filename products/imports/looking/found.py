"""What looking at a file found: each column, and one suggestion of how the file becomes products. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column of the file, in the rows that hold products or may hold them."""

    header: str
    """As it stands in the file; its letter if the file has no header or the column no name."""
    letter: str
    filled: float
    """The share of rows with text in it, 0 to 1."""
    distinct: int
    """How many different values it has; -1: more than could be counted."""
    samples: Sequence[str]
    """The first few different values, shortened."""
    kind: str
    """What all or nearly all of its values are: one of KindName, or empty if it is blank throughout."""
    damaged: int
    """How many values a spreadsheet has damaged, such as `1E+12`."""


@dataclass(frozen=True, slots=True)
class Found:
    """`suggestion`: a recipe as JSON; empty if there is no way to make products of the file."""

    columns: Sequence[ColumnFound] = ()
    suggestion: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Part of the suggestion, such as `sku` or `file.encoding` → the sentence that says why."""
    questions: Sequence[str] = ()
    """What a person should look at, as sentences, the most important first."""
    unsure: Sequence[str] = ()
    """The fields that the questions are about."""
    certain: bool = False
    """Nobody needs to be asked."""
    key_is_sure: bool = False
    """The SKUs are beyond doubt, so that a program may take the suggestion as it is."""
    begun: Mapping[str, Any] = field(default_factory=dict)
    """The recipe as far as it goes, where no column was found for the SKU, and so nothing is suggested."""
    words: Sequence[Sequence[str]] = ()
    """Of a file that is not UTF-8: up to ten words as the suggested encoding and as the runner-up would have them."""
    runner_up: str = ""
    """The encoding that is the next likely."""
    shape: str = ""
    """The name of the system that wrote the file, if its header says so."""
    new_without_price: str = ""
    """What becomes of new products with an empty price, `accept` or `reject`, if the system settles it."""
    source: Mapping[str, Any] = field(default_factory=dict)
    """The source whose recipe the suggestion is: `id`, `name` and the `version` of it; empty if it is none's."""
    drift: Sequence[Mapping[str, str]] = ()
    """What changed since the last file of the source: `kind`, `column` and what to say about it."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Found:
        columns = [ColumnFound(**each) for each in stored.get("columns", ())]
        return cls(**{**stored, "columns": columns})
