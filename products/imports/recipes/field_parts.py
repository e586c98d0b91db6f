"""What a recipe says of one field. Pure."""

import re

from products.fields.field import Field
from products.imports.recipes.document import LONGEST_TEXT, Part
from products.imports.recipes.kind_checks import check_kind
from products.imports.recipes.pieces import folded
from products.imports.recipes.recipe import FieldRecipe, Word
from products.imports.recipes.templates import InvalidTemplate, is_template, template_of

ORIGINS = ("from", "text", "value")
LONGEST_SPLIT = 10

_ALLOWED = (*ORIGINS, "else", "words", "times", "plus", "split", "cut")
_FACTOR = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")


def field_recipe(fields: Part, key: str, field: Field | None) -> FieldRecipe:
    """`field`: None if it is gone since. A text names a column, and a blank one says that no column holds the field."""
    if isinstance(fields.said[key], str):
        return FieldRecipe(source=fields.text(key, blank=True) or "")
    part = fields.inner(key)
    part.refuse_others(_ALLOWED)
    if isinstance(fields.said[key], dict) and sum(name in part.said for name in ORIGINS) != 1:
        fields.fault(key, f"Give one of these: {', '.join(ORIGINS)}.")
    recipe = FieldRecipe(
        source=part.text("from", blank=True),
        text=_template(part, "text"),
        value=_word(part, "value", part.said.get("value"), blank=False),
        otherwise=_header_or_template(part, "else"),
        words=_words(part),
        times=_factor(part),
        plus=part.text("plus"),
        split=_split(part),
        cut=part.text("cut"),
    )
    _check_company(part, recipe)
    if field is not None:
        check_kind(part, recipe, field)
    return recipe


def _check_company(part: Part, recipe: FieldRecipe) -> None:
    """What makes no sense beside other parts."""
    if recipe.source is not None and not recipe.source.strip() and not recipe.is_plain:
        part.fault("from", "Name a column. What a blank cell becomes is up to “else”.")
    if recipe.cut is not None and not _is_beside_numbers(recipe.cut.strip()):
        part.fault("cut", "Give the words that stand beside the numbers, without the digits next to them.")
    if recipe.value is not None and recipe.cut is not None:
        part.fault("cut", "A value that every row has is written without them.")
    if recipe.value is not None and recipe.otherwise is not None:
        part.fault("else", "A value that every row has is never blank.")


def _is_beside_numbers(text: str) -> bool:
    return any(map(str.isalpha, text)) and not (text[0].isdigit() or text[-1].isdigit())


def _template(part: Part, name: str) -> str | None:
    text = part.text(name)
    if text is None:
        return None
    try:
        template_of(text)
    except InvalidTemplate as error:
        part.fault(name, str(error))
        return None
    return text


def _header_or_template(part: Part, name: str) -> str | None:
    text = part.text(name)
    return _template(part, name) if text is not None and is_template(text) else text


def _words(part: Part) -> tuple[tuple[str, Word], ...]:
    words = part.inner("words")
    found: dict[str, Word] = {}
    meanings: dict[str, Word] = {}
    for word, said in words.said.items():
        meaning = _word(words, word, said, blank=True)
        if len(word) > LONGEST_TEXT:
            words.fault(word, f"The word has {len(word):,} characters; at most {LONGEST_TEXT:,} are allowed.")
        elif not word.strip() and not isinstance(meaning, bool):
            words.fault(word, "A word must not be blank. What a blank cell becomes is up to “else”.")
        elif meaning is not None and meanings.setdefault(folded(word), meaning) != meaning:
            words.fault(word, "The same word has another meaning above.")
        elif meaning is not None:
            found[word] = meaning
    return tuple(found.items())


def _word(part: Part, name: str, said: object, *, blank: bool) -> Word | None:
    """A text, true or false. `blank`: it may be a blank text."""
    if said is None and name not in part.said:
        return None
    if isinstance(said, bool):
        return said
    if not isinstance(said, str):
        part.fault(name, "Give a text, true or false. Numbers are texts too, such as “12.50”.")
        return None
    return part.text(name, blank=blank)


def _factor(part: Part) -> str | None:
    times = part.text("times")
    if times is None:
        return None
    if not _FACTOR.fullmatch(times) or not times.strip("0."):
        part.fault("times", "Give a number above 0 as text, such as “1.22”, with at most 12 decimals.")
        return None
    return times


def _split(part: Part) -> str | None:
    split = part.said.get("split")
    if "split" not in part.said:
        return None
    if isinstance(split, str) and 0 < len(split) <= LONGEST_SPLIT:
        return split
    part.fault("split", f"Give what separates the members, 1 to {LONGEST_SPLIT} characters.")
    return None
