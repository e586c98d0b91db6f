"""A field: one thing that a product consists of. Pure."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import Enum
from typing import Any

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

    `own`: a manager added it, and its values stand among a product's `attributes`, under its key if there is one.
    `clears`: a blank cell of an import may empty it (`on_blank=clear`). `told`: webhooks include its value. `searched`:
    the search box finds products by its words. `order`: the key that sorts lists by it, a column or an annotation of
    `ProductQuerySet.with_sort_keys`; empty if none does. `sortable`: an own field has an index for that. `in_list`:
    lists show it unless a person chose otherwise. `filter_label`: its filter's label, if it differs. `hint` is
    shown beside its input, `described` in the API.
    """

    key: str
    label: str
    kind: Kind
    noun: str = ""
    """Its name inside a sentence; the label in lower case unless given."""
    need: Need = Need.NEVER
    own: bool = False
    nullable: bool = False
    """Whether a missing value is stored as NULL, rather than as what the kind calls absent."""
    clears: bool = False
    told: bool = False
    searched: bool = False
    sortable: bool = False
    in_list: bool = True
    narrowing: Narrowing | None = None
    filter_label: str = ""
    order: str = ""
    hint: str = ""
    described: str = ""
    headers: str = ""
    """Column headers that mean the field beyond doubt, the best first, as they are compared (`headers.normalise`)."""
    suggested: str = r"(?!)"
    """A pattern of headers that may mean it; a person decides."""

    def __post_init__(self) -> None:
        if not self.noun:
            object.__setattr__(self, "noun", self.label.lower())

    @property
    def absent(self) -> Value:
        """What is stored where there is no value."""
        return None if self.nullable else self.kind.absent

    @property
    def is_needed(self) -> bool:
        """Whether every product must have a value."""
        return self.need in {Need.ALWAYS, Need.NEW}

    def is_needed_when_new(self, columns: Container[str]) -> bool:
        """Whether a new product must have a value, if it comes from a file with columns for these keys."""
        return self.is_needed or (self.need is Need.NEW_IF_IN_FILE and self.key in columns)

    def value_of(self, product: Any) -> Value:
        """The value that a product has in this field."""
        if not self.own:
            value: Value = getattr(product, self.key)
            return value
        stored = product.attributes.get(self.key)
        return tuple(stored) if isinstance(stored, list) else stored

    def clean(self, value: Value) -> Value:
        """A value as a person or a program wrote it → as it is stored."""
        if not self.own:
            return self.kind.clean(value)
        cleaned = None if value is None else self.kind.clean(value)
        return None if cleaned in ("", ()) else cleaned

    def fault(self, value: Value) -> str | None:
        """The sentence that says why a clean value cannot be taken, or None if it can."""
        if value is None:
            return f"The {self.noun} is missing." if self.is_needed else None
        if self.need is Need.NEW and isinstance(value, str) and not value.translate(INVISIBLE_MARKS).strip():
            return f"The {self.noun} is missing."
        return self.kind.fault(value, self)
