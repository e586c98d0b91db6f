"""The form that asks which column is what: for each field where its values come from, set as suggested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.headers import normalise
from products.fields.registry import FIELDS, Fields
from products.imports.looking.found import ColumnFound, Found
from products.imports.mapping.field_choice import FieldChoice, Suggested, choice_of
from products.imports.mapping.file_inputs import file_inputs, given_in
from products.imports.mapping.keeping import KINDS, Kept, kept_columns
from products.imports.mapping.layouts import LAYOUT, Layout
from products.imports.mapping.part_inputs import TEMPLATE, VALUE, Words, made_part, part_inputs, words_in, words_of
from products.imports.mapping.parts import as_part, in_words, parts_of, with_file_options, with_parts
from products.imports.mapping.row_rules import rules_in_words, with_rules
from products.imports.reading.transcoding import NAMES
from products.imports.recipes import InvalidRecipe, parse

AS_SUGGESTED = "as suggested"
"""The choice of a column that the file does not have."""
NO_COLUMN = ("", "– not in this file –")
MADE = [(TEMPLATE, "made of several columns…"), (VALUE, "the same in every row…")]
SAMPLES = 3
_LONGEST = 70
_RULES = "rules"


class MappingForm(forms.Form):
    kinds = KINDS

    revision = forms.IntegerField(widget=forms.HiddenInput)
    rules = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        found: Found,
        fields: Fields,
        why: str,
        revision: int,
        layout: Layout | None = None,
        sheets: Sequence[str] = (),
        settled: Collection[str] = (),
    ) -> None:
        """`why`: the code of what the job asks. `settled`: what was said of the file at its upload."""
        super().__init__(data.copy() if data else None, initial={"revision": revision})
        self.found, self._fields, self._why = found, fields, why
        self._layout = layout or Layout({})
        self.suggestion = found.suggestion or found.begun
        self._parts = parts_of(self.suggestion)
        self.fields.update(file_inputs(self.suggestion, sheets=sheets, settled=settled))
        for field in fields:
            self.fields.update(self._inputs(field))
        words = rules_in_words(self.suggestion)
        self.fields[_RULES].choices = [*words.items()]  # type: ignore[attr-defined]
        self.fields[_RULES].initial = [*words]
        self._fill_in_what_is_missing()

    @property
    def choices(self) -> list[FieldChoice]:
        return [choice_of(self, field, self._suggested(field), self._words_of(field)) for field in self._fields]

    @property
    def file_parts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("file_")]

    @property
    def runner_up(self) -> str:
        """The encoding that is the next likely, in words."""
        return NAMES.get(self.found.runner_up, self.found.runner_up)

    @property
    def layout(self) -> str:
        """What the page keeps of how the file is read."""
        return self._layout.as_text(
            {name: str(self[f"file_{name}"].value() or "") for name in LAYOUT if f"file_{name}" in self.fields}
        )

    @cached_property
    def reading(self) -> str:
        """Another text if the columns are others, or are called otherwise."""
        return " ".join([f"{letter}={name}" for letter, name in self.names.items()]) + self._layout.as_text({})

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Letter → the column as recipes name it: its letter if it has no name, or one that another column has too."""
        headers = {column.letter: column.header.strip() for column in self.found.columns}
        known = Counter(headers.values())
        return {letter: name if name and known[name] == 1 else letter for letter, name in headers.items()}

    @property
    def unused(self) -> list[Kept]:
        """The columns that no field is taken from, each with the field that it may become."""
        used = self._columns_used()
        columns = [(self.names[each.letter], each) for each in self.found.columns]
        free = [(name, column) for name, column in columns if name not in used]
        data = self.data if self.is_bound else None
        kept = self.data.getlist("keep") if isinstance(self.data, QueryDict) else []
        return kept_columns(free, data, kept, self._fields)

    @property
    def recipe(self) -> dict[str, Any]:
        """Of a valid form: the suggestion, but for what was chosen otherwise."""
        parts = {
            field.key: self._chosen_part(field)
            for field in self._fields
            if self.cleaned_data[f"take_{field.key}"] != AS_SUGGESTED
        }
        ruled = with_rules(with_parts(self.suggestion, parts), self.cleaned_data[_RULES])
        return with_file_options(ruled, given_in(self.cleaned_data))

    def clean(self) -> None:
        for field in self._fields:
            chosen = self.cleaned_data.get(f"take_{field.key}")
            if chosen in (TEMPLATE, VALUE) and not self.cleaned_data.get(f"{chosen}_{field.key}"):
                self.add_error(f"{chosen}_{field.key}", _BLANK[chosen])
        if self.data.get("do") == "continue" and self.cleaned_data.get("take_sku") == "":
            self.add_error("take_sku", _NO_SKU)

    def _inputs(self, field: Field) -> dict[str, forms.Field]:
        part = self._parts.get(field.key, "")
        columns = [(column.letter, _described(column)) for column in self.found.columns]
        plus = self._letter_of(str(as_part(part).get("plus", ""))) or ""
        return {
            f"take_{field.key}": self._choice_of_column(field, part, columns),
            **part_inputs(field, part, columns, plus),
        }

    def _choice_of_column(self, field: Field, part: Any, columns: Sequence[tuple[str, str]]) -> forms.ChoiceField:
        preset = self._preset(field.key)
        gone = [(AS_SUGGESTED, f"as suggested: {shorten(in_words(part), _LONGEST)}")] if preset == AS_SUGGESTED else []
        choices = [NO_COLUMN, *gone, *columns, *MADE]
        return forms.ChoiceField(label=field.label, choices=choices, initial=preset, required=False)

    def _preset(self, key: str) -> str:
        part = as_part(self._parts.get(key, ""))
        made = next((name for name in (TEMPLATE, VALUE) if name in part), None)
        if made or not part.get("from"):
            return made or ""
        return self._letter_of(part["from"]) or AS_SUGGESTED

    def _letter_of(self, header: str) -> str | None:
        """Of the column that a recipe calls so, spelt as it is or nearly so."""
        exact = (letter for letter, name in self.names.items() if name == header.strip())
        close = (letter for letter, name in self.names.items() if normalise(name) == normalise(header) != "")
        return next(exact, None) or next(close, None)

    def _suggested(self, field: Field) -> Suggested:
        part = self._parts.get(field.key, "")
        said = as_part(part)
        asked = said.get("from") if said.keys() <= {"from", "else", "words", "times"} else None
        return Suggested(part, asked, self._preset(field.key), self._why, self.found)

    def _chosen_part(self, field: Field) -> Any:
        chosen = self.cleaned_data[f"take_{field.key}"]
        words = words_in(self._words_of(field), field)
        return made_part(field, chosen, self.cleaned_data, words, self.names.__getitem__) if chosen else ""

    def _words_of(self, field: Field) -> Words:
        chosen = self[f"take_{field.key}"].value()
        data = self.data if isinstance(self.data, QueryDict) else None
        part, preset = self._parts.get(field.key, ""), self._preset(field.key)
        return words_of(field, part, data, str(chosen or ""), preset, self.found.columns)

    def _columns_used(self) -> set[str]:
        recipe = self.recipe if self.is_bound and self.is_valid() else self.suggestion
        try:
            named = parse(recipe, FIELDS, gone=True).columns()
        except InvalidRecipe:
            return {self.names.get(str(self[f"take_{field.key}"].value()), "") for field in self._fields}
        return {column.strip() for path, column in named if path.startswith("fields.") or ".fields." in path}

    def _fill_in_what_is_missing(self) -> None:
        """What was not sent is as suggested. Of boxes, the page sends that it has them."""
        if not isinstance(self.data, QueryDict) or not self.is_bound:
            return
        rules = self.data.getlist(_RULES) if _RULES in self.data else self.fields[_RULES].initial
        self.data.setlist(_RULES, [rule for rule in rules if rule])
        for name, field in self.fields.items():
            if name not in self.data and name not in (_RULES, "revision"):
                self.data[name] = "" if field.initial is None else str(field.initial)


def _described(column: ColumnFound) -> str:
    header, samples = column.header or f"column {column.letter}", ", ".join(column.samples[:SAMPLES])
    return shorten(f"{shorten(header, 40)} · {samples or 'empty'}", _LONGEST)


_NO_SKU = "Say which column is the SKU: without it no row can be imported."
_BLANK = {
    TEMPLATE: "Say which columns, in braces: {Title} {Size}.",
    VALUE: "Say what every row has.",
}
