"""Whether what a recipe says of a field suits the field's kind. Pure."""

from products.fields.field import Field
from products.fields.kinds import Boolean, Column, Money
from products.fields.own_kind import DayOrderNeeded
from products.fields.own_kinds import DecimalNumber, Integer, Listing, OwnMoney
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.reasons import Reason
from products.imports.recipes.document import Part
from products.imports.recipes.recipe import FieldRecipe

NUMBERS = (Money, OwnMoney, DecimalNumber, Integer)
POINTS = PriceFormat(".", None)
"""How people write the number that every row has."""


def check_kind(part: Part, recipe: FieldRecipe, field: Field) -> None:
    if not isinstance(field.kind, NUMBERS):
        for name in ("times", "plus"):
            if name in part.said:
                part.fault(name, f"Only numbers can be calculated, and “{field.label}” is none.")
        if "cut" in part.said:
            part.fault("cut", f"Words are left out beside numbers only, and “{field.label}” is none.")
    if "split" in part.said and not isinstance(field.kind, Listing):
        part.fault("split", f"Only lists can be split, and “{field.label}” is none.")
    _check_words(part, recipe, field)
    if recipe.value is not None and recipe == FieldRecipe(value=recipe.value):
        _check_value(part, text_of_word(recipe.value), field)


def text_of_word(word: str | bool) -> str:
    """A word of ours as a cell says it."""
    return word if isinstance(word, str) else "true" if word else "false"


def _check_words(part: Part, recipe: FieldRecipe, field: Field) -> None:
    if isinstance(field.kind, Boolean):
        return
    sentence = f"Give a text: “{field.label}” does not say yes or no."
    if isinstance(recipe.value, bool):
        part.fault("value", sentence)
    words = part.inner("words")
    for word, meaning in recipe.words:
        if isinstance(meaning, bool):
            words.fault(word, sentence)


def _check_value(part: Part, text: str, field: Field) -> None:
    try:
        (read,) = field.kind.reader(field, POINTS, Column())([text])
    except (PriceFormatNeeded, DayOrderNeeded):
        part.fault("value", "It can be read in two ways. Write dates as 2026-12-31.")
        return
    if isinstance(read, Reason):
        part.fault("value", read.message.partition(" Correct it and import")[0])
