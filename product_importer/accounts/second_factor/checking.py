"""Whether a code is right. Each is taken once; after some wrong ones the person has to pause, longer each time.

The count is in PostgreSQL, for six digits must not be guessed while Redis is away.
"""

import math
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from product_importer.accounts.guessing import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, TooManyGuesses
from product_importer.accounts.models import SecondFactor
from product_importer.accounts.second_factor import codes


def has_one(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def accepts(user: User, code: str) -> bool:
    """Whether it is this person's code of the moment, or a recovery code, not used before. Raises TooManyGuesses."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        if seconds := _pause_left(factor, timezone.now()):
            raise TooManyGuesses(seconds)
        is_right = _takes(factor, code)
        factor.wrong_codes = 0 if is_right else factor.wrong_codes + 1
        factor.wrong_at = None if is_right else timezone.now()
        factor.save()
    return is_right


def _takes(factor: SecondFactor, code: str) -> bool:
    step = codes.step_of(factor.secret, code, now=time.time())
    if step is not None and step > factor.last_step:
        factor.last_step = step
        return True
    digest = codes.digest_of(code)
    if digest in factor.recovery_digests:
        factor.recovery_digests = [each for each in factor.recovery_digests if each != digest]
        return True
    return False


def _pause_left(factor: SecondFactor, now: datetime) -> int:
    """Seconds. As at sign-in: from the limit on, each wrong code doubles the pause."""
    above = factor.wrong_codes - settings.SIGN_IN_FAILURE_LIMIT
    if above < 0 or factor.wrong_at is None:
        return 0
    pause = min(FIRST_PAUSE_SECONDS << min(above, 20), LONGEST_PAUSE_SECONDS)
    return max(math.ceil((factor.wrong_at + timedelta(seconds=pause) - now).total_seconds()), 0)
