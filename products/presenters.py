"""A list of products and a product's history as the pages show them: in words, each with its link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import reverse

from product_importer.accounts.models import ApiToken
from products.fields.field import Field
from products.fields.kinds import Boolean, Value
from products.fields.own_kinds import Date, DecimalNumber, Url
from products.fields.registry import FIELDS, Fields
from products.forms import Conflict
from products.jobs.models import ImportJob
from products.list_columns import BY_SKU, ListColumn
from products.models import Change, Product
from products.pins import PINNED, Pin, pins_of
from products.search.query import ProductFilter, ProductQuery
from products.words import filter_in_words, in_words

LONG = 120
"""Characters of a value that the history shows."""


class Chip(NamedTuple):
    """A filter that is set, and the list without it."""

    words: str
    url: str


class Fact(NamedTuple):
    """A field of a product and its value."""

    field: Field
    value: Value
    pin: Pin | None = None
    """None if it cannot be pinned."""

    @property
    def words(self) -> str:
        return in_words(self.field, self.value)

    @property
    def url(self) -> str:
        """Where the value leads, if it is an address that is safe to follow."""
        is_address = isinstance(self.field.kind, Url) and isinstance(self.value, str)
        return str(self.value) if is_address and self.field.kind.of_json(self.value) == self.value else ""


class Heading(NamedTuple):
    """A column's name, how the list is ordered by it (for `aria-sort`), and the list in the other order."""

    name: str
    order: str
    url: str


class ColumnHeading(NamedTuple):
    """A column of the list, with what sorts by it, if anything does. Hundreds of rows ask it."""

    column: ListColumn
    heading: Heading | None
    cell: str
    """How the page calls its cells."""
    label: str
    kind: str
    """Of a field that has no cells of its own make."""
    is_at_the_end: bool


class ColumnChange(NamedTuple):
    """One column of a product before and after a change; None where there was or is no value."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class TheirChange:
    """A field that the person and somebody else changed, and who that was, if the history tells."""

    conflict: Conflict
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One change in the history of a product."""

    action: str
    at: datetime
    who: str
    url: str
    """The page about whoever did it, if there is one."""
    sides: Sequence[ColumnChange]


def chips(query: ProductQuery) -> list[Chip]:
    given = query.filter.given
    return [
        Chip(filter_in_words(parameter, given[parameter.name]), query.without(parameter.name).url())
        for parameter in query.filter.filters.parameters
        if parameter.name in given
    ]


def facts(product: Product, fields: Fields = FIELDS) -> list[Fact]:
    """The fields of a product that the head of its page does not show; of the own ones only those that have a value,
    or are pinned without one."""
    pins, shown = pins_of(product, fields), [field for field in fields.short_first if field.key not in _IN_THE_HEAD]
    found = [Fact(field, field.value_of(product), pins.get(field.key)) for field in shown]
    return [fact for fact in found if not fact.field.own or fact.value is not None or (fact.pin and fact.pin.is_pinned)]


def headings(query: ProductQuery) -> dict[str, Heading]:
    """By column. One click sorts by the column, a second one reverses the order."""
    by, is_falling = query.sort.removeprefix("-"), query.sort.startswith("-")
    filters, found = query.filter.filters, {}
    for name in filters.sorts[::2]:
        order = ("descending" if is_falling else "ascending") if name == by else ""
        wanted = f"-{name}" if order == "ascending" or (not order and name in _NEWEST_FIRST) else name
        own = [field.label for field in filters.fields_of(name)]
        found[name] = Heading(own[0] if own else _label(name), order, query.url(sort=wanted))
    return found


def column_headings(columns: Iterable[ListColumn], query: ProductQuery) -> list[ColumnHeading]:
    """The columns that a person sees, with their headings; the SKU always comes first."""
    found = headings(query)
    return [_heading(each, found.get(f"f.{each.key}" if each.is_own else each.key)) for each in (BY_SKU, *columns)]


def _heading(column: ListColumn, heading: Heading | None) -> ColumnHeading:
    field = column.field
    is_general = field is not None and (field.own or field.kind.name == "long_text")
    cell = "own" if is_general else column.key.removesuffix("_at")
    kind = field.kind.name if field and is_general else ""
    return ColumnHeading(column, heading, cell, column.label, kind, column.is_at_the_end)


