"""What a field is made of, in words: `Title + Option1 Value`, `Listino netto × 1.22`. Pure."""

from products.imports.recipes.kind_checks import text_of_word
from products.imports.recipes.recipe import FieldRecipe, Recipe
from products.imports.recipes.templates import columns_in, is_template


def in_words(recipe: FieldRecipe) -> str:
    """Empty if no column holds it."""
    if recipe.value is not None:
        return f"“{text_of_word(recipe.value)}” in every row"
    text = recipe.source if recipe.text is None else _columns(recipe.text)
    if not text:
        return ""
    times = f" × {recipe.times}" if recipe.times else ""
    plus = f" + {recipe.plus}" if recipe.plus else ""
    otherwise = f", or else {_columns(recipe.otherwise)}" if recipe.otherwise else ""
    return f"{text}{times}{plus}{otherwise}"


def made_in_words(recipe: Recipe) -> dict[str, str]:
    """Field → what it is made of, of the fields that are no plain column in every row."""
    made = {field: in_words(each) for field, each in recipe.fields if not each.is_plain}
    for kind in recipe.kinds:
        for field, each in kind.fields:
            default = made.get(field) or in_words(recipe.by_field.get(field, FieldRecipe()))
            of_kind = f"{in_words(each) or 'nothing'} where {kind.when}"
            made[field] = f"{default}; {of_kind}" if default else of_kind
    return made


def _columns(text: str) -> str:
    return " + ".join(columns_in(text)) if is_template(text) else text
