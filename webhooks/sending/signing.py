"""Standard Webhooks signatures (standardwebhooks.com) with secrets that are derived, not stored. Pure.

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
    """Every live secret. The first one is of the first master key and the first, that is the newest, version.

    Earlier master keys sign too as long as they are listed, so that receivers verify while the key is changed.
    """
    newest_first = list(versions)
    return [secret(key, webhook_id, version) for key in master_keys for version in newest_first]


def signature(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature a secret, in their order. `timestamp`: Unix seconds."""
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    return " ".join(f"v1,{_sign(each, signed)}" for each in secrets)


def _derived(master_key: str, webhook_id: uuid.UUID, version: int) -> bytes:
    return hmac.digest(master_key.encode(), f"webhook {webhook_id} {version}".encode(), hashlib.sha256)


def _sign(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
