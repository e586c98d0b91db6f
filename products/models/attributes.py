"""The values of own fields as lists ask for them: equal to one, in a range, in order, by their words.

The expressions for order and words are those of indexes too (`search.own_indexes`). None of them fails, whatever stands
in `attributes`: otherwise no such product could be saved. Keys are identifiers, so they stand in the SQL as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Collate
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from products.fields.asked import has_words, spellings
from products.fields.field import Field
from products.fields.kinds import Value
from products.fields.numbers import MOST_PLACES, WHOLE_DIGITS
from products.models.lookups import ContainsInAnyCase

ORDERED_BY = 200
"""Characters of a text that decide its place."""

NO_TEXT, NO_INTEGER, NO_NUMBER = "", -(2**63), -(Decimal(10) ** (WHOLE_DIGITS + 1))
"""Where a product without a value stands: a key must not be NULL. No value has one of these keys."""


class OfAttributes(models.Func):
    """SQL about the column `attributes`, which stands in the template as `%(expressions)s`."""

    def __init__(self, template: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__("attributes", template=template, output_field=output_field)


@dataclass(frozen=True)
class OwnTexts:
    """What of own fields the search box looks at."""

    searched: tuple[Field, ...] = ()
    """Any part of their values is found: by words, or by trigrams of the value."""
    barcodes: tuple[Field, ...] = ()
    """A whole barcode is found in any of them."""
    is_indexed: bool = False
    """Whether all indexes of `searched` are there."""

    @cached_property
    def with_words(self) -> tuple[Field, ...]:
        return tuple(field for field in self.searched if has_words(field))

    @cached_property
    def by_part(self) -> tuple[Field, ...]:
        """Those of `searched` with an index of their own each."""
        return tuple(field for field in self.searched if not has_words(field))

    @property
    def words(self) -> OfAttributes:
        """The words of the values of `with_words`, as their index has them."""
        return OfAttributes(words_template(self.with_words), ArrayField(models.TextField()))

    @property
    def words_sql(self) -> str:
        """The same for a statement without Django."""
        return _in_sql(words_template(self.with_words))


NO_OWN_TEXTS = OwnTexts()


def order_name(key: str) -> str:
    """The name of the sort key among the columns of a product."""
    return f"f_{key}"


def sort_key(field: Field) -> models.Expression:
    """By what lists are sorted and narrowed to a range: never NULL, the same for every server."""
    if field.kind.name == "integer":
        return OfAttributes(_INTEGER_KEY.format(key=field.key), models.BigIntegerField())
    if field.kind.name in {"decimal", "money"}:
        number = models.DecimalField(max_digits=WHOLE_DIGITS + MOST_PLACES + 2, decimal_places=MOST_PLACES)
        return OfAttributes(_NUMBER_KEY.format(key=field.key), number)
    return Collate(OfAttributes(_TEXT_KEY.format(key=field.key), models.TextField()), "C")


def sort_key_sql(field: Field) -> str:
    """The key of a text for a statement without Django."""
    return f'{_in_sql(_TEXT_KEY.format(key=field.key))} COLLATE "C"'


def text_sql(field: Field) -> str:
    """The value as text for a statement without Django."""
    return _in_sql(_text_template(field))


def key_type(field: Field) -> str:
    """Fields with the same word here have the same form of sort key."""
    return {"integer": "i", "decimal": "n", "money": "n"}.get(field.kind.name, "t")


def key_of(field: Field, value: Value) -> Value:
    """Where a value of a kind with ranges stands in their order."""
    return Decimal(str(value)) if key_type(field) == "n" else value


def has_one_of(field: Field, values: Sequence[Value]) -> models.Q:
    """The product has one of the values; of a list, as a member. None: it has no value."""
    wanted = [_lacks(field) if value is None else _has(field, value) for value in values]
    return models.Q(*wanted, _connector=models.Q.OR)


def has_barcode(fields: Iterable[Field], barcode: str) -> models.Q:
    """One of the fields has this barcode, with or without leading zeros."""
    return models.Q(*(_has(field, barcode) for field in fields), _connector=models.Q.OR)


def between(field: Field, least: Value, most: Value) -> models.Q:
    """The value is between the two, inclusive. None: no limit."""
    key = sort_key(field)
    lower = GreaterThan(key, _absent_key(field)) if least is None else GreaterThanOrEqual(key, key_of(field, least))
    condition = models.Q(lower)
    return condition if most is None else condition & models.Q(LessThanOrEqual(key, key_of(field, most)))


def contains(field: Field, line: str) -> models.Q:
    """The value contains the text, in any case; of a list, one of the members."""
    return models.Q(ContainsInAnyCase(text_of(field), line))


def text_of(field: Field) -> OfAttributes:
    """The value as text; the members of a list each on a line."""
    return OfAttributes(_text_template(field, separator="\n"), models.TextField())


def words_template(fields: Sequence[Field]) -> str:
    """NULL, and so no words, for a product without a value."""
    texts = [_text_template(field) for field in fields]
    if len(texts) == 1:
        return f"products_words({texts[0]}, '')"
    joined = " || ' ' || ".join(f"coalesce({text}, '')" for text in texts)
    return f"products_words(nullif({joined}, '{' ' * (len(texts) - 1)}'), '')"


def _in_sql(template: str) -> str:
    return template.replace("%(expressions)s", "attributes")


def _text_template(field: Field, separator: str = " ") -> str:
    """The value as text; of a list, the members with the separator between."""
    return (_MEMBERS if field.kind.name == "list" else _TEXT).format(key=field.key, separator=separator)


def _has(field: Field, value: Value) -> models.Q:
    if field.kind.name == "barcode":
        same = [models.Q(attributes__contains={field.key: text}) for text in spellings(str(value))]
        return models.Q(*same, _connector=models.Q.OR)
    return models.Q(attributes__contains={field.key: [value] if field.kind.name == "list" else value})


def _lacks(field: Field) -> models.Q:
    return models.Q(Exact(sort_key(field), _absent_key(field)))


def _absent_key(field: Field) -> str | int | Decimal:
    absent: dict[str, str | int | Decimal] = {"i": NO_INTEGER, "n": NO_NUMBER, "t": NO_TEXT}
    return absent[key_type(field)]


_TEXT = "(%(expressions)s ->> '{key}')"

# The members with a separator between. JSON writes `", "` between members, and never inside one, where a quote has a
# backslash before it.
_MEMBERS = r"""replace(replace(replace(
    substr(%(expressions)s ->> '{key}', 3, greatest(length(%(expressions)s ->> '{key}') - 4, 0)),
    '", "', '{separator}'), '\"', '"'), '\\', '\')"""

_TEXT_KEY = f"lower(left(coalesce(%(expressions)s ->> '{{key}}', ''), {ORDERED_BY}))"
_INTEGER_KEY = (
    "CASE WHEN jsonb_typeof(%(expressions)s -> '{key}') = 'number' "
    f"THEN (%(expressions)s -> '{{key}}')::bigint ELSE '{NO_INTEGER}'::bigint END"
)
_NUMBER_KEY = (
    "CASE WHEN %(expressions)s ->> '{key}' ~ '^-?[0-9]+([.][0-9]+)?$' "
    f"THEN (%(expressions)s ->> '{{key}}')::numeric ELSE {NO_NUMBER} END"
)
