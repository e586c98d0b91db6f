"""How a supplier's file becomes rows of ours, as a person or a program said it. Pure.

`recipe` is the document, `parsing` reads it from JSON and `kind_checks` looks at it beside the kinds of our fields.
`columns` finds the columns that it names in a header, `pieces` what their cells show; `row_rules` fill rows and leave
some out; `templates` and `making` make the cells that the file does not have. `preparation` is all of it for one file.

`shapes` knows the files of big systems by their headers (`shapes/*.toml`) and writes their recipes.
"""

from products.imports.recipes.parsing import InvalidRecipe, parse
from products.imports.recipes.recipe import Recipe, as_json

__all__ = ["InvalidRecipe", "Recipe", "as_json", "parse"]
