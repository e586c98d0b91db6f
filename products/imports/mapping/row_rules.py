"""The rules of a suggestion about rows, in words, and the recipe without those that a person drops. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from products.imports.mapping.parts import Recipe, is_long
from products.imports.recipes.recipe import Condition


def rules_in_words(recipe: Recipe) -> dict[str, str]:
    """Rule, such as `skip.0` → its sentence."""
    rows = _rows(recipe)
    within = f", as long as “{rows['within']}” is the same" if rows.get("within") else ""
    filled = {
        f"fill_down.{number}": f"A blank “{column}” takes the value of the row above{within}."
        for number, column in enumerate(rows.get("fill_down", ()))
    }
    return filled | {
        f"skip.{number}": f"Rows are skipped where {_condition(rule)}."
        for number, rule in enumerate(rows.get("skip", ()))
    }


def fixed_rules(recipe: Recipe) -> list[str]:
    """What else is said of rows and cells: it belongs to the system that wrote the file."""
    if not is_long(recipe):
        return []
    kinds = [
        f"Where {_condition(kind['when'])}, {_listed([*kind['fields']])} is taken otherwise."
        for kind in recipe.get("kinds", ())
    ]
    blank = [
        f"“{column}” counts as blank where it says {_listed([f'“{word}”' for word in words])}."
        for column, words in recipe.get("blank", {}).items()
    ]
    return kinds + blank


def with_rules(recipe: Recipe, kept: Collection[str]) -> dict[str, Any]:
    """The recipe with these of its rules about rows."""
    rows = _rows(recipe)
    if not rows:
        return {**recipe}
    left = {**rows}
    for name in ("fill_down", "skip"):
        members = [each for number, each in enumerate(rows.get(name, ())) if f"{name}.{number}" in kept]
        left |= {name: members}
        if not members:
            del left[name]
    if "fill_down" not in left:
        left.pop("within", None)
    others = {name: part for name, part in recipe.items() if name != "rows"}
    return others | ({"rows": left} if left else {})


def _rows(recipe: Recipe) -> Mapping[str, Any]:
    rows: Mapping[str, Any] = recipe.get("rows", {}) if is_long(recipe) else {}
    return rows


def _condition(said: Mapping[str, Any]) -> str:
    return str(Condition(said["column"], said["is"], said.get("to")))


def _listed(names: list[str]) -> str:
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"
