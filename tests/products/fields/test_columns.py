"""The columns of the catalogue's table stand beside the list of fields: the two say the same."""

from typing import Any, TypeAlias, cast

from django.db import models

from products.fields.columns import BuiltinColumns
from products.fields.kinds import KindName, Money, Text
from products.fields.registry import FIELDS
from products.models import Product

Column: TypeAlias = "models.Field[Any, Any]"

TYPES: dict[KindName, type[Column]] = {
    "sku": models.CharField,
    "text": models.CharField,
    "long_text": models.TextField,
    "money": models.DecimalField,
    "boolean": models.BooleanField,
}


def column_of(key: str) -> Column:
    return cast(Column, Product._meta.get_field(key))


def test_there_is_one_column_for_each_field() -> None:
    assert tuple(column.name for column in BuiltinColumns._meta.get_fields()) == FIELDS.keys


def test_each_column_is_of_its_kind_and_empty_where_its_field_is() -> None:
    columns = {field.key: column_of(field.key) for field in FIELDS}

    assert {key: type(column) for key, column in columns.items()} == {
        field.key: TYPES[field.kind.name] for field in FIELDS
    }
    assert {key: column.null for key, column in columns.items()} == {field.key: field.nullable for field in FIELDS}
    assert {key: column.get_default() for key, column in columns.items() if not column.null} == {
        field.key: field.absent for field in FIELDS if not field.nullable
    }


def test_each_column_holds_what_its_kind_takes() -> None:
    for field in FIELDS:
        column = column_of(field.key)
        if isinstance(field.kind, Text):
            assert column.max_length == field.kind.longest
        if isinstance(field.kind, Money) and isinstance(column, models.DecimalField):
            digits = 10 ** (column.max_digits - column.decimal_places)
            assert field.kind.most < digits
