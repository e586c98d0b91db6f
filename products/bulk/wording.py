"""An edit of many products in words: what is going to be done, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

from products.fields.edits import Edit
from products.fields.field import Field
from products.fields.kinds import Value
from products.fields.registry import Fields

LONGEST_VALUE = 60
"""Characters of a value that are shown."""
LONGEST_TITLE = 255
MOST_MEMBERS = 5
"""Of a list, that are named."""


def title(edit: Edit, fields: Fields) -> str:
    """Such as “Stock set to 5” or “Tags: added new”."""
    text = "; ".join([*_settings(edit, fields), *_members(edit, fields), *_unpinned(edit, fields)])
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def announcement(edit: Edit, fields: Fields) -> list[str]:
    """A sentence for each thing that is going to be done."""
    found = []
    for key, value in edit.values.items():
        field = fields[key]
        will = "be cleared" if _is_cleared(field, value) else f"be set to {_shown(field, value)}"
        found.append(f"{field.label} will {will}.")
    found += [f"{fields[key].label} will also have {_listed(members)}." for key, members in edit.added.items()]
    found += [f"{fields[key].label} will no longer have {_listed(members)}." for key, members in edit.removed.items()]
    return found + [f"{text}: imports may change it again." for text in _unpinned(edit, fields)]


def _settings(edit: Edit, fields: Fields) -> list[str]:
    settings = [(fields[key], value) for key, value in edit.values.items()]
    return [
        f"{field.label} cleared" if _is_cleared(field, value) else f"{field.label} set to {_shown(field, value)}"
        for field, value in settings
    ]


def _members(edit: Edit, fields: Fields) -> list[str]:
    did = [("added", key, members) for key, members in edit.added.items()]
    did += [("removed", key, members) for key, members in edit.removed.items()]
    return [f"{fields[key].label}: {verb} {_listed(members)}" for verb, key, members in did]


def _unpinned(edit: Edit, fields: Fields) -> list[str]:
    if edit.unpinned is True:
        return ["All values unpinned"]
    return [f"{fields[key].label} unpinned" for key in edit.unpinned]


def _is_cleared(field: Field, value: Value) -> bool:
    return field.clears and value == field.absent


def _shown(field: Field, value: Value) -> str:
    return _listed(value) if isinstance(value, tuple) else _short(" ".join(field.kind.words(value).split()))


def _listed(members: Sequence[str]) -> str:
    more = len(members) - MOST_MEMBERS
    named = ", ".join(map(_short, members[:MOST_MEMBERS]))
    return f"{named} and {more} more" if more > 0 else named


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
