"""The keys of SFTP servers, as they are kept (`type base64`) and shown (`SHA256:…`, as ssh does). Pure."""

import base64
import hashlib


def kept(kind: str, key: bytes) -> str:
    return f"{kind} {base64.b64encode(key).decode()}"


def fingerprint(text: str) -> str:
    """Empty if there is none."""
    kind, _, key = text.partition(" ")
    digest = hashlib.sha256(base64.b64decode(key)).digest()
    return f"{kind} SHA256:{base64.b64encode(digest).decode().rstrip('=')}" if text else ""
