"""Codes of authenticator apps (TOTP, RFC 6238: six digits, SHA-1, half a minute) and recovery codes. Pure."""

import base64
import hashlib
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "Product Importer"
SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
"""Steps that a phone's clock may be early or late."""

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 random bits: one round of SHA-256 keeps them, for no one can try so many."""


def new_secret() -> str:
    """In base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(secret: str, code: str, *, now: float) -> int | None:
    """The half minute whose code this is, around `now` (seconds since 1970), or None."""
    digits = "".join(code.split())
    if not (secret and digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    current = int(now) // STEP_SECONDS
    steps = [current + shift for shift in range(-TOLERANCE, TOLERANCE + 1)]
    return next((step for step in steps if bytes_eq(code_at(secret, step).encode(), digits.encode())), None)


def code_at(secret: str, step: int) -> str:
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # what the apps know
    return totp.generate(step * STEP_SECONDS).decode()


def address_for_app(secret: str, username: str) -> str:
    """What the QR code says."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER}, quote_via=quote)}"


def new_recovery_codes() -> list[str]:
    return [_grouped(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def digest_of(recovery_code: str) -> str:
    """However it was typed: spaces, hyphens and capitals make no difference."""
    plain = "".join(recovery_code.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _grouped(random: bytes) -> str:
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
