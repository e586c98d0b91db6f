"""Who has to have a second factor: SECOND_FACTOR_REQUIRED says."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from product_importer.accounts.models import MANAGE_PEOPLE

VERIFIED = "second_factor"
"""In a session: it was opened with the second factor."""


def is_required_of(user: User) -> bool:
    if settings.SECOND_FACTOR_REQUIRED == "managers":
        return user.has_perm(MANAGE_PEOPLE)
    return bool(settings.SECOND_FACTOR_REQUIRED == "everyone")


def note_verified(request: HttpRequest) -> None:
    request.session[VERIFIED] = True


def is_verified(request: HttpRequest) -> bool:
    return bool(request.session.get(VERIFIED))
