"""What becomes of an edit of a field that others may have changed since it was seen. Pure.

Parts of a field are compared one by one, each setting by itself: what only one side touched stays as that side wrote
it. Lists and spellings that both touched are merged member by member. What both wrote differently a person decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from products.fields.models import OwnField
from products.own_fields.refusals import ChangedMeanwhile

PARTS = ("key", "label", "kind", "settings", "searchable", "sortable", "in_list", "required", "told", "synonyms")
"""What a person or a program says of a field."""

Parts: TypeAlias = Mapping[str, Any]
Seen: TypeAlias = str | Parts
"""What somebody saw of a field before they changed it: its version, or all of its parts."""


def parts_of(field: OwnField) -> dict[str, Any]:
    return {part: getattr(field, part) for part in PARTS}


def version_of(field: OwnField) -> str:
    """A short digest: another one whenever any of the parts is."""
    text = json.dumps(parts_of(field), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def flat(parts: Parts) -> dict[str, Any]:
    """With each setting under a name of its own, such as `settings.places`."""
    settings = {f"{_SETTING}{name}": value for name, value in parts["settings"].items()}
    return {name: value for name, value in parts.items() if name != "settings"} | settings


def reconciled(field: OwnField, mine: Parts, seen: Seen) -> dict[str, Any]:
    """The parts to write, where `field` is what is stored by now.

    `mine`: all parts if `seen` has them. Raises ChangedMeanwhile, with the parts that a person must decide about if it
    can name them.
    """
    if isinstance(seen, str):
        if seen != version_of(field):
            raise ChangedMeanwhile(field)
        return dict(mine)
    found, both = _sides_merged(field, mine, seen)
    if both:
        raise ChangedMeanwhile(field, both)
    return found


def with_mine(field: OwnField, mine: Parts, seen: Parts) -> dict[str, Any]:
    """As `reconciled`, but with what the person wrote where both sides wrote something."""
    return _sides_merged(field, mine, seen)[0]


def as_seen(mine: Parts, names: Iterable[str], seen: Parts) -> dict[str, Any]:
    """The parts with these names as they were seen, as if the person had not touched them."""
    told = flat(mine) | {name: flat(seen).get(name) for name in names}
    return _deep({name: value for name, value in told.items() if value is not None})


def _sides_merged(field: OwnField, mine: Parts, seen: Parts) -> tuple[dict[str, Any], list[str]]:
    """The parts, and the names of those that both sides wrote: of these there is the person's own value."""
    sides = flat(mine), flat(seen), flat(parts_of(field))
    names = dict.fromkeys(name for side in sides for name in side)
    found = {name: _merged(*(side.get(name) for side in sides)) for name in names}
    both = [name for name, value in found.items() if value is _BOTH]
    told = found | {name: sides[0].get(name) for name in both}
    return _deep({name: value for name, value in told.items() if value is not None}), both


def _deep(parts: Parts) -> dict[str, Any]:
    settings = {name.removeprefix(_SETTING): value for name, value in parts.items() if name.startswith(_SETTING)}
    return {name: value for name, value in parts.items() if not name.startswith(_SETTING)} | {"settings": settings}


def _merged(mine: Any, seen: Any, theirs: Any) -> Any:
    """The value of a part, None if it goes, or _BOTH."""
    if mine in (seen, theirs):
        return theirs
    if theirs == seen:
        return mine
    if all(isinstance(side, list) for side in (mine, seen, theirs)):
        return _merged_members(mine, seen, theirs)
    if all(isinstance(side, dict) for side in (mine, seen, theirs)):
        found = {key: _merged(mine.get(key), seen.get(key), theirs.get(key)) for key in {**theirs, **mine}}
        return _BOTH if _BOTH in found.values() else {key: each for key, each in found.items() if each is not None}
    return _BOTH


def _merged_members(mine: Sequence[Any], seen: Sequence[Any], theirs: Sequence[Any]) -> Any:
    """In the order of the side that moved members; _BOTH if both did."""
    moved = [side for side in (mine, theirs) if _among(side, seen) != _among(seen, side)]
    if moved == [mine, theirs]:
        return _BOTH
    first, second = (mine, theirs) if moved == [mine] else (theirs, mine)
    found = [member for member in first if member not in seen or member in second]
    for place, member in enumerate(second):
        if member not in seen and member not in found:
            before = second[place - 1] if place else None
            found.insert(found.index(before) + 1 if before in found else len(found) if place else 0, member)
    return found


def _among(members: Iterable[Any], others: Sequence[Any]) -> list[Any]:
    return [member for member in members if member in others]


_SETTING = "settings."
_BOTH = object()
