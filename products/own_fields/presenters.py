"""Own fields as the pages and the API show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from product_importer.lib.humanize import counted
from product_importer.lib.paging import Count
from products.fields.cells import shorten
from products.fields.models import OwnField
from products.fields.own_kinds import Choice, DecimalNumber, Listing, OwnMoney
from products.fields.ready_made import READY_MADE, ReadyMade
from products.own_fields import usage
from products.own_fields.rules import kind_word, names_of

FIRST_CHOICES = 4
"""Choices that a list of fields names."""


@dataclass(frozen=True)
class Shown:
    """A field, where it stands, and what the catalogue holds of it."""

    field: OwnField
    position: int | None
    """The first is 1; None in the archive."""
    products: Count | None
    """How many have a value. None: few or none of many."""
    erasure: UUID | None = None
    """The job that is erasing it."""
    number: int = 0
    """Of fields in use."""

    @property
    def is_estimated(self) -> bool:
        """Whether the number of products is."""
        return self.products is None or not self.products.is_exact

    @property
    def is_archived(self) -> bool:
        return self.position is None

    @property
    def is_first(self) -> bool:
        return self.position == 1

    @property
    def is_last(self) -> bool:
        return self.position == self.number

    @property
    def kind_word(self) -> str:
        return kind_word(self.field.kind)

    @property
    def facts(self) -> str:
        """The settings of its kind, in a few words."""
        return settings_in_words(self.field)

    @property
    def marks(self) -> list[str]:
        return [word for name, word in MARKS.items() if getattr(self.field, name)]


MARKS = {
    "required": "required",
    "searchable": "searchable",
    "sortable": "sortable",
    "in_list": "in lists",
    "told": "in webhooks",
}


def all_fields(*, exactly: bool) -> list[Shown]:
    """In their order, those in the archive last. The same few queries, however many there are.

    `exactly`: otherwise the numbers of products are estimated if that is quicker.
    """
    fields = [*OwnField.objects.kept().in_order()]
    keys = [field.key for field in fields]
    numbers, erasures = _counted(keys) if exactly else usage.about_with_value(keys), usage.erasures(keys)
    in_use = [field for field in fields if not field.archived_at]
    places = {field.key: place for place, field in enumerate(in_use, start=1)}
    return [
        Shown(field, places.get(field.key), numbers[field.key], erasures.get(field.key), len(in_use))
        for field in (*in_use, *(field for field in fields if field.archived_at))
    ]


def one(field: OwnField) -> Shown:
    in_use = OwnField.objects.in_use().in_order().values_list("pk", flat=True)
    place = None if field.archived_at else [*in_use].index(field.pk) + 1
    erasure = usage.erasures([field.key]).get(field.key)
    return Shown(field, place, _counted([field.key])[field.key], erasure, len(in_use))


def _counted(keys: Collection[str]) -> dict[str, Count | None]:
    return {key: Count(number, is_exact=True) for key, number in usage.numbers_with_value(keys).items()}


def not_yet_added(fields: Iterable[OwnField]) -> list[ReadyMade]:
    """The ready-made fields of which none of these has the key or the label, nor an erased one the key."""
    known = [*fields]
    erased = OwnField.objects.filter(erased_at__isnull=False).values_list("key", flat=True)
    taken, labels = {*names_of(known), *erased}, {field.label.casefold() for field in known}
    return [each for each in READY_MADE if each.key not in taken and each.label.casefold() not in labels]


def settings_in_words(field: OwnField) -> str:
    kind = field.field.kind
    if isinstance(kind, DecimalNumber):
        return ", ".join(filter(None, [kind.unit, counted(kind.places, "place")]))
    if isinstance(kind, OwnMoney):
        return "may be negative" if kind.negative else ""
    if isinstance(kind, Choice):
        return _first_of(kind.choices)
    return f"separated by {kind.separator}" if isinstance(kind, Listing) else ""


def _first_of(choices: Sequence[str]) -> str:
    named = ", ".join(shorten(choice, 20) for choice in choices[:FIRST_CHOICES])
    more = len(choices) - FIRST_CHOICES
    return f"{named} and {more:,} more" if more > 0 else named
