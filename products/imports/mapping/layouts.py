"""How a file is laid out, as a person says on the page; what that changes is looked at again, by its first rows."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports import source
from products.imports.looking.found import ColumnFound, Found
from products.imports.looking.look import look_again
from products.imports.mapping.known_source import beside_last_file
from products.imports.mapping.parts import Recipe, is_long, said_by, with_file_options
from products.imports.recipes.document import Faults, Part
from products.imports.recipes.file_parts import file_options
from products.jobs.models import ImportJob

LAYOUT = ("encoding", "delimiter", "quote", "escape", "sheet", "header_rows", "first_row")
"""Parts of a recipe about the file that decide which columns it has."""
_ROWS = 500
_NUMBERS = ("header_rows", "first_row")
_OTHER_TABLE = frozenset({"delimiter", "sheet"})
"""With another of these the header may stand elsewhere."""


class Layout(NamedTuple):
    """`said`: what a person said, on this page, other than suggested."""

    said: Mapping[str, Any]
    changed: frozenset[str] = frozenset()
    """What was said just now."""

    @property
    def has_other_columns(self) -> bool:
        """Whether what was chosen before means other columns now. Another encoding only spells them otherwise."""
        return bool(self.changed - {"encoding"})

    def as_text(self, shown: Mapping[str, str]) -> str:
        """What the page keeps. `shown`: its inputs, by which it sees what is changed next."""
        return json.dumps({"said": self.said, "shown": shown}, sort_keys=True, ensure_ascii=False)


def layout_of(kept: str, given: Mapping[str, str]) -> Layout:
    """`kept`: by the page, which anybody may have written. `given`: its inputs as they are now."""
    before = _read(kept)
    said, shown = before.get("said", {}), before.get("shown", {})
    changed = frozenset(name for name in given if given[name] != shown.get(name, given[name]))
    if changed & _OTHER_TABLE:
        said = {name: value for name, value in said.items() if name not in _NUMBERS}
    said = {name: value for name, value in said.items() if name not in changed}
    said |= {name: _value(name, given[name]) for name in changed if given[name] != ""}
    return Layout(_sound(said), changed)


def reread(job: ImportJob, found: Found, said: Mapping[str, Any], fields: Fields) -> Found:
    """What is found in the first rows if the file is laid out like that; whose file it seems to be stays so."""
    if not said:
        return found
    tried = copy.copy(job)
    tried.options = {**job.options, "mapping": {"file": {**said}}}
    try:
        again = look_again(partial(source.opened, tried), fields=fields, options=tried.options, rows=_ROWS)
    except FileFailure as failure:
        return Found(begun={"file": {**said}}, questions=[failure.message], source=found.source)
    again = beside_last_file(job, again) if found.source else again
    runner_up, words = _words(found, said.get("encoding"))
    return replace(again, **_told(again, said), runner_up=runner_up, words=words)


def columns_by(job: ImportJob, found: Found, recipe: Recipe, fields: Fields) -> Sequence[ColumnFound]:
    """The columns that the file has if it is laid out as the recipe says, or as it was found."""
    suggested, said = found.suggestion.get("file", {}), recipe.get("file", {}) if is_long(recipe) else {}
    layout = {name: said[name] for name in LAYOUT if name in said and said[name] != suggested.get(name)}
    return reread(job, found, layout, fields).columns


def _told(again: Found, said: Mapping[str, Any]) -> dict[str, Any]:
    name = "suggestion" if again.suggestion else "begun"
    return {name: with_file_options(getattr(again, name), said)}


def sheets(job: ImportJob) -> Sequence[str]:
    """Those of a workbook that have a table, the one that is read first."""
    try:
        facts = source.sheet_facts(job)
    except FileFailure:
        return ()
    return [facts.sheet, *facts.others] if facts else ()


def _words(found: Found, chosen: str | None) -> tuple[str, Sequence[Sequence[str]]]:
    """The other encoding, and the words as the chosen one has them beside it."""
    suggested = found.suggestion.get("file", {}).get("encoding", "")
    if not found.words or not chosen or chosen == suggested:
        return found.runner_up, found.words
    if chosen == found.runner_up:
        return suggested, [[second, first] for first, second in found.words]
    try:
        read = [[first.encode(suggested).decode(chosen, "replace"), first] for first, _ in found.words]
    except (UnicodeEncodeError, LookupError):
        read = []
    return suggested, read


def _read(kept: str) -> Mapping[str, Mapping[str, Any]]:
    try:
        read = json.loads(kept or "{}")
    except ValueError:
        return {}
    is_ours = isinstance(read, dict) and all(isinstance(part, dict) for part in read.values())
    return read if is_ours else {}


def _value(name: str, given: str) -> Any:
    is_number = name in _NUMBERS and given.isascii() and given.isdigit() and len(given) < 10
    return int(given) if is_number else said_by(name, given)


def _sound(said: Mapping[str, Any]) -> dict[str, Any]:
    """Without what no recipe may say: the form tells what is wrong with it."""
    faults = Faults()
    file_options(Part(said, "", faults))
    return {name: value for name, value in said.items() if name in LAYOUT and name not in faults}
