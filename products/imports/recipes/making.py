"""Cells that a recipe makes of those of a row. They are appended to it, so that whoever reads on sees columns. Pure.

A list that the recipe splits has its members apart already, with BETWEEN_MEMBERS between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from products.fields.cells import is_blank
from products.fields.damage import is_spreadsheet_error
from products.fields.field import Field
from products.fields.own_kind import BETWEEN_MEMBERS
from products.fields.own_kinds import Listing
from products.fields.skus import is_damaged
from products.imports.recipes.conditions import Fits
from products.imports.recipes.kind_checks import text_of_word
from products.imports.recipes.pieces import folded, piece_of
from products.imports.recipes.recipe import FieldRecipe
from products.imports.recipes.templates import is_template, template_of

Cells: TypeAlias = Sequence[Sequence[str]]
"""Of some rows."""


class Block:
    """Some rows, column by column."""

    def __init__(self, rows: Cells, kinds: Sequence[Fits], *, ours: bool) -> None:
        self.rows = rows
        self._kinds, self._ours = kinds, ours
        self._pieces: dict[int, list[str]] = {}

    def cells(self, index: int) -> list[str]:
        return [row[index] for row in self.rows]

    def pieces(self, index: int) -> list[str]:
        """What the cells of a column show."""
        if index not in self._pieces:
            self._pieces[index] = [piece_of(cell, ours=self._ours) for cell in self.cells(index)]
        return self._pieces[index]

    def shown(self, cells: Sequence[str]) -> list[str]:
        return [piece_of(cell, ours=self._ours) for cell in cells]

    @cached_property
    def kinds(self) -> list[int]:
        """For each row the first kind that fits it, from 1; 0 if none does."""
        tests = [*enumerate(self._kinds, 1)]
        return [next((number for number, fits in tests if fits(row)), 0) for row in self.rows]


Made: TypeAlias = Callable[[Block], Sequence[str]]
"""Some rows → a new cell for each."""


class Variant(NamedTuple):
    """Which cells hold a field in rows of one kind: that column as it is, or new ones. None: none does."""

    column: int | None
    made: Made | None = None

    def cells(self, block: Block) -> Sequence[str]:
        if self.made is not None:
            return self.made(block)
        return [""] * len(block.rows) if self.column is None else block.cells(self.column)


def made_by(recipe: FieldRecipe, field: Field, indexes: Mapping[str, int]) -> Variant:
    """`indexes`: column → index of its cell."""
    if recipe.source is not None and not recipe.source.strip():
        return Variant(None)
    made = _origin(recipe, field, indexes)
    if recipe.cut is not None:
        made = _without(made, recipe.cut)
    if recipe.otherwise is not None:
        made = _otherwise(made, _text(recipe.otherwise, field, indexes))
    if recipe.words:
        made = _in_our_words(made, {folded(word): text_of_word(ours) for word, ours in recipe.words})
    if isinstance(field.kind, Listing) and recipe.split is not None:
        made = _apart(made, recipe.split)
    is_as_it_is = recipe.source is not None and recipe == FieldRecipe(
        source=recipe.source, times=recipe.times, plus=recipe.plus
    )
    return Variant(indexes[recipe.source]) if is_as_it_is and recipe.source else Variant(None, made)


def of_kind(variants: Sequence[Variant]) -> Made:
    """For each row the cell of its kind's variant; the first one is for rows of no kind."""

    def made(block: Block) -> Sequence[str]:
        distinct = {variant: variant.cells(block) for variant in {*variants}}
        by_kind = [distinct[variant] for variant in variants]
        return [by_kind[kind][row] for row, kind in enumerate(block.kinds)]

    return made


def every_row(text: str) -> Made:
    return lambda block: [text] * len(block.rows)


def apart_by(separator: str, variant: Variant) -> Variant:
    """A list as the field's own separator divides it, beside variants that another one divides."""
    return Variant(None, _apart(variant.cells, separator))


def _origin(recipe: FieldRecipe, field: Field, indexes: Mapping[str, int]) -> Made:
    if recipe.value is not None:
        return every_row(text_of_word(recipe.value))
    if recipe.text is not None:
        return _filled(recipe.text, field, indexes)
    return Variant(indexes[recipe.source or ""]).cells


def _text(text: str, field: Field, indexes: Mapping[str, int]) -> Made:
    return _filled(text, field, indexes) if is_template(text) else Variant(indexes[text]).cells


def _filled(text: str, field: Field, indexes: Mapping[str, int]) -> Made:
    """A template. If what a cell shows is damage, that stands alone, to be refused as such."""
    template = template_of(text)
    places = [indexes[column] for column in template.columns]
    is_bad = is_damaged if field.kind.name == "sku" else is_spreadsheet_error

    def fill(*pieces: str) -> str:
        return next(filter(is_bad, pieces), None) or template.fill(pieces)

    return lambda block: [*map(fill, *map(block.pieces, places))]


def _otherwise(first: Made, second: Made) -> Made:
    def made(block: Block) -> Sequence[str]:
        cells = first(block)
        blank = [not piece for piece in block.shown(cells)]
        return [other if is_bare else cell for cell, other, is_bare in zip(cells, second(block), blank, strict=True)]

    return made


def _without(first: Made, text: str) -> Made:
    """Numbers without what stands beside them. A cell that has no number stays as it is."""
    words = r"\s*".join(map(re.escape, text.split()))
    beside = re.compile(rf"^{words}(?![^\W\d_])|(?<![^\W\d_]){words}$", re.IGNORECASE)

    def number(cell: str, piece: str) -> str:
        found = beside.search(piece)
        rest = piece[: found.start()] + piece[found.end() :] if found else ""
        return rest.strip() if any(map(str.isdigit, rest)) else cell

    def made(block: Block) -> Sequence[str]:
        cells = first(block)
        return [*map(number, cells, block.shown(cells))]

    return made


def _in_our_words(first: Made, words: Mapping[str, str]) -> Made:
    def made(block: Block) -> Sequence[str]:
        cells = first(block)
        return [words.get(folded(piece), cell) for cell, piece in zip(cells, block.shown(cells), strict=True)]

    return made


def _apart(first: Made, separator: str) -> Made:
    """A cell that has the mark itself keeps it as another control character, for which it is refused."""

    def members(piece: str) -> str:
        if BETWEEN_MEMBERS in piece:
            return piece.replace(BETWEEN_MEMBERS, "\x1f")
        return BETWEEN_MEMBERS.join(member for member in piece.split(separator) if not is_blank(member))

    return lambda block: [*map(members, block.shown(first(block)))]
