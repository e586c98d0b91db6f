"""When somebody last proved who they are, in this session."""

import time

from django.http import HttpRequest

from product_importer.lib.actor import token_of
from product_importer.lib.errors import ApiError

LASTS_SECONDS = 10 * 60
CONFIRMED_AT = "confirmed_at"
"""In the session: seconds since 1970."""

NEEDED = "Enter your password at /accounts/confirm/ first; that lasts for 10 minutes. Then send this again."


def note_confirmed(request: HttpRequest) -> None:
    request.session[CONFIRMED_AT] = int(time.time())


def is_confirmed(request: HttpRequest) -> bool:
    """Whether it is less than LASTS_SECONDS ago. A clock that was set back counts as long ago."""
    at = request.session.get(CONFIRMED_AT)
    return isinstance(at, int) and 0 <= time.time() - at < LASTS_SECONDS


def require_confirmed(request: HttpRequest) -> None:
    """For JSON routes. Raises ApiError 403 `password_needed`. A bearer token is no session, and has no password."""
    if token_of(request) is None and not is_confirmed(request):
        raise ApiError(403, "password_needed", NEEDED)
