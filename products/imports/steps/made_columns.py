"""Where a file has our fields once the recipe has made its cells. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from products.fields.registry import Fields
from products.imports.recipes.preparation import Places
from products.imports.recipes.recipe import FileOptions, Recipe
from products.imports.recipes.wording import made_in_words
from products.imports.steps.columns import ColumnMap


def with_made(columns: ColumnMap, recipe: Recipe, places: Places, fields: Fields) -> ColumnMap:
    """`places`: of the made cells. `recipe`: without fields that are gone."""
    given = _given(recipe.file)
    if not places.indexes:
        return replace(columns, given=given) if given else columns
    indexes = {**columns.indexes, **places.indexes}
    headers = {**{field: _header(recipe, field) for field in places.indexes}, **columns.headers}
    order = [*fields.keys, *(key for key in headers if key not in fields)]
    return replace(
        columns,
        indexes={field: indexes[field] for field in order if field in indexes},
        headers={field: headers[field] for field in order if field in headers},
        made={field: words for field, words in made_in_words(recipe).items() if field in places.indexes},
        sums=places.sums,
        apart=tuple(places.apart),
        fixed=tuple(places.fixed),
        given=given,
    )


def _header(recipe: Recipe, field: str) -> str:
    """The header that its value is taken from, where there is one; else the field."""
    said = recipe.by_field.get(field)
    return (said.source if said else None) or field


def _given(options: FileOptions) -> Mapping[str, str]:
    said = {"decimal": options.decimal, "dates": options.dates, "currency": options.currency}
    return {name: value for name, value in said.items() if value is not None}
