"""Signing secrets, which are derived and not stored. Pure.

A secret follows from a master key, the webhook's id and a version, so a dump of the database holds none.
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Iterable, Sequence

PREFIX = "whsec_"


def secret(master_key: str, webhook_id: uuid.UUID, version: int) -> str:
    """The signing secret as its owner is shown it: `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(_derived(master_key, webhook_id, version)).decode()


def secrets(master_keys: Sequence[str], webhook_id: uuid.UUID, versions: Iterable[int]) -> list[str]:
    """Every live secret; the first comes from the first master key and the first version, which is the newest.

    Earlier master keys sign too as long as they are listed, so that receivers verify while the key is changed.
    """
    newest_first = list(versions)
    return [secret(key, webhook_id, version) for key in master_keys for version in newest_first]


def key_in(secret: str) -> bytes:
    """The bytes to sign with."""
    return base64.b64decode(secret.removeprefix(PREFIX))


def _derived(master_key: str, webhook_id: uuid.UUID, version: int) -> bytes:
    return hmac.digest(master_key.encode(), f"webhook {webhook_id} {version}".encode(), hashlib.sha256)
