"""Turning the second factor on and off."""

import time

from django.contrib.auth.models import User
from django.db import transaction

from product_importer.accounts.models import SecondFactor
from product_importer.accounts.second_factor import codes


def turn_on(user: User, *, secret: str, code: str) -> list[str] | None:
    """Keep the secret if the app shows the right code for it. Returns recovery codes, which are shown this once.

    None if the code is wrong, or there is a second factor already.
    """
    step = codes.step_of(secret, code, now=time.time())
    if step is None:
        return None
    recovery = codes.new_recovery_codes()
    kept = {"sealed": {"secret": secret}, "last_step": step, "recovery_digests": [*map(codes.digest_of, recovery)]}
    _, is_new = SecondFactor.objects.get_or_create(user=user, defaults=kept)
    return recovery if is_new else None


def turn_off(user: User) -> bool:
    """False if there was none."""
    return SecondFactor.objects.filter(user=user).delete()[0] > 0


def renew_recovery_codes(user: User) -> list[str] | None:
    """The old ones are void from now on. None if there is no second factor."""
    recovery = codes.new_recovery_codes()
    with transaction.atomic():
        found = SecondFactor.objects.filter(user=user).update(recovery_digests=[*map(codes.digest_of, recovery)])
    return recovery if found else None
