"""JSON → a recipe, or everything that is wrong with it at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from products.fields.registry import Fields
from products.imports.recipes.document import LONGEST_TEXT, Faults, Part, size_of, too_deep, unstorable
from products.imports.recipes.field_parts import field_recipe
from products.imports.recipes.file_parts import file_options
from products.imports.recipes.recipe import Condition, FieldRecipe, KindOfRows, Recipe
from products.imports.recipes.row_parts import condition, row_rules

MOST_BYTES = 64 * 1024
MOST_WORDS = 4_000
MOST_KINDS = 50
PARTS = ("file", "fields", "rows", "kinds", "blank")

_EXAMPLE = 'Give a JSON object that names the header for each field, such as {"sku": "Code"}, or a recipe.'


class InvalidRecipe(ValueError):
    """What is wrong with it: path of the part, such as `fields.price.times` → sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        return [f"{path}: {sentence}" if path else sentence for path, sentence in self.faults.items()]


def parse(document: object, fields: Fields, *, gone: bool = False) -> Recipe:
    """Read a recipe or its short form, field → header. Raises InvalidRecipe.

    `gone`: it was checked before, so what it says of fields that `fields` does not have is left as it is.
    """
    faults = Faults()
    if not isinstance(document, dict):
        raise InvalidRecipe({"": _EXAMPLE})
    if sentence := _size_fault(document):
        raise InvalidRecipe({"": sentence})
    known = None if gone else fields
    recipe = _whole(document, fields, known, faults) if _is_whole(document) else _short(document, fields, known, faults)
    if faults:
        raise InvalidRecipe(faults)
    return recipe


def _is_whole(document: Mapping[str, object]) -> bool:
    """The short form has texts only: a field may be called `file`."""
    return any(name in PARTS and not isinstance(said, str) for name, said in document.items())


def _size_fault(document: Mapping[str, object]) -> str | None:
    if too_deep(document):
        return "It has too many levels."
    if unstorable(document):
        return "It contains a character that cannot be stored."
    size = size_of(document)
    return f"It has {size:,} bytes; at most {MOST_BYTES:,} are allowed." if size > MOST_BYTES else None


def _short(document: Mapping[str, object], fields: Fields, known: Fields | None, faults: Faults) -> Recipe:
    return Recipe(fields=_fields_of(Part(document, "", faults), fields, known))


def _whole(document: Mapping[str, object], fields: Fields, known: Fields | None, faults: Faults) -> Recipe:
    whole = Part(document, "", faults)
    whole.refuse_others(PARTS)
    recipe = Recipe(
        file=file_options(whole.inner("file")),
        fields=_fields_of(whole.inner("fields"), fields, known),
        rows=row_rules(whole.inner("rows")),
        kinds=tuple(_kinds(whole, fields, known)),
        blank=tuple(_blank(whole.inner("blank"))),
    )
    words = sum(len(words) for _, words in recipe.blank) + sum(len(each.words) for each in _all_fields(recipe))
    if words > MOST_WORDS:
        faults.add("", f"It has {words:,} words; at most {MOST_WORDS:,} are allowed.")
    return recipe


def _fields_of(part: Part, fields: Fields, known: Fields | None) -> tuple[tuple[str, FieldRecipe], ...]:
    found = []
    for key in part.said:
        if known is not None and key not in known:
            part.fault(key, f"There is no such field. The fields are {', '.join(known.keys)}.")
        else:
            (field,) = fields.among([key]) or (None,)
            found.append((key, field_recipe(part, key, field)))
    return tuple(found)


def _kinds(whole: Part, fields: Fields, known: Fields | None) -> list[KindOfRows]:
    kinds = whole.list("kinds", most=MOST_KINDS)
    return [_kind(kind, fields, known) for kind in kinds]


def _kind(part: Part, fields: Fields, known: Fields | None) -> KindOfRows:
    part.refuse_others(("when", "fields"))
    if "when" not in part.said:
        part.fault("when", 'Say which rows are meant, such as {"column": "Type", "is": "equals", "to": "Variant"}.')
    when = condition(part.inner("when")) if "when" in part.said else Condition("", "blank")
    return KindOfRows(when, _fields_of(part.inner("fields"), fields, known))


def _blank(part: Part) -> list[tuple[str, tuple[str, ...]]]:
    return [(column, part.texts(column)) for column in part.said if _is_column(part, column)]


def _is_column(part: Part, column: str) -> bool:
    if column.strip() and len(column) <= LONGEST_TEXT:
        return True
    part.fault(column, f"Name a column, in at most {LONGEST_TEXT:,} characters.")
    return False


def _all_fields(recipe: Recipe) -> list[FieldRecipe]:
    of_kinds = [each for kind in recipe.kinds for _, each in kind.fields]
    return [*(each for _, each in recipe.fields), *of_kinds]