def searched(wanted: ProductFilter) -> dict[str, tuple[str, ...]]:
    """The texts that are looked for in each column of the list that shows texts."""
    in_all, in_name = str(wanted["q"]).strip(), str(wanted["name"]).strip()
    return {"sku": tuple(filter(None, [in_all])), "name": tuple(filter(None, [in_all, in_name]))}


def entries(changes: Iterable[Change], fields: Fields = FIELDS) -> list[Entry]:
    """The changes in words. Three queries find the names of everybody and everything that made them.

    `fields`: whose labels are known, archived ones too.
    """
    found = list(changes)
    names = _names(found)
    return [
        Entry(
            action=change.action,
            at=change.at,
            who=_who(change, names),
            url=_url(change),
            sides=[_column_change(fields, key, *change.values[key]) for key in _in_order(change.values, fields)],
        )
        for change in found
    ]


def their_changes(conflicts: Sequence[Conflict], changes: Sequence[Change]) -> list[TheirChange]:
    """`changes` as in a history, newest first."""
    names = _names(changes)
    found = []
    for conflict in conflicts:
        change = next((change for change in changes if conflict.name in change.values), None)
        found.append(TheirChange(conflict, _who(change, names) if change else "", change.at if change else None))
    return found


def _in_order(keys: Iterable[str], fields: Fields) -> list[str]:
    """As the fields are, and at the end what is none."""
    places = {key: place for place, key in enumerate(fields.keys)}
    return sorted(keys, key=lambda key: places.get(key, len(places)))


def _column_change(fields: Fields, key: str, before: object, after: object) -> ColumnChange:
    return ColumnChange(_label(key, fields), shown(key, before, fields), shown(key, after, fields))


def _who(change: Change, names: Mapping[tuple[str, str], str]) -> str:
    return names.get((change.actor_kind, change.actor_id), _SOMEBODY.get(change.actor_kind, "someone"))


def _names(changes: Sequence[Change]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = {"user": set(), "api": set(), "import": set()}
    for change in changes:
        ids.setdefault(change.actor_kind, set()).add(change.actor_id)
    users = User.objects.filter(pk__in=[int(text) for text in ids["user"] if text.isdigit()])
    tokens = ApiToken.objects.filter(pk__in=[UUID(text) for text in ids["api"] if _is_uuid(text)]).select_related(
        "user"
    )
    jobs = ImportJob.objects.filter(pk__in=[UUID(text) for text in ids["import"] if _is_uuid(text)])
    imports = {("import", str(job.pk)): f"the import of {job}" if job.file_name else str(job) for job in jobs}
    people = imports | {("user", str(user.pk)): user.get_username() for user in users}
    return people | {
        ("api", str(token.pk)): f"{token.user.get_username()}, via the API ({token.name})" for token in tokens
    }


def _url(change: Change) -> str:
    is_import = change.actor_kind == "import" and _is_uuid(change.actor_id)
    return reverse("imports:detail", args=[change.actor_id]) if is_import else ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _label(key: str, fields: Fields = FIELDS) -> str:
    return fields[key].label if key in fields else key.removesuffix("_at").capitalize()


def shown(key: str, value: object, fields: Fields) -> str | None:
    """A value of the history as a person reads it, cut if it is long; None if there is none."""
    if value is None:
        return None
    if key == PINNED and isinstance(value, list):
        return ", ".join(_label(each, fields) for each in value)
    named = fields.among([key])
    text = _as_words(named[0] if named else None, value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _as_words(field: Field | None, value: object) -> str:
    """The history may have values of a kind that the field no longer is, or of a field that is none any more."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return field.kind.words(value) if field and isinstance(field.kind, Boolean) else str(value).lower()
    if isinstance(value, str) and field and isinstance(field.kind, DecimalNumber | Date):
        return in_words(field, value)
    return str(value)


_IN_THE_HEAD = frozenset({"sku", "name", "active"})
_NEWEST_FIRST = frozenset({"created_at", "updated_at"})
_SOMEBODY = {
    "import": "an import",
    "command": "a command on the server",
    "user": "a former user",
    "api": "a program",
}
