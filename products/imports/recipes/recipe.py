"""A recipe as a document: what it may say, and how it is written as JSON. `parsing` reads and checks it. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Literal, TypeAlias

from products.imports.recipes.templates import columns_in, is_template

Word: TypeAlias = str | bool
"""Of ours. True and false are words of fields that say yes or no."""

Test: TypeAlias = Literal["blank", "filled", "equals", "differs"]


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How the file is written. None: its content decides."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    """What stands around cells; an empty text if nothing does."""
    escape: str | None = None
    """A backslash if one stands before quotes and delimiters that are text; an empty text if none does."""
    header_rows: int | None = None
    first_row: int | None = None
    """Where the table begins, as a spreadsheet counts: with its header, or its first row if it has none."""
    names_in: int | None = None
    """Which of several header rows has the names, from 1; None: the cells below one another are joined."""
    sheet: str | None = None
    decimal: str | None = None
    dates: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FieldRecipe:
    """Where a field's value comes from: one of `source`, `text` and `value`; an empty source says from nowhere."""

    source: str | None = None
    """A column, whose cell is taken as it is. `from` in JSON."""
    text: str | None = None
    """A template."""
    value: Word | None = None
    """The same for every row."""
    otherwise: str | None = None
    """A column or a template, where the first is blank. `else` in JSON."""
    words: tuple[tuple[str, Word], ...] = ()
    """The supplier's → ours. A blank one is a blank cell, which may say yes or no."""
    times: str | None = None
    """An exact factor."""
    plus: str | None = None
    """A column whose number is added."""
    split: str | None = None
    """What separates the members of a list in this file."""
    cut: str | None = None
    """What stands beside the numbers and is left out."""

    @property
    def is_plain(self) -> bool:
        """Whether a cell of the file is taken as it is, or none at all."""
        return self == FieldRecipe(source=self.source)

    @property
    def calculates(self) -> bool:
        return self.times is not None or self.plus is not None

    def columns(self) -> Iterator[tuple[str, str]]:
        """The columns that it names, each with the part that names it."""
        if self.source and self.source.strip():
            yield "from", self.source
        for part, text in (("text", self.text), ("else", self.otherwise)):
            if text is not None and (part == "text" or is_template(text)):
                yield from ((part, column) for column in columns_in(text))
            elif text is not None:
                yield part, text
        if self.plus is not None:
            yield "plus", self.plus


@dataclass(frozen=True, slots=True)
class Condition:
    """What the cell of a column must be for a row to be meant."""

    column: str
    test: Test
    to: str | None = None

    def __str__(self) -> str:
        if self.test in {"blank", "filled"}:
            return f"“{self.column}” is {self.test}"
        return f"“{self.column}” is {'' if self.test == 'equals' else 'not '}“{self.to}”"


@dataclass(frozen=True, slots=True)
class RowRules:
    """Which rows are products, and which cells they have from the rows above."""

    within: str | None = None
    fill_down: tuple[str, ...] = ()
    skip: tuple[Condition, ...] = ()

    def columns(self) -> Iterator[tuple[str, str]]:
        """The columns that they name, each with the part that names it."""
        if self.within is not None:
            yield "within", self.within
        yield from ((f"fill_down.{number}", column) for number, column in enumerate(self.fill_down))
        yield from ((f"skip.{number}.column", rule.column) for number, rule in enumerate(self.skip))


@dataclass(frozen=True, slots=True)
class KindOfRows:
    """Rows of one kind have recipes of their own for some fields."""

    when: Condition
    fields: tuple[tuple[str, FieldRecipe], ...]


