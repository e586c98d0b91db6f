"""Between the password and the second factor: the session knows whose code is awaited. Nobody is signed in yet."""

import time
from typing import NamedTuple

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

KEY = "sign_in_pending"
LASTS_SECONDS = 5 * 60


class Pending(NamedTuple):
    user: User
    next_page: str


def begin(request: HttpRequest, user: User, *, next_page: str) -> None:
    """The password was right."""
    request.session.cycle_key()
    request.session[KEY] = [user.pk, user.get_session_auth_hash(), int(time.time()), next_page]


def awaited(request: HttpRequest) -> Pending | None:
    """None if nobody is awaited, it took too long, or the password was changed meanwhile."""
    pk, digest, at, next_page = request.session.get(KEY) or (0, "", 0, "")
    if not 0 <= time.time() - at < LASTS_SECONDS:
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), digest):
        return None
    return Pending(user, next_page)


def end(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
