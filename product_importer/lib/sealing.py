"""What others trusted us with and we must send on, encrypted at rest: a dump of the database holds no secret.

The keys are CREDENTIALS_KEY, a list: the first one seals, and each of them opens.
"""

import base64
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(dict[str, str]):
    """Stands for values that none of the keys opens. It is empty, so that pages can show the rest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        """As it is stored. It stays so until it is replaced: the key may come back."""


if TYPE_CHECKING:
    _Text = models.TextField[dict[str, str], dict[str, str]]
else:
    _Text = models.TextField


class SealedField(_Text):
    """A dictionary of texts, of which the database sees only one encrypted text.

    No lookup finds anything in it. Where no key opens it, it is Unreadable.
    """

    def from_db_value(self, value: str | None, *_: object) -> dict[str, str] | None:
        return None if value is None else unsealed(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else sealed(value)


def sealed(values: dict[str, str]) -> str:
    if isinstance(values, Unreadable):
        return values.text
    return _box(*settings.CREDENTIALS_KEYS).encrypt(json.dumps(values).encode()).decode()


def unsealed(text: str) -> dict[str, str]:
    if not settings.CREDENTIALS_KEYS:  # in a process that needs none of it
        return Unreadable(text)
    try:
        return dict(json.loads(_box(*settings.CREDENTIALS_KEYS).decrypt(text)))
    except InvalidToken:
        return Unreadable(text)


@lru_cache
def _box(*keys: str) -> MultiFernet:
    return MultiFernet([*map(_fernet, keys)])


def _fernet(key: str) -> Fernet:
    """Keys are random already, of whatever length and letters; Fernet wants 32 bytes in base64."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"product-importer credentials " + key.encode()).digest()))
