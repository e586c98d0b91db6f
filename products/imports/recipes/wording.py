"""A recipe in words, part by part: `Title + Option1 Value`, `Listino netto × 1.22`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from products.imports.recipes.kind_checks import text_of_word
from products.imports.recipes.recipe import FieldRecipe, FileOptions, Recipe, RowRules, Word
from products.imports.recipes.templates import columns_in, is_template

NO_COLUMN = "no column"
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ".": "point", "\\": "backslash", "": "none"}
_FILE = {
    "encoding": "Encoding",
    "delimiter": "Delimiter",
    "quote": "Quotes around cells",
    "escape": "Before quotes that are text",
    "sheet": "Sheet",
    "header_rows": "Header rows",
    "names_in": "Header row with the names",
    "first_row": "First row of the table",
    "decimal": "Decimal sign",
    "dates": "Dates",
    "currency": "Currency",
}
_DATES = {"DMY": "day, month, year", "MDY": "month, day, year", "YMD": "year, month, day"}


class PartInWords(NamedTuple):
    """A part of a recipe: its path, what it is called, and what it says."""

    path: str
    name: str
    words: str


def in_words(recipe: FieldRecipe) -> str:
    """What a field is made of, in short. Empty if no column holds it."""
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


def all_in_words(recipe: Recipe) -> Iterator[PartInWords]:
    """Everything that the recipe says, in the order in which it is done."""
    yield from _file(recipe.file)
    for column, words in recipe.blank:
        yield PartInWords(f"blank.{column}", f"Blank in “{column}”", ", ".join(map(_quoted, words)))
    yield from _rows(recipe.rows)
    for field, each in recipe.fields:
        yield PartInWords(field, field, field_in_words(each) or NO_COLUMN)
    for number, kind in enumerate(recipe.kinds):
        fields = "; ".join(f"{field}: {field_in_words(each) or NO_COLUMN}" for field, each in kind.fields)
        yield PartInWords(f"kinds.{number}", f"Where {kind.when}", fields)


def field_in_words(recipe: FieldRecipe) -> str:
    """All that is said of a field, with its templates as they were written. Empty if no column holds it."""
    start = in_words(recipe)
    templates = [each for each in (recipe.text, recipe.otherwise) if each and is_template(each)]
    written = f"written {', '.join(map(_quoted, templates))}" if templates else ""
    words = ", ".join(
        f"{_quoted(said) if said.strip() else 'blank'} is {_our_word(ours)}" for said, ours in recipe.words
    )
    split = f"split at {_quoted(_SIGNS.get(recipe.split, recipe.split))}" if recipe.split is not None else ""
    cut = f"without {_quoted(recipe.cut)}" if recipe.cut is not None else ""
    return "; ".join(part for part in (start, cut, written, words, split) if part)


def _file(options: FileOptions) -> Iterator[PartInWords]:
    for part, name in _FILE.items():
        if (said := getattr(options, part)) is not None:
            yield PartInWords(f"file.{part}", name, _said_of_file(part, said))


def _said_of_file(part: str, said: object) -> str:
    if part == "header_rows":
        return str(said) if said else "none: columns are called A, B, C …"
    return _DATES.get(str(said)) or _SIGNS.get(str(said), str(said))


def _rows(rules: RowRules) -> Iterator[PartInWords]:
    if rules.fill_down:
        within = f", where “{rules.within}” is the same" if rules.within else ""
        yield PartInWords("rows.fill_down", "Blank cells filled from above", f"{', '.join(rules.fill_down)}{within}")
    if rules.skip:
        yield PartInWords("rows.skip", "Rows left out", "; ".join(f"where {rule}" for rule in rules.skip))


def _our_word(word: Word) -> str:
    return {True: "yes", False: "no"}[word] if isinstance(word, bool) else f"“{word}”"


def _quoted(text: str) -> str:
    return f"“{text}”"


def _columns(text: str) -> str:
    return " + ".join(columns_in(text)) if is_template(text) else text
