"""The webhook: fields, constraints, states and verbs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from product_importer.lib.ids import uuid7
from product_importer.lib.sealing import SealedField
from webhooks.events import EventType
from webhooks.models import secrets
from webhooks.models.delivery import Delivery, DeliveryState
from webhooks.models.health import Health

URL_MAX_LENGTH = 2_048

OLD_SECRET_SIGNS = timedelta(hours=24)
"""How long an earlier secret goes on signing after the rotation that replaced it."""

MOST_OLD_SECRETS = 5
"""At most so many sign at the same time, so that the header stays short."""

ERASED_AT_ONCE = 20_000
"""So many deliveries take about a second."""


class WebhookState(models.TextChoices):
    """In one word, what becomes of its events."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    OFF = "off"


class DisabledReason(models.TextChoices):
    """Why we disabled a webhook."""

    GONE = "gone", "the receiver answered 410 (gone for good)"
    FAILING = "failing", "nothing was delivered for five days"


class TooManyRotations(Exception):
    """The secret was rotated so often within a day that the oldest that still signs would be cut off."""

    def __init__(self, possible_at: datetime) -> None:
        super().__init__(
            f"This secret was rotated {MOST_OLD_SECRETS} times within 24 hours, and each earlier one still signs. "
            f"Rotate it again after {possible_at:%H:%M} UTC."
        )


class LastAttempt(TypedDict, total=False):
    """What a webhook shows of its last attempt. `last_delivered_at`: only after one that was delivered."""

    last_status: int | None
    last_error: str
    last_response_time_ms: float
    last_attempt_at: datetime
    last_delivered_at: datetime


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def subscribed_to(self, event_type: str) -> WebhookQuerySet:
        """Those that their owner has switched on, even while they are paused, or disabled by us."""
        return self.filter(enabled=True, event_types__contains=[event_type])

    def sendable(self, now: datetime) -> WebhookQuerySet:
        """Active ones, and those to which one delivery may be tried."""
        ready = models.Q(circuit_until__isnull=True) | models.Q(circuit_until__lte=now)
        return self.filter(ready, enabled=True, paused_at__isnull=True, disabled_at__isnull=True)

    def with_due(self, now: datetime) -> WebhookQuerySet:
        """With deliveries that are due. Some may be under way, or left behind by a sender that died."""
        return self.filter(models.Exists(Delivery.objects.due(now).filter(webhook=models.OuterRef("pk"))))

    def disabled_by_us(self) -> WebhookQuerySet:
        return self.filter(enabled=True, disabled_at__isnull=False)

    def with_waiting(self) -> WebhookQuerySet:
        """With `waiting` set: how many deliveries are still owed to each."""
        owed = Delivery.objects.filter(webhook=models.OuterRef("pk"), state=DeliveryState.PENDING).order_by()
        counted = owed.values("webhook").annotate(number=models.Count("*")).values("number")
        return self.annotate(waiting=Coalesce(models.Subquery(counted), 0))

    def newest_first(self) -> WebhookQuerySet:
        return self.order_by("-id")


