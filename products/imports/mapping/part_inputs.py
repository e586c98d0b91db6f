"""What *more…* opens beside a field's column: inputs for the other parts of a recipe, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from products.fields.field import Field
from products.fields.kinds import Boolean
from products.fields.own_kinds import Listing
from products.imports.looking.found import ColumnFound
from products.imports.mapping.parts import as_part
from products.imports.recipes.document import LONGEST_TEXT
from products.imports.recipes.field_parts import LONGEST_SPLIT
from products.imports.recipes.kind_checks import NUMBERS

TEMPLATE, VALUE = "text", "value"
"""Choices beside the columns. Columns are chosen by their letters, which are capitals."""
_FEW = 5
"""Different words that are offered to be put into ours."""
_SPARE = 1


class WordRow(NamedTuple):
    """A word of the supplier's and what it means: `yes`, `no` or a text; None: as usual."""

    word: str
    meaning: str | None


def part_inputs(field: Field, part: Any, columns: Sequence[tuple[str, str]], chosen: str) -> dict[str, forms.Field]:
    """`part`: what is suggested. `columns`: letter → description. `chosen`: the letter of the column added, if any."""
    said = as_part(part)
    inputs: dict[str, forms.Field] = {
        "text": _text("Template", said.get("text", "")),
        "value": _text("In every row", _plain(said.get("value", ""))),
        "else": _text("Where it is blank, take", said.get("else", "")),
    }
    if isinstance(field.kind, NUMBERS):
        choices = [("", "– nothing –"), *columns]
        inputs["times"] = forms.CharField(label="Times", required=False, max_length=30, initial=said.get("times", ""))
        inputs["plus"] = forms.ChoiceField(label="Plus", required=False, choices=choices, initial=chosen)
        inputs["cut"] = _text("Words left out", said.get("cut", ""))
    if isinstance(field.kind, Listing):
        inputs["split"] = forms.CharField(
            label="Split at", required=False, strip=False, max_length=LONGEST_SPLIT, initial=said.get("split", "")
        )
    return {f"{name}_{field.key}": each for name, each in inputs.items()}


class Words(NamedTuple):
    """`of`: the choice that they are for. `blank`: what a blank cell means, `yes` or `no`; empty: as usual."""

    of: str
    rows: Sequence[WordRow]
    blank: str


def words_of(
    field: Field, part: Any, data: QueryDict | None, chosen: str, preset: str, columns: Sequence[ColumnFound]
) -> Words:
    """What was typed, or else suggested. Once another column is chosen, words of the former one mean nothing.

    `preset`: what was chosen for the person.
    """
    typed = data is not None and f"word_{field.key}" in data
    of = (data.get(f"words_of_{field.key}") if data is not None else None) or (chosen if typed else preset)
    if of != chosen:
        part, data = "", None
    rows = _rows(field, part, data, chosen, columns)
    blank = _plain(as_part(part).get("words", {}).get("", ""))
    return Words(chosen, rows, data.get(f"blank_{field.key}", blank) if data is not None else blank)


def _rows(
    field: Field, part: Any, data: QueryDict | None, chosen: str, columns: Sequence[ColumnFound]
) -> list[WordRow]:
    """The words that were typed, or else those suggested; then those of the chosen column, if they are few.

    Words of another column that were only offered go with it.
    """
    typed = data is not None and f"word_{field.key}" in data
    rows = _typed(field, part, data) if typed and data is not None else _suggested(part)
    few = [each for each in columns if 0 < each.distinct <= _FEW and _is_of_few_words(field)]
    offered = [word for each in few if each.letter == chosen for word in each.samples]
    of_others = {word for each in few for word in each.samples}.difference(offered)
    rows = [row for row in rows if row.meaning is not None or row.word not in of_others]
    seen = {row.word.casefold() for row in rows}
    further = [WordRow(word, None) for word in offered if word.casefold() not in seen]
    return [*rows, *further, *[WordRow("", None)] * _SPARE]


def words_in(words: Words, field: Field) -> dict[str, str | bool]:
    """The supplier's → ours, of those that mean something."""
    yes_no = {"yes": True, "no": False} if isinstance(field.kind, Boolean) else {}
    said = {row.word: row.meaning for row in words.rows if row.word and row.meaning is not None}
    said |= {"": words.blank} if words.blank in yes_no and words.of != VALUE else {}
    return {word: yes_no.get(meaning, meaning) for word, meaning in said.items()}


def made_part(field: Field, chosen: str, values: Mapping[str, Any], words: Mapping[str, Any], name: Any) -> Any:
    """The part of a recipe. `chosen`: a letter or TEMPLATE or VALUE. `name`: letter → the column's name in recipes."""
    said = {
        each: values.get(f"{each}_{field.key}") or "" for each in ("text", "value", "else", "cut", "times", "split")
    }
    if chosen == VALUE:
        yes_no = {"yes": True, "no": False} if isinstance(field.kind, Boolean) else {}
        made: dict[str, Any] = {"value": yes_no.get(said["value"].casefold(), said["value"])}
    else:
        made = {"text": said["text"]} if chosen == TEMPLATE else {"from": name(chosen)}
        made |= {"else": said["else"]} if said["else"] else {}
    made |= {"words": {**words}} if words else {}
    made |= {each: said[each] for each in ("cut", "times", "split") if said[each]}
    plus = values.get(f"plus_{field.key}")
    return made | ({"plus": name(plus)} if plus else {})


def takes_words(field: Field) -> bool:
    """Whether its values are words of ours. The SKU has none."""
    return field.key != "sku" and not isinstance(field.kind, NUMBERS)


def _is_of_few_words(field: Field) -> bool:
    return field.kind.name in {"boolean", "choice"}


def _typed(field: Field, part: Any, data: QueryDict) -> list[WordRow]:
    """A meaning that is blank says that the word is read as usual, unless a blank one was suggested."""
    blank = {row.word: "" for row in _suggested(part) if row.meaning == ""}
    words, meanings = data.getlist(f"word_{field.key}"), data.getlist(f"means_{field.key}")
    typed = ((word.strip(), meaning.strip()) for word, meaning in zip(words, meanings, strict=False))
    return [WordRow(word, meaning or blank.get(word)) for word, meaning in typed if word]


def _suggested(part: Any) -> list[WordRow]:
    return [WordRow(word, _plain(meaning)) for word, meaning in as_part(part).get("words", {}).items() if word]


def _plain(word: Any) -> str:
    return {True: "yes", False: "no"}[word] if isinstance(word, bool) else str(word)


def _text(label: str, initial: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, initial=initial)
