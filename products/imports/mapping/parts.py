"""A recipe, field by field: read, written down in words, and changed in a few fields. Pure.

The short form, field → header, has only plain columns. In the long form they stand under `fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from products.fields.registry import FIELDS
from products.imports.recipes.recipe import NAMES_IN_JSON, FieldRecipe
from products.imports.recipes.wording import field_in_words

Recipe: TypeAlias = Mapping[str, Any]

LONG = frozenset({"file", "fields", "rows", "kinds", "blank"})
"""What a recipe in the long form consists of. No field has such a key: they would be read as one."""
SIGNS = ("quote", "escape")
"""Parts about the file that may be an empty text: there is no such sign."""
NO_SIGN = "none"
"""How inputs say that."""


def parts_of(recipe: Recipe) -> Mapping[str, Any]:
    """Field → where its values come from: a header, or an object in the long form. The database keeps no order."""
    fields: Mapping[str, Any] = recipe.get("fields", {}) if is_long(recipe) else recipe
    ordered = dict.fromkeys([*(key for key in FIELDS.keys if key in fields), *sorted(fields)])
    return {key: fields[key] for key in ordered}


def is_long(recipe: Recipe) -> bool:
    return any(isinstance(recipe.get(name), dict | list) for name in LONG)


def header_of(part: Any) -> str | None:
    """The header, if the part is a plain column; empty if no column holds the field; None if it is more than that."""
    if isinstance(part, str):
        return part
    return str(part["from"]) if isinstance(part, dict) and part.keys() == {"from"} else None


def as_part(part: Any) -> Mapping[str, Any]:
    """In the long form."""
    return part if isinstance(part, dict) else {"from": part} if part else {}


def in_words(part: Any) -> str:
    """A part in a few words, such as `Variant SKU, or else Handle`."""
    if (header := header_of(part)) is not None:
        return header
    said = {_NAMES.get(name, name): each for name, each in part.items()}
    return field_in_words(FieldRecipe(**said | {"words": tuple(part.get("words", {}).items())}))


def all_in_words(recipe: Recipe) -> str:
    """Each field with what it is taken from: `sku from “Codice”, price from Netto × 1.22`."""
    parts = ((key, part, header_of(part)) for key, part in parts_of(recipe).items())
    named = (
        f"{key} from {in_words(part) if header is None else f'“{header}”'}"
        for key, part, header in parts
        if header != ""
    )
    return ", ".join(named)


def with_headers(recipe: Recipe, headers: Mapping[str, str]) -> dict[str, Any]:
    """The recipe with these fields taken from plain columns; an empty header: no column holds the field."""
    if not is_long(recipe):
        return {**recipe, **headers}
    plain = {key: {"from": header} if header else "" for key, header in headers.items()}
    return {**recipe, "fields": {**parts_of(recipe), **plain}}


def with_parts(recipe: Recipe, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe with these parts in place of its own; an empty one: no column holds the field."""
    long = recipe if is_long(recipe) else {"fields": {**recipe}}
    return {**long, "fields": {**long.get("fields", {}), **parts}}


def shown_as(name: str, said: object) -> str:
    """What a recipe says, as the input for it has it."""
    return NO_SIGN if name in SIGNS and said == "" else str(said)


def said_by(name: str, chosen: Any) -> Any:
    """The other way round."""
    return "" if name in SIGNS and chosen == NO_SIGN else chosen


def with_file_options(recipe: Recipe, options: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe, for a file that is written like this. None: nothing is to be said of it."""
    if not options:
        return {**recipe}
    long = recipe if is_long(recipe) else {"fields": {**recipe}}
    file = {**long.get("file", {}), **options}
    return {**long, "file": {name: said for name, said in file.items() if said is not None}}


def without_guesses(recipe: Recipe) -> dict[str, Any]:
    """The recipe without what it says of how values are written: that is read from the file, or else asked."""
    if not is_long(recipe):
        return {**recipe}
    file = {name: said for name, said in recipe.get("file", {}).items() if name not in _GUESSED}
    fields = {key: _as_written(part) for key, part in recipe.get("fields", {}).items()}
    return {**recipe, "fields": fields} | ({"file": file} if "file" in recipe else {})


def _as_written(part: Any) -> Any:
    """What stands beside numbers is only left out, and what they are only changed, if a person says so."""
    return {name: said for name, said in part.items() if name not in _CHANGING} if isinstance(part, dict) else part


_NAMES = {in_json: name for name, in_json in NAMES_IN_JSON.items()}
_CHANGING = ("cut", "times")
_GUESSED = ("encoding", "decimal", "dates", "currency")
