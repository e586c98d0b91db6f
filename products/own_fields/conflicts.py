"""What a form of a field shows when the person and somebody else have changed the same part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from products.own_fields.merge import PARTS

BETWEEN = "="
"""Between another spelling and the choice that it means."""


class KeptField(forms.CharField):
    """What a form remembers of a field, as JSON: read only when needed, since a browser may send back anything."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Conflict:
    """A part that both have changed: a person chooses whose it is to be."""

    name: str
    label: str
    mine: Any
    theirs: Any
    is_given_up: bool
    """Whether the person chose the other value."""

    @property
    def choice(self) -> str:
        """The name of the inputs by which the person chooses."""
        return choice_of(self.name)

    @property
    def sides(self) -> dict[str, str]:
        """Both in words, empty if there is none."""
        return {"mine": _words(self.mine), "theirs": _words(self.theirs)}


def choice_of(part: str) -> str:
    return f"choice_{part}"


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read(text: object) -> dict[str, Any]:
    """What a form remembered; nothing if that is no object."""
    try:
        found = json.loads(str(text or "{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def read_parts(text: object) -> dict[str, Any] | None:
    """All parts of a field as a form remembered them; None if they are not all there."""
    found = read(text)
    is_whole = found.keys() == {*PARTS} and isinstance(found["settings"], dict)
    return found if is_whole else None


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{spelling} {BETWEEN} {meant}" for spelling, meant in value.items())
    return "" if value is None else str(value)
