"""API tokens: what a program shows instead of signing in. It may do what its owner may, or only read."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

SCOPES = ("read", "write")
MARK = "pi_"
"""The beginning of every token, so that scanners for leaked secrets can tell what they found."""

SEEN_EVERY = timedelta(minutes=1)
"""How precisely the last use is recorded: a write for each request would cost more than the request."""

NAME_MAX_LENGTH = 100


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def newest_first(self) -> ApiTokenQuerySet:
        return self.order_by("-created_at", "-id")

    def active(self) -> ApiTokenQuerySet:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)

    def revoke(self) -> int:
        """They give no access from now on. Returns how many gave it until now."""
        return self.active().update(revoked_at=timezone.now())

    def issue(
        self, user: User, *, name: str, scopes: Sequence[str] = SCOPES, expires_at: datetime | None = None
    ) -> tuple[ApiToken, str]:
        """A new token and its text, which cannot be recovered later."""
        prefix, secret = MARK + secrets.token_hex(4), secrets.token_urlsafe(24)
        text = f"{prefix}_{secret}"
        token = self.create(
            user=user,
            name=name,
            prefix=prefix,
            digest=_digest(text),
            may_write="write" in scopes,
            expires_at=expires_at,
        )
        return token, text

    def with_text(self, text: str) -> ApiToken | None:
        """The token with this text, whether it still gives access or not."""
        prefix, _, secret = text.removeprefix(MARK).partition("_")
        if not secret or not text.isascii():
            return None
        token = self.select_related("user").filter(prefix=MARK + prefix[:20]).first()
        return token if token and secrets.compare_digest(token.digest, _digest(text)) else None


class ApiToken(models.Model):
    """Only a hash is stored: a copy of the database gives no access."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=NAME_MAX_LENGTH, help_text="What uses it, so that you recognise it later.")
    prefix = models.CharField(max_length=20, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the token.")
    may_write = models.BooleanField("can write", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty if it never expires.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="apitoken_newest")]
        constraints = [models.CheckConstraint(name="apitoken_named", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scopes(self) -> list[str]:
        return [*SCOPES] if self.may_write else ["read"]

    @property
    def flaw(self) -> str | None:
        """Why it gives no access, or None if it does."""
        if self.revoked_at:
            return "This token was revoked."
        if self.expires_at and self.expires_at <= timezone.now():
            return "This token has expired."
        return None if self.user.is_active else "This token's owner no longer has an active account."

    def note_use(self) -> None:
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - SEEN_EVERY:
            stale = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY)
            ApiToken.objects.filter(stale, pk=self.pk).update(last_used_at=now)

    def revoke(self) -> bool:
        """It gives no access from now on. False if it was already revoked."""
        return ApiToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1


def _digest(text: str) -> str:
    """One round is enough: 192 random bits cannot be guessed, however fast the attempts."""
    return hashlib.sha256(text.encode()).hexdigest()
