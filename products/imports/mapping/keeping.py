"""A column that no field is taken from becomes a field of its own: what is proposed, and what a person made of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from product_importer.lib.text import unaccented
from products.fields.field import Field
from products.fields.headers import normalise
from products.fields.keys import LONGEST_KEY, is_reserved, key_fault
from products.fields.models import LONGEST_LABEL, OwnField
from products.fields.own_settings import OWN_KINDS
from products.fields.ready_made import READY_MADE, ReadyMade
from products.fields.registry import Fields
from products.imports.looking.found import ColumnFound
from products.imports.mapping.answers import NewField, ready_made

KINDS = [(kind, kind.replace("_", " ")) for kind in OWN_KINDS if kind != "choice"]
"""Choices would have to be named one by one."""


class Kept(NamedTuple):
    """A column with the field that it may become."""

    column: ColumnFound
    name: str
    """The column's, as recipes have it."""
    is_kept: bool
    label: str
    key: str
    kind: str
    is_ready_made: bool
    """Proposed as one of the fields that most catalogues want."""
    fault: str

    @property
    def new_field(self) -> NewField:
        return NewField(self.name, self.key, self.label, self.kind)

    @property
    def field(self) -> Field:
        ready = ready_made(self.new_field)
        settings = dict(ready.settings) if ready else {}
        return OwnField(key=self.key, label=self.label, kind=self.kind, settings=settings).field


def kept_columns(
    columns: Iterable[tuple[str, ColumnFound]], data: Mapping[str, str] | None, kept: Collection[str], fields: Fields
) -> list[Kept]:
    """`columns`: each with its name in recipes. `data`: what was typed. `kept`: the letters of those that are kept."""
    taken = {*fields.keys, *(normalise(field.label) for field in fields)}
    found: list[Kept] = []
    for name, column in columns:
        proposed = _proposed(column, taken)
        taken.add(proposed.key)
        said = [
            (data or {}).get(f"{part}_of_{column.letter}", initial)
            for part, initial in (("label", proposed.label), ("key", proposed.key), ("kind", proposed.kind))
        ]
        label, key, kind = (text.strip() for text in said)
        is_kept = column.letter in kept
        others = [each for each in found if each.is_kept]
        fault = _fault(label, key, kind, others) if is_kept else ""
        is_ready = ready_made(NewField(name, key, label, kind)) is not None
        found.append(Kept(column, name, is_kept, label, key, kind, is_ready, fault))
    return found


class _Proposed(NamedTuple):
    label: str
    key: str
    kind: str


def _proposed(column: ColumnFound, taken: Collection[str]) -> _Proposed:
    header = " ".join((column.header or f"Column {column.letter}").split())
    if (ready := _named(header)) and ready.key not in taken and normalise(ready.label) not in taken:
        return _Proposed(ready.label, ready.key, ready.kind)
    kind = column.kind if column.kind in dict(KINDS) else "text"
    return _Proposed(header[:LONGEST_LABEL], _key(header, column.letter, taken), kind)


def _named(header: str) -> ReadyMade | None:
    name = normalise(header)
    return next((each for each in READY_MADE if name in {each.key, *map(normalise, each.synonyms)}), None)


def _key(header: str, letter: str, taken: Collection[str]) -> str:
    words = "_".join(re.findall("[a-z0-9]+", unaccented(header)))[: LONGEST_KEY - 3].strip("_")
    key = words if words[:1].isalpha() else f"column_{letter.lower()}"
    free = (each for each in [key, *(f"{key}_{number}" for number in range(2, 100))] if each not in taken)
    return next((each for each in free if not is_reserved(each)), key)


def _fault(label: str, key: str, kind: str, others: Sequence[Kept]) -> str:
    if not label or len(label) > LONGEST_LABEL:
        return f"Give it a name of at most {LONGEST_LABEL} characters."
    if kind not in dict(KINDS):
        return "Choose what its values are."
    if any(each.key == key for each in others):
        return f"Two columns cannot both become the field {key}."
    if is_reserved(key):
        return f"The key {key} already stands for something that every product has. Choose another one."
    return key_fault(key) or ""
