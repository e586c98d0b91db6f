"""The form that asks which column is what: a choice of columns for each field, set as suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.headers import normalise
from products.fields.registry import Fields
from products.imports.looking.found import ColumnFound, Found
from products.imports.mapping.parts import header_of, in_words, parts_of, with_file_options, with_headers
from products.imports.mapping.why import FIELD_IN_DOUBT
from products.imports.models import LONGEST_NAME

AS_SUGGESTED = "as suggested"
"""The choice of what is more than a plain column. Columns are chosen by their letters, which are capitals."""
NO_COLUMN = ("", "– not in this file –")
SAMPLES = 3
_LONGEST = 70

FILE_OPTIONS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "encoding": (
        "Encoding",
        [
            ("utf-8", "UTF-8"),
            ("cp1252", "Windows, Western Europe (cp1252)"),
            ("latin-1", "Latin 1"),
            ("cp1250", "Windows, Central Europe (cp1250)"),
            ("cp1251", "Windows, Cyrillic (cp1251)"),
            ("mac-roman", "Mac Roman"),
            ("shift_jis", "Japanese (Shift JIS)"),
            ("gb18030", "Chinese (GB 18030)"),
            ("big5", "Chinese (Big5)"),
        ],
    ),
    "delimiter": ("Between cells", [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]),
    "decimal": ("Decimals", [(".", "point: 1,234.50"), (",", "comma: 1.234,50")]),
    "dates": ("Dates", [("DMY", "day first: 31.12.2026"), ("MDY", "month first: 12/31/2026"), ("YMD", "2026-12-31")]),
}
"""Parts of a recipe about the file → their label and choices. Only those are asked that are suggested or in doubt."""

IN_DOUBT: Mapping[str, Sequence[str]] = {
    "encoding_unknown": ["encoding"],
    "price_format_unclear": ["decimal"],
    "column_format_unclear": ["decimal", "dates"],
}
"""Why a job waits → what about its file is in doubt."""


class FieldChoice(NamedTuple):
    """One of our fields, with the columns that it may be taken from."""

    field: Field
    input: BoundField
    reason: str
    question: str
    """What is unsure about it; empty if nothing is."""
    is_sure: bool


class MappingForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    remember = forms.BooleanField(label="Remember for this supplier", required=False)
    source_name = forms.CharField(label="Name", max_length=LONGEST_NAME, required=False)
    replace = forms.BooleanField(label="Change the source of that name", required=False)
    asks_to_replace = False
    """Whether there is another source of the name."""

    def __init__(self, *args: Any, found: Found, fields: Fields, why: str, **options: Any) -> None:
        """`why`: the code of what the job asks."""
        super().__init__(*args, **options)
        self.found = found
        self._fields, self._why = fields, why
        self._parts = parts_of(found.suggestion)
        self._letters = {column.header: column.letter for column in reversed(found.columns)}
        self._headers = {column.letter: column.header for column in found.columns}
        for field in fields:
            self.fields[_name(field.key)] = self._choice_of_column(field)
        suggested = found.suggestion.get("file", {})
        for name in FILE_OPTIONS:
            if name in suggested or name in IN_DOUBT.get(why, ()):
                self.fields[f"file_{name}"] = _choice_of_option(name, str(suggested.get(name, "")))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("remember") and not cleaned.get("source_name") and "source_name" not in self.errors:
            self.add_error("source_name", "Give it a name, such as the supplier's.")
        return cleaned

    @property
    def choices(self) -> list[FieldChoice]:
        return [self._choice(field) for field in self._fields]

    @property
    def file_inputs(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("file_")]

    @property
    def unused(self) -> list[ColumnFound]:
        """The columns that no field is taken from, as far as plain columns tell."""
        used = {self[_name(field.key)].value() for field in self._fields}
        told = " ".join(in_words(part) for part in self._parts.values())
        return [each for each in self.found.columns if each.letter not in used and f"{{{each.header}}}" not in told]

    @property
    def recipe(self) -> dict[str, Any]:
        """Of a valid form: the suggestion, but for what was chosen otherwise."""
        headers = {}
        for field in self._fields:
            chosen = self.cleaned_data[_name(field.key)]
            if chosen != AS_SUGGESTED and (chosen != self._preset(field.key) or field.key not in self._parts):
                headers[field.key] = self._headers.get(chosen, "")
        given = {name: self.cleaned_data.get(f"file_{name}") for name in FILE_OPTIONS}
        return with_file_options(
            with_headers(self.found.suggestion, headers), {name: value for name, value in given.items() if value}
        )

    def _choice(self, field: Field) -> FieldChoice:
        header = header_of(self._parts.get(field.key, ""))
        asked = [each for each in self.found.questions if header and f"“{header}”" in each]
        is_open = (field.is_needed and field.key not in self._parts) or field.key == FIELD_IN_DOUBT.get(self._why)
        question = asked[0] if asked else f"Which column is the {field.noun}?" if is_open else ""
        is_sure = field.key in self._parts and not question and (field.key != "sku" or self.found.key_is_sure)
        reason = "" if question else self.found.reasons.get(field.key, "")
        return FieldChoice(field, self[_name(field.key)], reason, question, is_sure)

    def _choice_of_column(self, field: Field) -> forms.ChoiceField:
        part = self._parts.get(field.key, "")
        choices = [NO_COLUMN, *((column.letter, _described(column)) for column in self.found.columns)]
        if self._preset(field.key) == AS_SUGGESTED:
            choices.insert(1, (AS_SUGGESTED, f"as suggested: {shorten(in_words(part), _LONGEST)}"))
        return forms.ChoiceField(label=field.label, choices=choices, initial=self._preset(field.key), required=False)

    def _preset(self, key: str) -> str:
        header = header_of(self._parts.get(key, ""))
        if header == "":
            return ""
        return self._letter_of(header) if header is not None else AS_SUGGESTED

    def _letter_of(self, header: str) -> str:
        """Of the column with this header, spelt as it is or nearly so."""
        close = (letter for each, letter in self._letters.items() if normalise(each) == normalise(header) != "")
        return self._letters.get(header.strip()) or next(close, AS_SUGGESTED)


def _name(key: str) -> str:
    return f"take_{key}"


def _choice_of_option(name: str, suggested: str) -> forms.ChoiceField:
    label, choices = FILE_OPTIONS[name]
    first = [] if suggested in dict(choices) else [(suggested, suggested or "– as the file shows –")]
    return forms.ChoiceField(label=label, choices=[*first, *choices], initial=suggested, required=False)


def _described(column: ColumnFound) -> str:
    samples = ", ".join(column.samples[:SAMPLES])
    text = f"{shorten(column.header, 40)} · {samples}" if samples else f"{shorten(column.header, 40)} · empty"
    return shorten(text, _LONGEST)
