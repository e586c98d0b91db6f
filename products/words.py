"""Values of fields, and filters that are set, as a person reads them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from products.fields.field import Field
from products.fields.kinds import Value
from products.fields.own_kinds import Date
from products.jobs.models import ImportJob
from products.search.filters import Parameter, ParameterValue
from products.search.own_filters import OwnParameter


def in_words(field: Field, value: Value) -> str:
    """A value as a person reads it, whole. A day by the name of its month."""
    if isinstance(field.kind, Date) and isinstance(value, str):
        return _day_in_words(value)
    return field.kind.words(value)


def filter_in_words(parameter: Parameter, value: ParameterValue) -> str:
    """A filter that is set, with its value: short enough for a chip."""
    if isinstance(parameter, OwnParameter):
        return f"{parameter.chip}{_own_in_words(parameter.field, value)}"
    if parameter.kind == "flag":
        return parameter.choices[1 if value else 2]
    if isinstance(value, datetime):
        day = f"{value.day} {value:%b %Y}"
        at_midnight = value.time() == datetime.min.time()
        return f"{parameter.chip} {day}" if at_midnight else f"{parameter.chip} {day}, {value:%H:%M}"
    if isinstance(value, UUID):
        value = _import_in_words(value)
    return f"{parameter.chip} {value}" if parameter.kind == "money" else f"{parameter.chip} “{str(value)[:40]}”"


def _own_in_words(field: Field, value: ParameterValue) -> str:
    """The values of an own field that a list asks for, as they follow its label."""
    if isinstance(value, tuple):
        shown = [_one_in_words(field, each) for each in value]
        return f": {' or '.join(shown[:_MOST_IN_A_CHIP])}{' …' if len(shown) > _MOST_IN_A_CHIP else ''}"
    return f" {in_words(field, value) if isinstance(value, str | int) else ''}"


def _one_in_words(field: Field, value: Value) -> str:
    words = str(value) if field.kind.name == "list" else in_words(field, value)
    return "none" if value is None else f"“{words[:40]}”" if field.kind.name in _QUOTED else words


def _import_in_words(job_id: UUID) -> str:
    """By the name of its file, while it is known."""
    return str(ImportJob.objects.filter(pk=job_id).first() or job_id)


def _day_in_words(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


_QUOTED = frozenset({"text", "long_text", "list", "url", "choice"})
"""Kinds whose values are words of their own."""
_MOST_IN_A_CHIP = 5
