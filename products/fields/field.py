"""A field: one thing that a product consists of. Pure."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import Enum

from products.fields.kinds import Kind, Value
from products.fields.skus import INVISIBLE_MARKS


class Need(Enum):
    """When a row of a file, or a person, must give a value."""

    ALWAYS = "always"
    NEW = "for new products"
    NEW_IF_IN_FILE = "for new products if the file has such a column"
    NEVER = "never"


class Narrowing(Enum):
    """How a list can be narrowed by the field."""

    IS = "exactly this value"
    CONTAINS = "a part of it"
    RANGE = "from one value to another"


@dataclass(frozen=True)
class Field:
    """What everything else derives from: forms, schemas, imports, history, events, export, lists.

    `clears`: an import may empty it with a blank cell (`on_blank=clear`). `told`: webhooks tell its value. `searched`:
    the search box looks into it, by its words. `order`: the key by which lists are sorted, a column or an annotation of
    `ProductQuerySet.with_sort_keys`; empty: they are not. `filter_label`: of its filter, if not its own label. `hint`
    stands beside its input, `described` in the API.
    """

    key: str
    label: str
    kind: Kind
    noun: str = ""
    """What it is called inside a sentence; without one its label in lower case."""
    need: Need = Need.NEVER
    nullable: bool = False
    """Whether its column holds NULL where there is no value; else it holds what the kind calls absent."""
    clears: bool = False
    told: bool = False
    searched: bool = False
    narrowing: Narrowing | None = None
    filter_label: str = ""
    order: str = ""
    hint: str = ""
    described: str = ""
    headers: str = ""
    """Names of columns that mean the field without asking anybody, the best first. `=` joins those of one rank."""
    suggested: str = r"(?!)"
    """A pattern of names that mean it if a person says so."""

    def __post_init__(self) -> None:
        if not self.noun:
            object.__setattr__(self, "noun", self.label.lower())

    @property
    def absent(self) -> Value:
        """What is stored where there is no value."""
        return None if self.nullable else self.kind.absent

    @property
    def is_needed(self) -> bool:
        """Whether a product cannot be without it."""
        return self.need in {Need.ALWAYS, Need.NEW}

    def is_needed_when_new(self, columns: Container[str]) -> bool:
        """Whether a new product of a file that has columns for these keys must have a value."""
        return self.is_needed or (self.need is Need.NEW_IF_IN_FILE and self.key in columns)

    def fault(self, value: Value) -> str | None:
        """The sentence that says why a clean value cannot be taken, or None if it can."""
        if self.need is Need.NEW and isinstance(value, str) and not value.translate(INVISIBLE_MARKS).strip():
            return f"The {self.noun} is missing."
        return self.kind.fault(value, self)
