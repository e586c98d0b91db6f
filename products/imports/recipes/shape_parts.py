"""A shape's recipe cut down to the columns that a file has: what speaks of others is left out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from products.imports.recipes.shape_samples import Samples, columns_in
from products.imports.recipes.templates import is_template, template_of

Said: TypeAlias = Mapping[str, Any]
Name: TypeAlias = Callable[[str], str | None]
"""A column as the shape calls it → its name in the file; None if the file has none."""

NEEDS = "needs"
"""Columns without which a part makes no sense, though it does not take its value from them."""

CONTINUING = "continuing"
"""Rows that only continue a product: one of these columns is `blank` in them, but in none that is `named`."""

NOWHERE = ""
"""In place of a field's part: no column holds it."""


def field_part(said: Said | str, name: Name) -> dict[str, Any] | str:
    """What a recipe says of a field."""
    if isinstance(said, str):
        return (said and name(said)) or NOWHERE
    if not has_needs(said, name):
        return NOWHERE
    first, *others = [*_origins(said, name), None]
    if first is None:
        return NOWHERE
    part: dict[str, Any] = {**first}
    if others[0] is not None:
        ((_, part["else"]),) = others[0].items()
    if "plus" in said and (plus := name(said["plus"])):
        part["plus"] = plus
    return part | {key: said[key] for key in ("words", "times", "split") if key in said}


def rows_part(said: Said, name: Name, samples: Samples) -> dict[str, Any]:
    """What a recipe says of rows. Cells are filled within a group, or not at all."""
    part: dict[str, Any] = {}
    filled = [found for column in said.get("fill_down", ()) if (found := name(column))]
    if filled and (within := name(said["within"])):
        part |= {"within": within, "fill_down": filled}
    skip = [*_rules(said.get("skip", ()), name), *_continuing(said.get(CONTINUING), name, samples)]
    return part | ({"skip": skip} if skip else {})


def blank_part(said: Mapping[str, Sequence[str]], name: Name) -> dict[str, Sequence[str]]:
    return {found: words for column, words in said.items() if (found := name(column))}


def condition_part(said: Said, name: Name) -> dict[str, Any] | None:
    found = name(said["column"])
    return {**said, "column": found} if found else None


def has_needs(said: Said, name: Name) -> bool:
    return all(map(name, said.get(NEEDS, ())))


def columns_of(said: Said | str) -> list[str]:
    """The columns that hold a field, as the shape calls them."""
    if isinstance(said, str):
        return columns_in(said or None)
    return [column for key in ("from", "text", "else") for column in columns_in(said.get(key))]


def _rules(said: Sequence[Said], name: Name) -> list[dict[str, Any]]:
    return [{**rule, "column": found} for rule in said if (found := name(rule["column"]))]


def _continuing(said: Said | None, name: Name, samples: Samples) -> list[dict[str, Any]]:
    """What tells rows that bring no product: the first of some blank columns that no row with a name has blank."""
    if said is None:
        return []
    rules = [{"column": found, "is": "blank"} for column in said["blank"] if (found := name(column))]
    title = name(said["named"])
    return [rule for rule in rules if title is None or not samples.takes_named(rule, title)][:1]


def _origins(said: Said, name: Name) -> Iterator[dict[str, Any]]:
    """What is first, and what is there where that is blank, as far as the file has it."""
    if "value" in said:
        yield {"value": said["value"]}
    for key in ("from", "text", "else"):
        if key in said and is_template(said[key]):
            if template := _template(said[key], name):
                yield {"text": template}
        elif key in said and (found := name(said[key])):
            yield {"from": found}


def _template(text: str, name: Name) -> str | None:
    """The template without the columns that are missing, each gone with the text before it."""
    columns, texts = template_of(text)
    kept = [(before, found) for before, column in zip(texts, columns, strict=False) if (found := name(column))]
    if not kept:
        return None
    (_, first), *others = kept
    filled = "".join(f"{_literally(before)}{{{found}}}" for before, found in others)
    return f"{_literally(texts[0])}{{{first}}}{filled}{_literally(texts[-1])}"


def _literally(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
