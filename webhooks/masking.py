"""What of the owner's extra headers is shown. Many are passwords: those are masked from the moment they are stored."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from product_importer.lib.sealing import Unreadable
from webhooks.sending.request_headers import MASK

_NAME = re.compile(r"auth|bearer|cookie|cred|jwt|key|pass|pwd|secret|session|sign|token", re.IGNORECASE)
_VALUE = re.compile(r"(?:basic|bearer|digest|token)\s|(?=\S*[0-9])(?=\S*[a-z])\S{20,}", re.IGNORECASE)


def is_secret(name: str, value: str) -> bool:
    """Whether it looks like a password: by its name, or as a long text of letters and digits."""
    return bool(value and (_NAME.search(name) or _VALUE.search(value)))


def masked(headers: Mapping[str, str]) -> dict[str, str]:
    """For those who may change them."""
    return {name: MASK if is_secret(name, value) else value for name, value in headers.items()}


def all_masked(headers: Mapping[str, str]) -> dict[str, str]:
    """For those who may only look."""
    return dict.fromkeys(headers, MASK)


def unmasked(given: Mapping[str, str], stored: Mapping[str, str], *, is_elsewhere: bool = False) -> Mapping[str, str]:
    """What somebody entered who was shown masks: a mask stands for the value that is stored under its name.

    But not where the webhook is to lead `is_elsewhere`: or whoever may change it would send the secrets to themselves.

    What no key opens is kept unless other headers take its place. Raises ValidationError.
    """
    if not given and isinstance(stored, Unreadable):
        return stored
    known = {name.lower(): value for name, value in stored.items()}
    for name, value in given.items():
        if value.strip() == MASK and name.lower() not in known:
            raise ValidationError(f"{name} has no value yet. Enter it in place of {MASK}")
    if is_elsewhere and (masked_ones := [name for name, value in given.items() if value.strip() == MASK]):
        raise ValidationError(f"The URL leads to another server. Enter {masked_ones[0]} again in place of {MASK}")
    return {name: known[name.lower()] if value.strip() == MASK else value for name, value in given.items()}
