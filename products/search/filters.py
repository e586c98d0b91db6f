"""The filters of a list of products, the same for pages, API, export and bulk work.

A field says how it can be filtered (`fields.field.Narrowing`); the other filters are defined here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias
from uuid import UUID

from products.fields.field import Field, Narrowing
from products.fields.kinds import Boolean, Value
from products.fields.registry import FIELDS
from products.models import ProductQuerySet
from products.models.attributes import NO_OWN_TEXTS, OwnTexts
from products.models.changes import Action

ParameterKind: TypeAlias = Literal["text", "flag", "money", "moment", "id", "own", "limit"]
"""`own`: any of some values of an own field. `limit`: the least or the greatest of them."""
ParameterValue: TypeAlias = str | bool | int | Decimal | datetime | UUID | tuple[Value, ...] | None


@dataclass(frozen=True)
class Parameter:
    """One value that a filter takes, as forms, addresses, commands and the API know it."""

    name: str
    kind: ParameterKind
    label: str
    """Of its input."""
    chip: str
    """The words before its value on the chip of a filter that is set."""
    help: str
    """On the command line."""
    described: str = ""
    """In the API."""
    alias: str = ""
    """Its name outside Python, where that is a keyword."""
    choices: tuple[str, str, str] = ("", "", "")
    """For a flag: the words for not set, yes and no."""
    noun: str = ""
    """For a range: what it is a range of."""

    @property
    def outside(self) -> str:
        return self.alias or self.name

    @property
    def absent(self) -> ParameterValue:
        """Its value if the filter is not set."""
        return _ABSENT.get(self.kind)


@dataclass(frozen=True)
class Filter:
    """Which products remain. `narrow` takes the products, the parameters' values, and whether to find them by reading,
    which is for when there are many and only the first in some order are wanted."""

    parameters: tuple[Parameter, ...]
    narrow: Callable[..., ProductQuerySet]
    field: Field | None = None
    """The field it filters by, if it is one."""
    has_text: bool = False
    """Whether matches can only be counted by looking at them."""

    @property
    def limits(self) -> tuple[Parameter, ...]:
        """The ends of its range, if it has one."""
        return tuple(parameter for parameter in self.parameters if parameter.kind in {"money", "limit"})


def _of_field(field: Field) -> Filter:
    if field.narrowing is Narrowing.RANGE:
        return _range(field)
    if isinstance(field.kind, Boolean):
        return _flag(field, field.kind)
    return _containing(field) if field.narrowing is Narrowing.CONTAINS else _exactly(field)


def _exactly(field: Field) -> Filter:
    parameter = Parameter(
        field.key,
        "text",
        label=f"{field.label} is",
        chip=field.label,
        help=f"the product with this {field.noun}, ignoring case"
        if field.key == "sku"
        else f"products with exactly this {field.noun}",
        described=f"Exactly this {field.noun}, ignoring case." if field.key == "sku" else f"Exactly this {field.noun}.",
    )
    return Filter((parameter,), lambda products, value, by_reading: products.with_value(field.key, value), field)


def _containing(field: Field) -> Filter:
    parameter = Parameter(
        field.key,
        "text",
        label=f"{field.label} contains",
        chip=f"{field.noun} with",
        help=f"products with this text in the {field.noun}, ignoring case",
        described=f"Part of the {field.noun}, ignoring case.",
    )

    def narrow(products: ProductQuerySet, text: str, by_reading: bool) -> ProductQuerySet:
        if field.searched and not by_reading:
            products = products.with_words_like(text)
        return products.with_part_in(field.key, text)

    return Filter((parameter,), narrow, field, has_text=True)


def _flag(field: Field, kind: Boolean) -> Filter:
    parameter = Parameter(
        field.key,
        "flag",
        label=field.filter_label or field.label,
        chip="",
        help="true or false; both if left out",
        choices=(f"{kind.yes} or {kind.no}", kind.yes, kind.no),
    )
    return Filter((parameter,), lambda products, value, by_reading: products.with_value(field.key, value), field)


def _range(field: Field) -> Filter:
    lowest = Parameter(
        f"{field.key}_min",
        "money",
        label=f"{field.label} from",
        chip=f"{field.noun} from",
        help=f"products with at least this {field.noun}",
        noun=field.noun,
    )
    highest = Parameter(
        f"{field.key}_max",
        "money",
        label=f"{field.label} up to",
        chip=f"{field.noun} up to",
        help=f"products with at most this {field.noun}",
        noun=field.noun,
    )
    return Filter(
        (lowest, highest), lambda products, least, most, by_reading: products.between(field, least, most), field
    )


def _since(name: str, word: str, verb: str) -> Parameter:
    help_text = f"products {verb} since this day or time (UTC)"
    return Parameter(name, "moment", label=f"{word} since", chip=f"{word.lower()} since", help=help_text)


def text_filter(own: OwnTexts = NO_OWN_TEXTS) -> Filter:
    """The search box, which looks at own fields too."""

    def narrow(products: ProductQuerySet, text: str, by_reading: bool) -> ProductQuerySet:
        return products.containing(text, own) if by_reading else products.search(text, own)

    return Filter((_Q,), narrow, has_text=True)


_SEARCHED = [f"the {field.noun}" for field in (FIELDS["sku"], *FIELDS.searched)]
_PLACES = f"in {', '.join(_SEARCHED[:-1])} or {_SEARCHED[-1]}, ignoring case"
_Q = Parameter(
    "q",
    "text",
    label="Search",
    chip="with",
    help=f"products with this text {_PLACES}",
    described=f"I{_PLACES[1:]}.",
)


def _by_import(verb: str, did: str, *actions: Action, alias: str = "") -> Filter:
    parameter = Parameter(
        f"{verb}_by_import",
        "id",
        label=f"{verb.capitalize()} by import",
        chip=f"{verb} by import",
        help=f"products {did} by the import with this id",
        described="The id of an import job.",
        alias=alias,
    )
    return Filter(
        (parameter,), lambda products, job_id, by_reading: products.changed_by_import(job_id, *actions), has_text=True
    )


_NARROWED = [field for field in FIELDS if field.narrowing]
FILTERS: tuple[Filter, ...] = (
    text_filter(),
    *(_of_field(field) for field in _NARROWED if field.narrowing is not Narrowing.RANGE),
    *(_of_field(field) for field in _NARROWED if field.narrowing is Narrowing.RANGE),
    Filter(
        (_since("created_since", "Created", "created"),),
        lambda products, moment, by_reading: products.created_since(moment),
    ),
    Filter(
        (_since("updated_since", "Updated", "changed"),),
        lambda products, moment, by_reading: products.updated_since(moment),
    ),
    _by_import("changed", "created or changed", Action.CREATED, Action.CHANGED, alias="import"),
    _by_import("created", "created", Action.CREATED),
    _by_import("updated", "changed", Action.CHANGED),
)
"""A product must pass all that are set. Own fields have further ones (`own_filters`)."""

PARAMETERS: tuple[Parameter, ...] = tuple(parameter for each in FILTERS for parameter in each.parameters)

_ABSENT: Mapping[ParameterKind, ParameterValue] = {"text": "", "own": ()}
