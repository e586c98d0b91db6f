"""The same edit of many products: what becomes of some of their fields, whatever they had before. Pure.

An edit that was made once already changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from products.fields import typed
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Value, storable_fault
from products.fields.own_kind import sentence
from products.fields.own_kinds import LONGEST_LINE, Listing, too_many_members
from products.fields.registry import FIELDS, Fields
from products.fields.spelling import on_one_line


class Part(StrEnum):
    """Where something stands in an edit, as programs write it. A field that is set to no value is cleared."""

    SET = "set"
    SET_OWN = "set.attributes"
    ADD = "add"
    REMOVE = "remove"
    UNPIN = "unpin"


Place: TypeAlias = tuple[Part, str]
"""A part, and the key of a field."""

Unpinned: TypeAlias = tuple[str, ...] | Literal[True]
"""The keys of fields that imports may change again; true: of all."""


class Verb(StrEnum):
    """What can be done with a field, as people choose it."""

    SET = "set"
    CLEAR = "clear"
    ADD = "add"
    REMOVE = "remove"
    UNPIN = "unpin"
    """Only where there are pins; imports may change the field again."""


class InvalidEdit(Exception):
    """What is wrong with an edit, or with what a product would become by it."""

    def __init__(self, faults: Mapping[Place, list[str]]) -> None:
        super().__init__(" ".join(said for sentences in faults.values() for said in sentences))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Edit:
    """By the keys of fields: `values`, what they get, as it is stored; `added` and `removed`, members of lists.

    `unpinned` changes no value.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unpinned: Unpinned = ()

    def __post_init__(self) -> None:
        for name in ("values", "added", "removed"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the fields whose values it is about."""
        return tuple(dict.fromkeys([*self.values, *self.added, *self.removed]))

    @property
    def places(self) -> list[Place]:
        settings = [(Part.SET if key in FIELDS else Part.SET_OWN, key) for key in self.values]
        unpinned = () if self.unpinned is True else self.unpinned
        parts = ((Part.ADD, self.added), (Part.REMOVE, self.removed), (Part.UNPIN, unpinned))
        return settings + [(part, key) for part, keys in parts for key in keys]

    @property
    def active(self) -> bool | None:
        """What products become, active or inactive; None if they stay what they are."""
        return bool(self.values["active"]) if "active" in self.values else None

    @property
    def only_active(self) -> bool | None:
        """The same, if that is all."""
        return self.active if self.keys == ("active",) and not self.unpinned else None

    def after(self, key: str, before: Value) -> Value:
        """What a product has in the field afterwards."""
        if key in self.values:
            return self.values[key]
        members = dict.fromkeys([*(before if isinstance(before, tuple) else ()), *self.added.get(key, ())])
        return tuple(member for member in members if member not in self.removed.get(key, ())) or None


def set_active(active: bool) -> Edit:
    return Edit({"active": active})


def verbs(field: Field) -> tuple[Verb, ...]:
    """What can be done with the field of many products at once."""
    if field.key == "sku":
        return ()
    clear = (Verb.CLEAR,) if field.clears else ()
    members = (Verb.ADD, Verb.REMOVE) if isinstance(field.kind, Listing) else ()
    return (Verb.SET, *clear, *members)


def read(
    fields: Fields,
    *,
    values: Mapping[str, Value] = MappingProxyType({}),
    attributes: Mapping[str, object] = MappingProxyType({}),
    added: Mapping[str, object] = MappingProxyType({}),
    removed: Mapping[str, object] = MappingProxyType({}),
    unpinned: Unpinned = (),
) -> Edit:
    """What somebody asks for → the edit. `values` of built-in fields, all else as JSON; None clears.

    Raises InvalidEdit that names all that is wrong.
    """
    faults: dict[Place, list[str]] = {}
    found: dict[str, Value] = {}
    for part, settings in ((Part.SET, values), (Part.SET_OWN, attributes)):
        for key, value in settings.items():
            with _collected(faults, (part, key)):
                found[key] = _setting(part, key, value, fields)
    members: dict[Part, dict[str, tuple[str, ...]]] = {Part.ADD: {}, Part.REMOVE: {}}
    for part, given in ((Part.ADD, added), (Part.REMOVE, removed)):
        for key, value in given.items():
            with _collected(faults, (part, key)):
                members[part][key] = _members(part, key, value, fields)
                _refuse_contradiction(part, fields[key], members, is_set=key in {*values, *attributes})
    faults |= _unpinned_faults(unpinned, fields)
    if faults:
        raise InvalidEdit(faults)
    return Edit(found, members[Part.ADD], members[Part.REMOVE], _in_order(unpinned, fields))


def checked(edit: Edit, fields: Fields) -> None:
    """Raises InvalidEdit unless the edit means the same by these fields as by those it was read with."""
    again = read(
        fields,
        values={key: value for key, value in edit.values.items() if key in FIELDS},
        attributes={
            key: [*value] if isinstance(value, tuple) else value
            for key, value in edit.values.items()
            if key not in FIELDS
        },
        added={key: [*members] for key, members in edit.added.items()},
        removed={key: [*members] for key, members in edit.removed.items()},
        unpinned=edit.unpinned,
    )
    if again != edit:
        faults = {
            (part, key): [f"The {fields[key].noun} has another kind of value by now."] for part, key in edit.places
        }
        raise InvalidEdit(faults)


def difference(edit: Edit, before: Mapping[str, Value], fields: Fields) -> dict[str, Value]:
    """What a product with these values gets by the edit, by key: only what differs.

    Raises InvalidEdit if it cannot have that.
    """
    after = {key: edit.after(key, value) for key, value in before.items()}
    changed = {key: value for key, value in after.items() if value != before[key]}
    faults = [fault for key, value in changed.items() if (fault := _member_fault(fields[key], value))]
    if faults:
        raise InvalidEdit({place: [said] for place, said in faults})
    return changed


def has_long_text(edit: Edit, fields: Fields) -> bool:
    """Whether the values that it replaces can be long."""
    return any(field.kind.name == "long_text" for field in fields.among(edit.keys))


def _setting(part: Part, key: str, value: object, fields: Fields) -> Value:
    """Raises InvalidValues."""
    is_own = part is Part.SET_OWN
    if key not in fields or fields[key].own != is_own:
        raise typed.InvalidValues({key: [typed.no_such_field(key)]})
    field = fields[key]
    if not verbs(field):
        raise typed.InvalidValues({key: [f"The {field.noun} cannot be changed for many products at once."]})
    read = typed.of_json({key: value}, fields)[key] if is_own else value
    cleared = read is None or (field.clears and read == field.absent)
    if cleared and not field.clears:
        raise typed.InvalidValues({key: [f"The {field.noun} cannot be cleared, since every product needs a value."]})
    if cleared:
        return field.absent
    return typed.cleaned({key: read}, fields)[key]  # type: ignore[dict-item]  # of built-in fields it is a value


def _members(part: Part, key: str, value: object, fields: Fields) -> tuple[str, ...]:
    """Raises InvalidValues."""
    if key not in fields:
        raise typed.InvalidValues({key: [typed.no_such_field(key)]})
    field = fields[key]
    if not isinstance(field.kind, Listing):
        raise typed.InvalidValues({key: [f"“{field.label}” is not a list: it can only be set or cleared."]})
    found = field.kind.of_json(value) if part is Part.ADD else _named_members(value)
    if isinstance(found, Flaw):
        raise typed.InvalidValues({key: [sentence(field, "", found)]})
    if not isinstance(found, tuple) or not found:
        raise typed.InvalidValues({key: ["Give at least one member."]})
    return found


def _named_members(value: object) -> tuple[str, ...] | Flaw:
    """Members that a list may have from a time when others were allowed."""
    if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
        return Flaw("invalid", "must be a list of texts.")
    lines = [line for member in value if (line := on_one_line(member, longest=LONGEST_LINE))]
    fault = next((fault for line in lines if (fault := storable_fault(line))), None)
    return Flaw("invalid", f"has a member that no list can have: {fault}") if fault else tuple(dict.fromkeys(lines))


def _unpinned_faults(unpinned: Unpinned, fields: Fields) -> dict[Place, list[str]]:
    known = {field.key for field in fields.changeable}
    unknown = [key for key in (() if unpinned is True else unpinned) if key not in known]
    return {(Part.UNPIN, key): [f"There is no field “{shorten(key)}” that could be pinned."] for key in unknown}


def _in_order(unpinned: Unpinned, fields: Fields) -> Unpinned:
    if unpinned is True:
        return True
    return tuple(field.key for field in fields.changeable if field.key in unpinned)


def _refuse_contradiction(
    part: Part, field: Field, members: Mapping[Part, Mapping[str, Collection[str]]], *, is_set: bool
) -> None:
    """Raises InvalidValues."""
    key = field.key
    if is_set:
        raise typed.InvalidValues({key: [f"“{field.label}” is set as well: give one of the two."]})
    both = [each for each in members[Part.REMOVE].get(key, ()) if each in members[Part.ADD].get(key, ())]
    if both:
        raise typed.InvalidValues({key: [f"“{shorten(both[0])}” is to be added as well."]})


def _member_fault(field: Field, value: Value) -> tuple[Place, str] | None:
    """Why a product cannot have what members that were added and removed make of its list, and which of the two."""
    if value is None and not field.clears:
        return (Part.REMOVE, field.key), f"The {field.noun} would have no members left, and every product needs some."
    flaw = too_many_members(value) if isinstance(value, tuple) else None
    return ((Part.ADD, field.key), sentence(field, "", flaw)) if flaw else None


@contextmanager
def _collected(faults: dict[Place, list[str]], place: Place) -> Iterator[None]:
    try:
        yield
    except typed.InvalidValues as error:
        faults.setdefault(place, []).extend(said for sentences in error.fields.values() for said in sentences)
