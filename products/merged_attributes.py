"""What a product has in `attributes`, the column of its own fields."""

import json
from collections.abc import Mapping

from django.conf import settings

from products.fields import typed
from products.fields.kinds import Value


def attributes_with(stored: Mapping[str, object], values: Mapping[str, Value]) -> dict[str, object]:
    """What a product has in `attributes` once its own fields have these values. None: the field has none.

    Raises InvalidValues if that is more than a product can hold, and than it holds already.
    """
    changed = {key: [*value] if isinstance(value, tuple) else value for key, value in values.items()}
    merged = {key: value for key, value in {**stored, **changed}.items() if value is not None}
    if _size(merged) > max(settings.PRODUCT_ATTRIBUTES_MAX_BYTES, _size(stored)):
        written = [key for key, value in values.items() if value is not None]
        raise typed.InvalidValues({key: [too_many_attributes()] for key in written or values})
    return merged


def _size(attributes: Mapping[str, object]) -> int:
    return len(json.dumps(attributes, ensure_ascii=False).encode())


def too_many_attributes() -> str:
    """The sentence for a product whose own fields hold more than one can have."""
    most = settings.PRODUCT_ATTRIBUTES_MAX_BYTES // 1024
    return f"The own fields of one product can hold at most {most} KiB together. Shorten one of them."
