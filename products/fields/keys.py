"""The keys that own fields can have, and the headers that can mean them. Pure."""

import re

from products.fields.headers import CURRENCY
from products.fields.registry import FIELDS

LONGEST_KEY = 40
"""Characters."""

KEY_PATTERN = "[a-z][a-z0-9]*(_[a-z0-9]+)*"

RESERVED = frozenset(
    {
        *("id", "version", "attributes", "pinned", "created_at", "updated_at", "_row", "_errors", "_job"),
        *CURRENCY.split(),
    }
)
"""Beside the headers of the fields that every catalogue has."""


def key_fault(key: str) -> str | None:
    """Why no own field can have the key, whichever there are, or None if one can."""
    if len(key) > LONGEST_KEY:
        return f"The key has {len(key):,} characters; at most {LONGEST_KEY} are allowed."
    if not re.fullmatch(KEY_PATTERN, key):
        return "Write the key in small letters from a to z, digits and single underscores, such as net_weight."
    return None


def is_reserved(name: str) -> bool:
    """Whether a key, or a header as it is compared, already stands for something else.

    Headers are compared without the underscore of our own columns.
    """
    return name in RESERVED or f"_{name}" in RESERVED or name in FIELDS.meanings
