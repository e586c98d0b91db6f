"""The values of a product as the history keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from products.fields.field import Field
from products.models import Product


def given_values(fields: Iterable[Field], product: Product) -> dict[str, Any]:
    """By field; none of fields that are empty."""
    values = {field.key: plain(field.value_of(product)) for field in fields}
    return {key: value for key, value in values.items() if value not in (None, "")}


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else [*value] if isinstance(value, tuple) else value
