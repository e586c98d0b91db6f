"""What a product has in `attributes`, the column of its own fields."""

import json
from collections.abc import Mapping

from django.conf import settings

from products.fields import typed
from products.fields.kinds import Value


def attributes_with(stored: Mapping[str, object], values: Mapping[str, Value]) -> dict[str, object]:
    """What a product has in `attributes` once its own fields have these values. None: the field has none.

    Raises InvalidValues if that is more than a product can hold.
    """
    changed = {key: [*value] if isinstance(value, tuple) else value for key, value in values.items()}
    merged = {key: value for key, value in {**stored, **changed}.items() if value is not None}
    size = len(json.dumps(merged, ensure_ascii=False).encode())
    if size > settings.PRODUCT_ATTRIBUTES_MAX_BYTES and merged != stored:
        written = [key for key, value in values.items() if value is not None]
        raise typed.InvalidValues({key: [too_many_attributes()] for key in written or values})
    return merged


def too_many_attributes() -> str:
    """The sentence for a product whose own fields hold more than one can have."""
    most = settings.PRODUCT_ATTRIBUTES_MAX_BYTES // 1024
    return f"The own fields of one product can hold at most {most} KiB together. Shorten one of them."
