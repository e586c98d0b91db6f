"""The second factor: codes of an authenticator app, and recovery codes for the day the phone is gone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from product_importer.lib.sealing import SealedField, Unreadable


class SecondFactor(models.Model):
    """Of one person. The app's secret is encrypted; of recovery codes only hashes are kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="second_factor"
    )
    sealed = SealedField(help_text="`secret`: what the app shares with us, in base32.")
    last_step = models.BigIntegerField(default=0, help_text="The half minute of the last code that was taken.")
    recovery_digests = ArrayField(models.CharField(max_length=64), default=list, help_text="SHA-256 of unused codes.")
    wrong_codes = models.PositiveIntegerField(default=0, help_text="Since the last right one.")
    wrong_at = models.DateTimeField(null=True, help_text="When the last wrong one came.")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"second factor of user {self.user_id}"

    @property
    def is_readable(self) -> bool:
        """Whether one of our keys opens it. Otherwise only recovery codes are taken."""
        return not isinstance(self.sealed, Unreadable)

    @property
    def secret(self) -> str:
        """Empty if no key opens it."""
        return self.sealed.get("secret", "")