class Webhook(models.Model):
    """A URL that somebody registered, with the kinds of events it is told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    url = models.CharField("URL", max_length=URL_MAX_LENGTH)
    description = models.CharField(max_length=200, blank=True)
    event_types = ArrayField(models.TextField(choices=EventType))
    custom_headers = SealedField(default=dict, blank=True, help_text="Sent with every request: name → value.")
    enabled = models.BooleanField(default=True, help_text="If off, no events are recorded for it.")
    paused_at = models.DateTimeField(
        null=True, blank=True, help_text="Paused by its owner. Events are kept until it is resumed."
    )
    disabled_at = models.DateTimeField(
        null=True, blank=True, help_text="Disabled automatically. Events are kept until it is turned on again."
    )
    disabled_reason = models.CharField(max_length=10, blank=True, choices=DisabledReason)
    failures = models.PositiveIntegerField(default=0, help_text="Failures in a row.")
    failing_since = models.DateTimeField(null=True, blank=True)
    circuit = models.DurationField(null=True, blank=True, help_text="How long the last pause after failures was.")
    circuit_until = models.DateTimeField(null=True, blank=True, help_text="When one delivery is tried again.")
    secret_version = models.PositiveIntegerField(default=1)
    secret_rotations = ArrayField(models.DateTimeField(), default=list, blank=True, editable=False)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=20, blank=True)
    last_response_time_ms = models.FloatField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="webhook_one_per_url",
                fields=["url"],
                violation_error_code="unique",
                violation_error_message="A webhook with this URL already exists.",
            ),
            models.CheckConstraint(name="webhook_url_given", condition=~models.Q(url="")),
            models.CheckConstraint(name="webhook_subscribes", condition=models.Q(event_types__len__gte=1)),
            models.CheckConstraint(
                name="webhook_event_types_known",
                condition=models.Q(event_types__contained_by=EventType.values),
            ),
            models.CheckConstraint(
                name="webhook_disabled_has_a_reason",
                condition=models.Q(disabled_at__isnull=True, disabled_reason="")
                | models.Q(disabled_at__isnull=False, disabled_reason__in=DisabledReason.values),
            ),
            models.CheckConstraint(
                name="webhook_circuit_has_a_length",
                condition=models.Q(circuit_until__isnull=True) | models.Q(circuit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("webhooks:detail", args=[self.id])

    # Facts

    @property
    def state(self) -> WebhookState:
        if not self.enabled:
            return WebhookState.OFF
        if self.disabled_at:
            return WebhookState.DISABLED
        return WebhookState.PAUSED if self.paused_at or self.circuit_until else WebhookState.ACTIVE

    @property
    def held_events(self) -> int:
        """How many events are kept because it gets none at present. Known if it came from `with_waiting`, else 0."""
        return 0 if self.state == WebhookState.ACTIVE else int(getattr(self, "waiting", 0))

    @property
    def is_probing(self) -> bool:
        """The next delivery decides whether the circuit closes."""
        return self.circuit_until is not None

    @property
    def health(self) -> Health:
        return Health(
            failures=self.failures,
            failing_since=self.failing_since,
            circuit=self.circuit,
            circuit_until=self.circuit_until,
            disabled_at=self.disabled_at,
            disabled_reason=self.disabled_reason,
        )

    @property
    def secret(self) -> str:
        """The newest signing secret. It is computed; the database does not hold it."""
        return secrets.secret(settings.WEBHOOK_MASTER_KEYS[0], self.id, self.secret_version)

    @property
    def secret_rotated_at(self) -> datetime | None:
        return self.secret_rotations[0] if self.secret_rotations else None

    def live_secrets(self, now: datetime) -> list[str]:
        """All that sign now, the newest first."""
        old = sum(now - rotated_at < OLD_SECRET_SIGNS for rotated_at in self.secret_rotations)
        versions = [self.secret_version - age for age in range(old + 1)]
        return secrets.secrets(settings.WEBHOOK_MASTER_KEYS, self.id, versions)

    # Verbs

    def enable(self, *, paused: bool = False) -> bool:
        """Switch it on, also after we disabled it, paused or not; its past failures are forgotten."""
        return self._change(
            models.Q(enabled=False) | models.Q(disabled_at__isnull=False),
            enabled=True,
            paused_at=(self.paused_at or timezone.now()) if paused else None,
            **vars(Health()),
        )

    def disable(self) -> bool:
        """The owner's switch, off: from now on nothing is recorded for it. What is already owed waits."""
        return self._change(models.Q(enabled=True), enabled=False)

    def pause(self) -> bool:
        return self._change(models.Q(enabled=True, paused_at__isnull=True), paused_at=timezone.now())

    def resume(self) -> bool:
        """End a pause, the owner's or the circuit's."""
        return self._change(
            models.Q(paused_at__isnull=False) | models.Q(circuit_until__isnull=False),
            paused_at=None,
            circuit=None,
            circuit_until=None,
        )

    def rotate_secret(self) -> bool:
        """Sign with a new secret from now on, and for a day with the one it replaces. False: somebody was quicker.

        Raises TooManyRotations if an earlier secret would sign for less than its day.
        """
        now = timezone.now()
        if len(self.secret_rotations) >= MOST_OLD_SECRETS:
            oldest_ends = self.secret_rotations[MOST_OLD_SECRETS - 1] + OLD_SECRET_SIGNS
            if oldest_ends > now:
                raise TooManyRotations(oldest_ends)
        return self._change(
            models.Q(secret_version=self.secret_version),
            secret_version=self.secret_version + 1,
            secret_rotations=[now, *self.secret_rotations][:MOST_OLD_SECRETS],
        )

    def note(self, health: Health, **last: Unpack[LastAttempt]) -> None:
        """Write down how the last attempt went. The caller holds the row's lock."""
        Webhook.objects.filter(pk=self.pk).update(**vars(health), **last)

    def erase(self) -> None:
        """Delete it with its log, which may be long: piece by piece, so that imports never wait long to write to it."""
        Webhook.objects.filter(pk=self.pk).update(enabled=False)
        while self._erase_some():
            pass

    def _erase_some(self) -> bool:
        """Delete a piece of the log. False: nothing was left of it, and the webhook itself is gone."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM webhooks_webhook WHERE id = %s FOR UPDATE", [self.pk])
            cursor.execute(_ERASE_SOME, {"webhook": self.pk, "limit": ERASED_AT_ONCE})
            if cursor.rowcount:
                return True
            cursor.execute("DELETE FROM webhooks_webhook WHERE id = %s", [self.pk])
        return False

    def _change(self, condition: models.Q, **values: object) -> bool:
        won = Webhook.objects.filter(condition, pk=self.pk).update(updated_at=timezone.now(), **values)
        self.refresh_from_db()
        return won == 1


_ERASE_SOME = """
    WITH batch AS (SELECT id FROM webhooks_delivery WHERE webhook_id = %(webhook)s LIMIT %(limit)s),
        attempt AS (DELETE FROM webhooks_attempt WHERE delivery_id IN (SELECT id FROM batch))
    DELETE FROM webhooks_delivery WHERE id IN (SELECT id FROM batch)
"""
