"""An edit of many products as a job keeps it among its options, which the API takes as well. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from products.fields import edits
from products.fields.edits import Edit
from products.fields.kinds import Value
from products.fields.registry import FIELDS, Fields


def as_json(edit: Edit) -> dict[str, object]:
    """With members as lists and amounts as text."""
    columns = {key: FIELDS[key].kind.json_value(value) for key, value in edit.values.items() if key in FIELDS}
    own = {key: _plain(value) for key, value in edit.values.items() if key not in FIELDS}
    return {
        "set": columns | ({"attributes": own} if own else {}),
        "add": {key: [*members] for key, members in edit.added.items()},
        "remove": {key: [*members] for key, members in edit.removed.items()},
        **_unpin(edit),
    }


def of_json(kept: Mapping[str, Any], fields: Fields) -> Edit:
    """What `as_json` made of an edit, by the fields of this moment. Raises InvalidEdit."""
    columns = {key: _value(key, value) for key, value in kept["set"].items() if key != "attributes"}
    unpinned = kept.get("unpin", [])
    return edits.read(
        fields,
        values=columns,
        attributes=kept["set"].get("attributes", {}),
        added=kept["add"],
        removed=kept["remove"],
        unpinned=True if unpinned is True else tuple(unpinned),
    )


def _unpin(edit: Edit) -> dict[str, object]:
    """Only if it unpins: jobs of earlier versions do not say."""
    if not edit.unpinned:
        return {}
    return {"unpin": True if edit.unpinned is True else [*edit.unpinned]}


def _value(key: str, kept: Any) -> Value:
    """A field that is gone has no kind; `edits` says so."""
    value: Value = FIELDS[key].kind.of_json_value(kept) if key in FIELDS else kept
    return value


def _plain(value: Value) -> object:
    return [*value] if isinstance(value, tuple) else value
