"""One of our fields on the page: its inputs, what is sure about it, and what to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from products.fields.field import Field
from products.fields.kinds import Boolean
from products.fields.registry import FIELDS
from products.imports.looking.found import Found
from products.imports.mapping.part_inputs import Words, takes_words
from products.imports.mapping.why import FIELD_IN_DOUBT


class Suggested(NamedTuple):
    part: Any
    """Of the recipe; empty if nothing is suggested."""
    header: str | None
    """Of the column that a question about the field is about, if there is one."""
    preset: str
    """The choice that it is."""
    why: str
    found: Found


class FieldChoice(NamedTuple):
    field: Field
    take: BoundField
    """The columns that it may be taken from."""
    made: Sequence[BoundField]
    """What it is made of if it is no column: each is shown beside its choice."""
    more: Sequence[BoundField]
    words: Words | None
    """The supplier's words with what they mean; none if the field has no words of ours."""
    says_yes_or_no: bool
    is_open: bool
    """Whether any of `more` says something."""
    reason: str
    question: str
    """What is unsure about it; empty if nothing is."""
    is_sure: bool
    errors: Sequence[str]
    """What is wrong with what was typed."""

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say of it."""
        return not (self.errors or self.question or self.reason or self.is_sure)


def choice_of(form: forms.Form, field: Field, suggested: Suggested, words: Words) -> FieldChoice:
    take = form[f"take_{field.key}"]
    more = [form[name] for each in _MORE if (name := f"{each}_{field.key}") in form.fields]
    made = [form[f"{each}_{field.key}"] for each in _MADE]
    shown = words if takes_words(field) else None
    has_words = shown is not None and (shown.blank or any(row.meaning is not None for row in shown.rows))
    is_as_suggested = str(take.value() or "") == suggested.preset
    question = _question(field, suggested)
    is_chosen = not is_as_suggested and bool(take.value())
    is_suggested = bool(suggested.part) and not question and (field.key != "sku" or _is_key_clear(suggested.found))
    reason = suggested.found.reasons.get(field.key, "") if is_as_suggested and not question else ""
    return FieldChoice(
        field=field,
        take=take,
        made=made,
        more=more,
        words=shown,
        says_yes_or_no=isinstance(field.kind, Boolean),
        is_open=bool(has_words) or any(each.value() for each in more),
        reason="as you chose" if is_chosen else reason,
        question=question if is_as_suggested or not take.value() else "",
        is_sure=is_chosen or (is_as_suggested and is_suggested),
        errors=[str(error) for each in (take, *made, *more) for error in each.errors],
    )


def _question(field: Field, suggested: Suggested) -> str:
    found, header = suggested.found, suggested.header
    about = [each for each in found.questions if header and f"“{header}”" in each]
    asked = [each for each in about if not _asks_of_another(each, field)]
    is_found = field.key == "sku" and suggested.part and _is_key_clear(found) and suggested.why in _NOT_FOUND_BEFORE
    is_doubtful = field.key == FIELD_IN_DOUBT.get(suggested.why) and not is_found
    is_open = is_doubtful or (field.is_needed and not suggested.part)
    return asked[0] if asked else f"Which column is the {field.noun}?" if is_open else ""


def _is_key_clear(found: Found) -> bool:
    """Whether nothing is asked about the SKU. Something else may be, so that no program takes the suggestion."""
    return found.key_is_sure or (not found.shape and bool(found.suggestion) and "sku" not in found.unsure)


def _asks_of_another(question: str, field: Field) -> bool:
    """Whether it asks which column another field is: one column may be both the SKU and the name."""
    others = (each.noun for each in FIELDS if each.key != field.key)
    return any(re.search(rf"(?:the|their) {re.escape(noun)}\b", question) for noun in others)


_NOT_FOUND_BEFORE = ("no_header", "no_sku_column")
"""Failures of reading that say nothing against a column which the look at the file finds."""
_MADE = ("text", "value")
_MORE = ("else", "times", "plus", "split", "cut")
