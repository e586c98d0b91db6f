"""The columns of the list of products: which there are, and which ones a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from products.fields.field import Field
from products.fields.registry import FIELDS, Fields
from products.models.list_columns import ListColumns

CREATED, UPDATED = "created_at", "updated_at"
_AT_THE_END = frozenset({"integer", "decimal", "money"})
"""Kinds whose values stand at the end of their column, so that digits stand below each other."""


class ListColumn(NamedTuple):
    """A column of the list."""

    key: str
    label: str
    field: Field | None
    """None: a moment."""
    is_usual: bool
    """Whether a person sees it who has chosen nothing."""

    @property
    def is_own(self) -> bool:
        return self.field is not None and self.field.own

    @property
    def is_at_the_end(self) -> bool:
        return self.field is None or self.field.kind.name in _AT_THE_END


BY_SKU = ListColumn("sku", FIELDS["sku"].label, FIELDS["sku"], is_usual=True)


def all_columns(fields: Fields) -> list[ListColumn]:
    """In their usual order: texts, what managers added, then what is short, and the moments."""
    built_in = [_of(field) for field in fields if not field.own and field.key != BY_SKU.key]
    texts = [column for column in built_in if column.field and column.field.kind.name in {"text", "long_text"}]
    own = [_of(field) for field in fields.own]
    moments = [ListColumn(CREATED, "Created", None, True), ListColumn(UPDATED, "Updated", None, True)]
    return [*texts, *own, *(column for column in built_in if column not in texts), *moments]


def _of(field: Field) -> ListColumn:
    return ListColumn(field.key, field.label, field, is_usual=field.in_list)


class Arrangement(NamedTuple):
    """All columns in a person's order, and the keys of those that are shown."""

    columns: list[ListColumn]
    shown: frozenset[str]

    @property
    def shown_columns(self) -> list[ListColumn]:
        return [column for column in self.columns if column.key in self.shown]

    @property
    def shown_keys(self) -> list[str]:
        return [column.key for column in self.shown_columns]

    @property
    def hidden_keys(self) -> list[str]:
        return [column.key for column in self.columns if column.key not in self.shown]

    def moved(self, key: str, by: int) -> Arrangement:
        """With this column so many places further down."""
        columns = [column for column in self.columns if column.key != key]
        place = next((place for place, column in enumerate(self.columns) if column.key == key), None)
        if place is not None:
            columns.insert(max(place + by, 0), self.columns[place])
        return Arrangement(columns, self.shown)


def arranged(columns: Sequence[ListColumn], order: Sequence[str], shown: Sequence[str]) -> Arrangement:
    """As a form says it: the order of all keys, and those that are ticked. What it does not know comes at the end."""
    places = {key: place for place, key in enumerate(order)}
    ordered = sorted(columns, key=lambda column: places.get(column.key, len(places)))
    return Arrangement(ordered, frozenset(shown) & {column.key for column in columns})


def arrangement_of(user_id: int, fields: Fields) -> Arrangement:
    """What the person chose, or else what is usual. One query."""
    columns = all_columns(fields)
    chosen = ListColumns.objects.filter(user_id=user_id).first()
    if chosen is None:
        return Arrangement(columns, frozenset(column.key for column in columns if column.is_usual))
    new = [each.key for each in columns if each.key not in {*chosen.shown, *chosen.hidden} and each.is_usual]
    return arranged(columns, [*chosen.shown, *new, *chosen.hidden], [*chosen.shown, *new])
