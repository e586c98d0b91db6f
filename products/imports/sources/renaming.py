"""A recipe for a file whose columns have other names by now, or are gone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from products.imports.recipes.recipe import Condition, FieldRecipe, KindOfRows, Recipe, RowRules
from products.imports.recipes.templates import columns_in, is_template

Rename: TypeAlias = Callable[[str], str | None]
"""A column that the recipe names → its name in the file; None if the file has no such column."""


def put_right(recipe: Recipe, rename: Rename) -> Recipe:
    """The recipe with the new names. What cannot be without a column that is gone is left out of it."""
    return Recipe(
        file=recipe.file,
        fields=_fields(recipe.fields, rename),
        rows=_rows(recipe.rows, rename),
        kinds=tuple(
            KindOfRows(when, _fields(kind.fields, rename))
            for kind in recipe.kinds
            if (when := _condition(kind.when, rename))
        ),
        blank=tuple((name, words) for column, words in recipe.blank if (name := rename(column))),
    )


def without_columns(recipe: Recipe, gone: Iterable[str]) -> dict[str, list[str]]:
    """Column that is gone → the parts of the recipe that need it, such as `fields.price.from`."""
    missing = {*gone}
    needed: dict[str, list[str]] = {}
    for path, column in recipe.columns():
        if column in missing:
            needed.setdefault(column, []).append(path)
    return needed


def _fields(fields: Iterable[tuple[str, FieldRecipe]], rename: Rename) -> tuple[tuple[str, FieldRecipe], ...]:
    return tuple((key, found) for key, each in fields if (found := _field(each, rename)))


def _field(recipe: FieldRecipe, rename: Rename) -> FieldRecipe | None:
    source = _column(recipe.source, rename)
    text = _text(recipe.text, rename)
    plus = _column(recipe.plus, rename)
    otherwise = _text(recipe.otherwise, rename)
    before = (recipe.source, recipe.text, recipe.plus, recipe.otherwise)
    if any(part is None and old is not None for part, old in zip((source, text, plus, otherwise), before, strict=True)):
        return None
    return replace(recipe, source=source, text=text, otherwise=otherwise, plus=plus)


def _column(name: str | None, rename: Rename) -> str | None:
    return rename(name) if name and name.strip() else name


def _text(text: str | None, rename: Rename) -> str | None:
    """A template, or a column."""
    if text is None or not is_template(text):
        return _column(text, rename)
    names: Mapping[str, str | None] = {column: rename(column) for column in columns_in(text)}
    for old, new in names.items():
        if new is None or "{" in new or "}" in new:
            return None
        text = _in_braces(text, old, new)
    return text


def _in_braces(text: str, old: str, new: str) -> str:
    pieces = text.split("{")
    return "{".join([pieces[0], *(_renamed_piece(piece, old, new) for piece in pieces[1:])])


def _renamed_piece(piece: str, old: str, new: str) -> str:
    name, brace, rest = piece.partition("}")
    return f"{new}}}{rest}" if brace and name.strip() == old else piece


def _condition(condition: Condition, rename: Rename) -> Condition | None:
    column = rename(condition.column)
    return Condition(column, condition.test, condition.to) if column else None


def _rows(rules: RowRules, rename: Rename) -> RowRules:
    within = _column(rules.within, rename)
    skip = tuple(found for rule in rules.skip if (found := _condition(rule, rename)))
    if rules.within and not within:
        return RowRules(skip=skip)
    return RowRules(within, tuple(name for column in rules.fill_down if (name := rename(column))), skip)
