"""The filters that own fields make: `f.brand=Acme`, `f.stock_min=1`, and `f.brand=` for products without a brand."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from products.fields import asked
from products.fields.asked import RANGED, SORTABLE, can_be_sorted
from products.fields.cells import is_blank
from products.fields.field import Field
from products.fields.kinds import Value
from products.models import ProductQuerySet
from products.search.filters import Filter, Parameter, ParameterKind, ParameterValue

PREFIX = "f."
MOST_VALUES = 50
"""Of which a product must have one."""
MOST_NAMED = 10


class InvalidFilters(Exception):
    """What is wrong with each filter or order that cannot be used: name → sentences."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = dict(fields)


@dataclass(frozen=True, kw_only=True)
class OwnParameter(Parameter):
    """One value, or any of some, that the filter of an own field takes."""

    field: Field
    refusal: str
    """Why lists cannot go by the field's order now, which limits need, and the wish for none; empty if they can."""


def is_own(name: str) -> bool:
    """Whether a filter or an order of this name is about an own field."""
    return name.removeprefix("-").startswith(PREFIX)


def filters_of(fields: Sequence[Field], refusal_of: Callable[[Field], str]) -> list[Filter]:
    """One for each field. `refusal_of`: why lists cannot go by its order, empty if they can."""
    keys = {field.key for field in fields}
    return [_filter(field, keys, refusal_of(field)) for field in fields]


def why_unsorted(field: Field, *, is_indexed: bool) -> str:
    """Why lists cannot go by the order of an own field, as a sentence; empty if they can."""
    if field.kind.name not in SORTABLE:
        return "Fields of this kind cannot be sorted, so this is not possible."
    if not can_be_sorted(field):
        return f"This needs “{field.label}” to be sortable. A manager can switch *sortable* on for it."
    return "" if is_indexed else f"The index of “{field.label}” is still being built. Try again in a few minutes."


def ends_of(key: str) -> dict[str, str]:
    """The ends of a range of the field → their names without the PREFIX."""
    return {end: f"{key}_{end}" for end in _ENDS}


def read(parameter: OwnParameter, texts: Sequence[str]) -> ParameterValue:
    """The value that texts give to a filter of an own field. Raises asked.Misread."""
    if len(texts) > MOST_VALUES:
        raise asked.Misread(f"At most {MOST_VALUES} values can be given at once.")
    if parameter.kind == "limit":
        return _limit(parameter, texts)
    values = tuple(dict.fromkeys(None if is_blank(text) else asked.read(parameter.field, text) for text in texts))
    if None in values and parameter.refusal:
        raise asked.Misread(parameter.refusal)
    return values


def texts_of(value: object) -> list[str]:
    """The texts that stand for a value in an address: one, or one for each of several."""
    values = value if isinstance(value, tuple) else (value,)
    return [_text(each) for each in values]


def no_such_filter(name: str, fields: Iterable[Field]) -> str:
    """The sentence for a name that no own field makes."""
    keys = [field.key for field in fields]
    there_are = f"There are: {', '.join(keys[:MOST_NAMED])}{' …' if len(keys) > MOST_NAMED else ''}."
    wanted = name.removeprefix("-").removeprefix(PREFIX)
    return f"There is no own field “{wanted[:50]}”. {there_are if keys else 'There are none.'}"


def _filter(field: Field, keys: Container[str], refusal: str) -> Filter:
    one_of = _parameter(field, "own", "", "", refusal)
    ends = [end for end, name in ends_of(field.key).items() if field.kind.name in RANGED and name not in keys]
    limits = [_parameter(field, "limit", f"_{end}", f" {_ENDS[end]}", refusal) for end in ends]
    return Filter((one_of, *limits), partial(_narrow, field=field, ends=tuple(ends)), field)


def _parameter(field: Field, kind: ParameterKind, ending: str, words: str, refusal: str) -> OwnParameter:
    return OwnParameter(
        name=f"{PREFIX}{field.key}{ending}",
        kind=kind,
        label=f"{field.label}{words}",
        chip=f"{field.label}{words}",
        help="",
        noun=field.noun,
        field=field,
        refusal=refusal,
    )


def _narrow(
    products: ProductQuerySet,
    values: tuple[Value, ...],
    *limits_and_way: Value,
    field: Field,
    ends: Sequence[str],
) -> ProductQuerySet:
    limits = dict(zip(ends, limits_and_way, strict=False))  # the last one says whether to read
    if values:
        products = products.with_own_values(field, values)
    if any(limit is not None for limit in limits.values()):
        products = products.with_own_between(field, limits.get("min"), limits.get("max"))
    return products


def _limit(parameter: OwnParameter, texts: Sequence[str]) -> ParameterValue:
    if len(texts) != 1 or is_blank(texts[0]):
        raise asked.Misread("Give one value, or leave this out.")
    if parameter.refusal:
        raise asked.Misread(parameter.refusal)
    return asked.read(parameter.field, texts[0])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


_ENDS = {"min": "from", "max": "up to"}
"""Of a range. The rules of fields allow none of such a name; where an old one has it, the name means that field."""
