"""The inputs that ask how a file is written, each set as suggested."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from products.fields.currencies import CODES
from products.imports.mapping.parts import NO_SIGN, SIGNS, Recipe, said_by, shown_as
from products.imports.reading.transcoding import NAMES
from products.imports.recipes.file_parts import LAST_FIRST_ROW

AS_SHOWN = "– as the file shows –"
FILE_OPTIONS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "sheet": ("Sheet", []),
    "encoding": ("Encoding", [*NAMES.items()]),
    "delimiter": ("Between cells", [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]),
    "quote": ("Around cells", [('"', 'double quotes: "'), ("'", "single quotes: '"), (NO_SIGN, "nothing")]),
    "escape": ("Quotes in cells", [("\\", 'after a backslash: \\"'), (NO_SIGN, 'doubled: ""')]),
    "header_rows": ("Header", [("0", "none"), ("1", "one row"), ("2", "two rows"), ("3", "three rows")]),
    "first_row": ("Table begins in row", []),
    "decimal": ("Decimals", [(".", "point: 1,234.50"), (",", "comma: 1.234,50")]),
    "dates": ("Dates", [("DMY", "day first: 31.12.2026"), ("MDY", "month first: 12/31/2026"), ("YMD", "2026-12-31")]),
    "currency": ("Currency", [(code, code) for code in sorted(CODES)]),
}
"""Parts of a recipe about the file → their label and choices."""
_OF_TEXTS = ("encoding", "delimiter", *SIGNS)
"""What is settled in a workbook."""


def file_inputs(suggestion: Recipe, *, sheets: Sequence[str], settled: Collection[str]) -> dict[str, forms.Field]:
    """`sheets`: of a workbook. `settled`: what was said at the upload."""
    suggested = {name: shown_as(name, said) for name, said in suggestion.get("file", {}).items()}
    gone = {*settled, *(_OF_TEXTS if sheets else ()), *(() if len(sheets) > 1 else ("sheet",))}
    return {f"file_{name}": _input(name, suggested.get(name, ""), sheets) for name in FILE_OPTIONS if name not in gone}


def given_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a valid form says of the file: part → what was said, or None where nothing is to be said."""
    given = {name: values[f"file_{name}"] for name in FILE_OPTIONS if f"file_{name}" in values}
    if "header_rows" in given:
        given["header_rows"] = int(given["header_rows"]) if given["header_rows"] else None
    return {name: said_by(name, said) if said not in ("", None) else None for name, said in given.items()}


def _input(name: str, suggested: str, sheets: Sequence[str]) -> forms.Field:
    label, choices = FILE_OPTIONS[name]
    if name == "first_row":
        most = LAST_FIRST_ROW
        widget = forms.NumberInput(attrs={"placeholder": AS_SHOWN})
        return forms.IntegerField(
            label=label, required=False, initial=suggested, min_value=1, max_value=most, widget=widget
        )
    if name == "sheet":
        choices = [(sheet, sheet) for sheet in sheets]
    missing = suggested and suggested not in dict(choices)
    first = [("", AS_SHOWN), *([(suggested, suggested)] if missing else [])]
    if name == "sheet":
        first = []
    return forms.ChoiceField(label=label, choices=[*first, *choices], initial=suggested, required=False)
