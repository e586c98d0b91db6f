"""The options of an upload: which there are, and what was given in its canonical spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from product_importer.lib.text import is_storable
from products.fields.models import current_fields
from products.imports.reading.dialect import DELIMITERS
from products.imports.reading.transcoding import NAMES, canonical
from products.imports.recipes import InvalidRecipe, as_json, parse
from products.imports.sources import policies, use

Options: TypeAlias = dict[str, object]

LONGEST_SHEET_NAME = 255

CHOICES: dict[str, tuple[str, ...]] = {
    "delimiter": DELIMITERS,
    "encoding": tuple(NAMES),
    "same_file": ("import", "ask"),
    **policies.CHOICES,
}
OPTIONS = (*CHOICES, "mapping", "sheet", "source")
AUTO, ASK = "auto", "ask"
ASKING = {
    AUTO: "take what is suggested, if the SKUs are beyond doubt",
    ASK: "ask before anything is imported",
}
"""What may stand in place of a mapping: how to come to one. A job keeps it apart, as its option `asking`."""
SPELLINGS = {
    "delimiter": {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"},
}

_SHOWN = {"\t": "tab"}


class InvalidOptions(Exception):
    """Options that are not possible: for each its name and what is wrong with it."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(f"{name}: {' '.join(faults)}" for name, faults in fields.items()))
        self.fields = fields


def checked(options: Mapping[str, object], *, gone: bool = False) -> Options:
    """The options that were given, in their canonical spelling. Raises InvalidOptions that names every bad one.

    `gone`: of a job whose recipe was checked, with fields that may be gone since.
    """
    given = {name: value for name, value in options.items() if value not in (None, "")}
    mapping = given.pop("mapping", None)
    if isinstance(mapping, str) and mapping in ASKING:
        given, mapping = {**given, "asking": mapping}, None
    chosen = {name: _spelt(name, value) for name, value in given.items()}
    faults = {name: [fault] for name, value in chosen.items() if (fault := _fault(name, value))}
    try:
        recipe = {} if mapping is None else {"mapping": as_json(parse(mapping, current_fields(), gone=gone))}
    except InvalidRecipe as error:
        faults["mapping"] = error.sentences
    if faults:
        raise InvalidOptions(faults)
    return chosen | recipe


def _spelt(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name == "encoding":
        return canonical(value) or value
    if name == "source":
        return use.spelt(value)
    return SPELLINGS.get(name, {}).get(value.lower(), value)


def _fault(name: str, value: object) -> str | None:
    if name == "sheet":
        return _sheet_fault(value)
    if name == "source":
        return use.fault(value)
    if name == "asking" and value in ASKING:
        return None
    choices = CHOICES.get(name, ())
    if value in choices:
        return None
    offered = ", ".join(f"“{_SHOWN.get(choice, choice)}”" for choice in choices)
    return f"“{value}” is not valid. Use one of these: {offered}." if choices else "There is no such option."


def _sheet_fault(sheet: object) -> str | None:
    if not isinstance(sheet, str) or not is_storable(sheet) or len(sheet) > LONGEST_SHEET_NAME:
        return f"Give the name of a sheet, of at most {LONGEST_SHEET_NAME} characters."
    return None
