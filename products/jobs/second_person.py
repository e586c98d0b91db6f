"""Two pairs of eyes: what people may not apply by themselves waits for somebody else, where the site wants that."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin

from products.jobs.record import MAY_APPLY


def is_needed(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether somebody else has to agree to what this person asks for. None: a command, which is nobody."""
    may_apply = isinstance(user, PermissionsMixin) and user.has_perm(MAY_APPLY)
    return bool(settings.IMPORT_REVIEW_REQUIRED and not may_apply)