@dataclass(frozen=True)
class Recipe:
    """The whole document."""

    file: FileOptions = FileOptions()
    fields: tuple[tuple[str, FieldRecipe], ...] = ()
    rows: RowRules = RowRules()
    kinds: tuple[KindOfRows, ...] = ()
    """The first one that fits a row holds; for what it does not name, and for other rows, `fields` does."""
    blank: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Column → words that count as blank in it."""

    @cached_property
    def by_field(self) -> Mapping[str, FieldRecipe]:
        return dict(self.fields)

    @property
    def keys(self) -> tuple[str, ...]:
        """Of all fields of which it says anything."""
        of_kinds = (field for kind in self.kinds for field, _ in kind.fields)
        return tuple(dict.fromkeys([*self.by_field, *of_kinds]))

    def without(self, keys: Iterable[str]) -> Recipe:
        """What it says of other fields than these."""
        gone = {*keys}
        if not gone:
            return self
        kinds = (replace(kind, fields=_others(kind.fields, gone)) for kind in self.kinds)
        return replace(self, fields=_others(self.fields, gone), kinds=tuple(kinds))

    def only_filling(self) -> Recipe:
        """What it says of cells that rows have from those above."""
        return Recipe(rows=replace(self.rows, skip=()), blank=self.blank)

    @property
    def is_short(self) -> bool:
        """Whether it says only which column holds which field."""
        return self == Recipe(fields=self.fields) and all(each.is_plain for _, each in self.fields)

    def columns(self) -> Iterator[tuple[str, str]]:
        """All columns that it names, each with the path of the part that names it."""
        for field, each in self.fields:
            yield from ((f"fields.{field}.{part}", column) for part, column in each.columns())
        yield from ((f"rows.{part}", column) for part, column in self.rows.columns())
        for number, kind in enumerate(self.kinds):
            yield f"kinds.{number}.when.column", kind.when.column
            for field, each in kind.fields:
                yield from ((f"kinds.{number}.fields.{field}.{part}", column) for part, column in each.columns())
        yield from ((f"blank.{column}", column) for column, _ in self.blank)


def _others(fields: Iterable[tuple[str, FieldRecipe]], gone: Container[str]) -> tuple[tuple[str, FieldRecipe], ...]:
    return tuple((key, each) for key, each in fields if key not in gone)


def as_json(recipe: Recipe) -> dict[str, object]:
    """The canonical document: the short form if it says it all. `parse` reads the same recipe from it."""
    if recipe.is_short:
        return {field: each.source or "" for field, each in recipe.fields}
    parts: dict[str, object] = {
        "file": _given(recipe.file),
        "fields": {field: _field_as_json(each) for field, each in recipe.fields},
        "rows": _rows_as_json(recipe.rows),
        "kinds": [
            {"when": _condition_as_json(kind.when), "fields": {key: _field_as_json(each) for key, each in kind.fields}}
            for kind in recipe.kinds
        ],
        "blank": {column: [*words] for column, words in recipe.blank},
    }
    return {name: part for name, part in parts.items() if part or name == "fields"}


def with_mapping(document: object, mapping: Mapping[str, str]) -> object:
    """A document, not checked yet, with what the mapping says of single fields in place of what it says of them."""
    if not isinstance(document, dict):
        return document
    fields = document.get("fields", {})
    if isinstance(fields, dict) and not all(isinstance(part, str) for part in document.values()):
        return {**document, "fields": {**fields, **mapping}}
    return {**document, **mapping}


def _field_as_json(recipe: FieldRecipe) -> dict[str, object]:
    return {
        NAMES_IN_JSON.get(name, name): dict(recipe.words) if name == "words" else part
        for name, part in _given(recipe).items()
    }


def _rows_as_json(rules: RowRules) -> dict[str, object]:
    skip = [_condition_as_json(rule) for rule in rules.skip]
    parts = {"within": rules.within, "fill_down": [*rules.fill_down] or None, "skip": skip or None}
    return {name: part for name, part in parts.items() if part is not None}


def _condition_as_json(condition: Condition) -> dict[str, object]:
    to = {} if condition.to is None else {"to": condition.to}
    return {"column": condition.column, "is": condition.test, **to}


def _given(part: FileOptions | FieldRecipe) -> dict[str, object]:
    """What is said, by the names of the parts."""
    named = {each.name: getattr(part, each.name) for each in fields(part)}
    return {name: said for name, said in named.items() if said is not None and said != ()}


NAMES_IN_JSON = {"source": "from", "otherwise": "else"}
"""Parts whose names in JSON are words of Python."""
