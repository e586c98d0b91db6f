"""Standard Webhooks signatures (standardwebhooks.com). Pure."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from webhooks.models.secrets import key_in


def signature(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature a secret, in their order. `timestamp`: Unix seconds."""
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    return " ".join(f"v1,{_sign(each, signed)}" for each in secrets)


def _sign(secret: str, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key_in(secret), signed, hashlib.sha256)).decode()
