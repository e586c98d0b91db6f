"""The audit log: who changed what, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import and_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ActorKind(models.TextChoices):
    USER = "user", "person"
    API = "api", "API token"
    COMMAND = "command", "command line"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def forget_old(self) -> int:
        """Delete what is older than AUDIT_KEEP_DAYS. Returns how many."""
        return self.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_KEEP_DAYS)).delete()[0]

    def matching(
        self,
        *,
        who: str = "",
        kind: str = "",
        what: str = "",
        actions: Collection[str] = (),
        subject: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> AuditEntryQuerySet:
        """Narrowed by whatever is given.

        `what`: words of the action, in any order; or the action is one of `actions`. `until`: up to then, exclusive.
        """
        words = what.replace(":", " ").split()
        wanted = reduce(and_, (Q(action__icontains=word) for word in words), Q())
        if actions:
            wanted |= Q(action__in=actions)
        if who:
            wanted &= Q(username__iexact=who) | Q(token=who)
        if kind:
            wanted &= Q(kind=kind)
        if subject:
            wanted &= Q(subject__icontains=subject)
        if since:
            wanted &= Q(at__gte=since)
        if until:
            wanted &= Q(at__lt=until)
        return self.filter(wanted)


class AuditEntry(models.Model):
    """One request or command that changed something. It stays when the person's account is deleted."""

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=ActorKind.choices, default=ActorKind.USER)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    username = models.CharField(max_length=150, help_text="Of a command: whoever ran it on the server.")
    token = models.CharField(max_length=20, blank=True, help_text="The prefix of the API token, if it came with one.")
    action = models.CharField(max_length=100, help_text="The method and the name of the route, or the command.")
    subject = models.CharField(max_length=100, blank=True, help_text="The id of what was changed.")
    address = models.GenericIPAddressField(null=True, help_text="Where the request came from.")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["-at", "-id"], name="auditentry_newest")]
        constraints = [
            models.CheckConstraint(name="auditentry_kind", condition=Q(kind__in=ActorKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.username}: {self.action} {self.subject}".rstrip()
