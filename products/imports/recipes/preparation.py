"""A recipe on one file: its rows by the rules, with the cells that are made behind their own. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from products.fields.field import Field
from products.fields.own_files import Origin
from products.fields.own_kinds import Listing
from products.fields.registry import Fields
from products.imports.reading.rows import RawChunk
from products.imports.recipes.conditions import fits
from products.imports.recipes.making import Block, Made, Variant, apart_by, every_row, made_by, of_kind
from products.imports.recipes.recipe import FieldRecipe, Recipe
from products.imports.recipes.row_rules import RowsByRules

_BLOCK_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where the fields of a recipe stand once its cells are made."""

    indexes: dict[str, int] = field(default_factory=dict)
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Field → the cells with its factor and with what is added."""
    apart: list[str] = field(default_factory=list)
    """The lists whose members are taken apart already."""
    fixed: list[str] = field(default_factory=list)
    """The fields whose value a person wrote into the recipe."""


class Preparation:
    """What a file's rows go through before they are checked."""

    def __init__(self, recipe: Recipe, width: int, origin: Origin, columns: Mapping[str, int]) -> None:
        """`width`: cells of a row. `columns`: of those that the recipe names → index of its cell."""
        self.places = Places()
        self._recipe, self._origin, self._columns = recipe, origin, columns
        self._width = width
        self._made: list[Made] = []
        ours = origin != Origin.ELSEWHERE
        self._kinds = [fits(kind.when, columns, ours=ours) for kind in recipe.kinds]
        self._has_rules = bool(recipe.rows.skip or recipe.rows.fill_down or recipe.blank)

    def add(self, fields: Fields, found: Mapping[str, int]) -> None:
        """Make what fields need that are no plain column. `found`: those that the header shows without the recipe."""
        keys = {*self._recipe.by_field, *(key for kind in self._recipe.kinds for key, _ in kind.fields)}
        for each in fields.among(keys):
            self._add(each, found.get(each.key))

    def chunks(self, chunks: Iterable[RawChunk]) -> Iterator[RawChunk]:
        """The chunks of one reading of the file, from its beginning."""
        rules = RowsByRules(self._recipe, self._columns, self._origin) if self._has_rules else None
        for chunk in chunks:
            prepared = rules.apply(chunk) if rules else chunk
            if self._made:
                self._append_cells(prepared)
            yield prepared

    def _append_cells(self, chunk: RawChunk) -> None:
        for start in range(0, len(chunk.rows), _BLOCK_ROWS):
            rows = [*map(attrgetter("cells"), chunk.rows[start : start + _BLOCK_ROWS])]
            block = Block(rows, self._kinds, ours=self._origin != Origin.ELSEWHERE)
            made = [cells(block) for cells in self._made]
            for row, cells in zip(rows, zip(*made, strict=True), strict=True):
                row += cells

    def _add(self, each: Field, found: int | None) -> None:
        recipes = self._recipes_of(each.key)
        if all(recipe is None or recipe.is_plain for recipe in recipes) and len({*recipes}) == 1:
            return
        made = {recipe: made_by(recipe, each, self._columns) if recipe else Variant(found) for recipe in {*recipes}}
        if isinstance(each.kind, Listing) and any(recipe and recipe.split for recipe in recipes):
            self.places.apart.append(each.key)
            whole = {recipe for recipe in recipes if not (recipe and recipe.split)}
            made |= {recipe: apart_by(each.kind.separator, made[recipe]) for recipe in whole}
        self.places.indexes[each.key] = self._place([made[recipe] for recipe in recipes])
        if any(recipe and recipe.calculates for recipe in recipes):
            self.places.sums[each.key] = self._factors(recipes), self._added(recipes)
        if all(recipe and recipe.value is not None for recipe in recipes):
            self.places.fixed.append(each.key)

    def _recipes_of(self, key: str) -> list[FieldRecipe | None]:
        """For rows of no kind, and for those of each kind."""
        default = self._recipe.by_field.get(key)
        return [default, *(dict(kind.fields).get(key, default) for kind in self._recipe.kinds)]

    def _factors(self, recipes: Sequence[FieldRecipe | None]) -> int:
        factors = [(recipe.times or "1") if recipe and recipe.calculates else "" for recipe in recipes]
        made = {factor: Variant(None, every_row(factor)) for factor in {*factors}}
        return self._place([made[factor] for factor in factors])

    def _added(self, recipes: Sequence[FieldRecipe | None]) -> int:
        columns = [recipe.plus if recipe else None for recipe in recipes]
        return self._place([Variant(self._columns[column] if column else None) for column in columns])

    def _place(self, variants: Sequence[Variant]) -> int:
        """The index of the cell that has what these say: the file's own one if there is only that."""
        if len({*variants}) == 1 and variants[0].column is not None and variants[0].made is None:
            return variants[0].column
        made = variants[0].cells if len({*variants}) == 1 else of_kind(variants)
        self._made.append(made)
        return self._width + len(self._made) - 1
