"""Browsers in which somebody signed in before: a signed cookie knows for which users."""

import secrets
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from product_importer.accounts.guessing import exact_key

SALT = "product_importer.device"
MAX_AGE_SECONDS = 365 * 24 * 60 * 60
MOST_USERS = 10
"""Of one browser; then the one who has not signed in for longest is forgotten."""


class Device(NamedTuple):
    id: str
    names: tuple[str, ...]
    """Who signed in here, by their name's key, the last one at the end."""


def device_of(request: HttpRequest) -> Device:
    """One that nobody signed in from, if there is no cookie of ours."""
    try:
        known, names = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=MAX_AGE_SECONDS
        )
        return Device(str(known), tuple(map(str, names)))
    except (signing.BadSignature, TypeError, ValueError):
        return Device("", ())


def known_device(request: HttpRequest, username: str) -> str:
    """The browser's id if this user signed in there before; else empty."""
    device = device_of(request)
    return device.id if exact_key(username) in device.names else ""


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    device, name = device_of(request), exact_key(username)
    names = [*(each for each in device.names if each != name), name][-MOST_USERS:]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device.id or secrets.token_hex(16), names], salt=SALT),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
