"""Webhooks, what is to be told them, and every attempt to do so: fields, constraints, states and verbs.

A verb that changes the state is one conditional update and says whether it won.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from product_importer.lib.ids import uuid7
from webhooks.events import EventType, message_id
from webhooks.rules import URL_MAX_LENGTH
from webhooks.sending import signing
from webhooks.sending.retrying import Health

OLD_SECRET_SIGNS = timedelta(hours=24)
"""How long an earlier secret signs too after the rotation that replaced it."""

MOST_OLD_SECRETS = 5
"""So many at the same time, however often it is rotated: the header with the signatures stays short."""


ERASED_AT_ONCE = 20_000
"""So many deliveries take about a second."""

_ERASE_SOME = """
    WITH batch AS (SELECT id FROM webhooks_delivery WHERE webhook_id = %(webhook)s LIMIT %(limit)s),
        attempt AS (DELETE FROM webhooks_attempt WHERE delivery_id IN (SELECT id FROM batch))
    DELETE FROM webhooks_delivery WHERE id IN (SELECT id FROM batch)
"""


class State(models.TextChoices):
    """Of a webhook."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    OFF = "off"


class Reason(models.TextChoices):
    """Why we disabled a webhook."""

    GONE = "gone", "the receiver answered 410: it is gone for good"
    FAILING = "failing", "nothing was delivered for five days"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def subscribed_to(self, event_type: str) -> WebhookQuerySet:
        """Those whose owner has them switched on, also while they are paused or disabled by us."""
        return self.filter(enabled=True, event_types__contains=[event_type])

    def sendable(self, now: datetime) -> WebhookQuerySet:
        """Active ones, and those of which one delivery may be tried."""
        ready = models.Q(circuit_until__isnull=True) | models.Q(circuit_until__lte=now)
        return self.filter(ready, enabled=True, paused_at__isnull=True, disabled_at__isnull=True)

    def with_due(self, now: datetime) -> WebhookQuerySet:
        """With deliveries that are due. Some may be under way, or left behind by a sender that died."""
        return self.filter(models.Exists(Delivery.objects.due(now).filter(webhook=models.OuterRef("pk"))))

    def disabled_by_us(self) -> WebhookQuerySet:
        return self.filter(enabled=True, disabled_at__isnull=False)

    def with_waiting(self) -> WebhookQuerySet:
        """With `waiting`: how many deliveries are still owed to each."""
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
    custom_headers = models.JSONField(default=dict, blank=True, help_text="Sent along: name → value.")
    enabled = models.BooleanField(default=True, help_text="The owner's switch. Off: nothing is recorded for it.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="By its owner; events are kept meanwhile.")
    disabled_at = models.DateTimeField(null=True, blank=True, help_text="By us; events are kept meanwhile.")
    disabled_reason = models.CharField(max_length=10, blank=True, choices=Reason)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, blank=True)
    circuit = models.DurationField(null=True, blank=True, help_text="For how long it was last left alone.")
    circuit_until = models.DateTimeField(null=True, blank=True, help_text="Then one delivery is tried.")
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
                violation_error_message="There is a webhook with this URL already.",
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
                | models.Q(disabled_at__isnull=False, disabled_reason__in=Reason.values),
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
    def state(self) -> State:
        if not self.enabled:
            return State.OFF
        if self.disabled_at:
            return State.DISABLED
        return State.PAUSED if self.paused_at or self.circuit_until else State.ACTIVE

    @property
    def is_probing(self) -> bool:
        """The next delivery decides whether the circuit closes."""
        return self.circuit_until is not None

    @property
    def health(self) -> Health:
        names = ("failures", "failing_since", "circuit", "circuit_until", "disabled_at", "disabled_reason")
        return Health(**{name: getattr(self, name) for name in names})

    @property
    def secret(self) -> str:
        """The newest signing secret. It is computed, and stands in no database."""
        return signing.secret(settings.WEBHOOK_MASTER_KEYS[0], self.id, self.secret_version)

    @property
    def secret_rotated_at(self) -> datetime | None:
        return self.secret_rotations[0] if self.secret_rotations else None

    def live_secrets(self, now: datetime) -> list[str]:
        """Those that sign, the newest first."""
        old = sum(now - rotated_at < OLD_SECRET_SIGNS for rotated_at in self.secret_rotations)
        versions = [self.secret_version - age for age in range(old + 1)]
        return signing.secrets(settings.WEBHOOK_MASTER_KEYS, self.id, versions)

    # Verbs

    def enable(self, *, paused: bool = False) -> bool:
        """Switch it on, or on again after we disabled it; its past failures are forgotten. Paused or not."""
        return self._change(
            models.Q(enabled=False) | models.Q(disabled_at__isnull=False),
            enabled=True,
            paused_at=(self.paused_at or timezone.now()) if paused else None,
            **_values_of(Health()),
        )

    def disable(self) -> bool:
        """The owner's switch, off: nothing is recorded from now on. What is still owed waits."""
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
        """A new secret signs from now on; the one before it signs too for a day, as do those before that one."""
        return self._change(
            models.Q(secret_version=self.secret_version),
            secret_version=self.secret_version + 1,
            secret_rotations=[timezone.now(), *self.secret_rotations][:MOST_OLD_SECRETS],
        )

    def note(self, health: Health, **last: Any) -> None:
        """Write how the last attempt went. The caller holds the row's lock."""
        Webhook.objects.filter(pk=self.pk).update(**_values_of(health), **last)

    def erase(self) -> None:
        """Delete it with its log, which may be long: by and by, so that imports that would tell it wait for moments."""
        Webhook.objects.filter(pk=self.pk).update(enabled=False)
        while self._erase_some():
            pass

    def _erase_some(self) -> bool:
        """False: nothing was left of its log, and it went itself. Imports that write to it go first."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM webhooks_webhook WHERE id = %s FOR UPDATE", [self.pk])
            cursor.execute(_ERASE_SOME, {"webhook": self.pk, "limit": ERASED_AT_ONCE})
            if cursor.rowcount:
                return True
            cursor.execute("DELETE FROM webhooks_webhook WHERE id = %s", [self.pk])
        return False

    def _change(self, condition: models.Q, **values: Any) -> bool:
        won = Webhook.objects.filter(condition, pk=self.pk).update(updated_at=timezone.now(), **values)
        self.refresh_from_db()
        return won == 1


class Event(models.Model):
    """What happened, written in the transaction of what happened: the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=30)
    body = models.TextField(help_text="The exact text that is signed and sent.")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def message_id(self) -> str:
        return message_id(self.id)


class DeliveryState(models.TextChoices):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISCARDED = "discarded"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.PENDING)

    def due(self, now: datetime) -> DeliveryQuerySet:
        return self.pending().filter(due_at__lte=now)

    def failed_since(self, moment: datetime) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.FAILED, finished_at__gte=moment)

    def newest_first(self) -> DeliveryQuerySet:
        return self.order_by("-id")

    def matching(self, *, state: str = "", event_type: str = "", since: datetime | None = None) -> DeliveryQuerySet:
        found = self
        if state:
            found = found.filter(state=state)
        if event_type:
            found = found.filter(event__type=event_type)
        return found.filter(created_at__gte=since) if since else found

    # Verbs

    def send_again(self) -> int:
        """Give each the full schedule again, beginning now. How many there were; pending ones are hurried only."""
        now = timezone.now()
        self.pending().filter(lane__isnull=True).update(due_at=now)
        done = self.exclude(state=DeliveryState.PENDING)
        return done.update(state=DeliveryState.PENDING, tries=0, due_at=now, finished_at=None)

    def discard(self) -> int:
        """Give up what is still owed and is not being sent at this moment."""
        idle = self.pending().filter(lane__isnull=True)
        return idle.update(state=DeliveryState.DISCARDED, due_at=None, finished_at=timezone.now())


class Delivery(models.Model):
    """One event for one webhook. `lane`: the worker that holds this lane of the webhook is sending it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts_made = models.PositiveIntegerField(default=0, help_text="In all.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="In the present round of the schedule.")
    due_at = models.DateTimeField(null=True, blank=True)
    lane = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["webhook", "due_at"], name="delivery_due", condition=models.Q(state="pending")),
            models.Index(fields=["webhook", "lane"], name="delivery_lane", condition=models.Q(lane__isnull=False)),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
            models.Index(fields=["webhook", "-id"], name="delivery_failed", condition=models.Q(state="failed")),
            models.Index(
                fields=["finished_at"], name="delivery_finished", condition=models.Q(finished_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_webhook", fields=["event", "webhook"]),
            models.CheckConstraint(name="delivery_state_known", condition=models.Q(state__in=DeliveryState.values)),
            models.CheckConstraint(
                name="delivery_pending_is_due",
                condition=models.Q(state="pending", due_at__isnull=False, finished_at__isnull=True)
                | ~models.Q(state="pending")
                & models.Q(due_at__isnull=True, finished_at__isnull=False, lane__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("webhooks:delivery", args=[self.webhook_id, self.id])

    def send_again(self) -> bool:
        """Give it the full schedule again, beginning now. False if it is being sent at this moment."""
        found = Delivery.objects.filter(pk=self.pk)
        done = found.send_again() or found.pending().filter(lane__isnull=True).update(tries=0)
        self.refresh_from_db()
        return bool(done)


class Attempt(models.Model):
    """One HTTP request and what came of it. Times are milliseconds; what did not happen has none."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    url = models.TextField()
    request_headers = models.JSONField(help_text="The signature and the owner's headers are masked.")
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=20, blank=True, help_text="Empty: it was delivered.")
    detail = models.TextField(blank=True)
    address = models.CharField(max_length=60, blank=True, help_text="That was dialled.")
    response_time_ms = models.FloatField()
    dns_ms = models.FloatField(null=True, blank=True)
    connect_ms = models.FloatField(null=True, blank=True)
    tls_ms = models.FloatField(null=True, blank=True)
    first_byte_ms = models.FloatField(null=True, blank=True)
    response_body = models.TextField(blank=True, help_text="Its beginning.")

    class Meta:
        indexes = [models.Index(fields=["webhook", "-id"], name="attempt_newest")]
        constraints = [
            models.UniqueConstraint(name="attempt_numbered", fields=["delivery", "number"]),
            models.CheckConstraint(
                name="attempt_without_error_was_answered",
                condition=~models.Q(error="") | models.Q(status_code__gte=200, status_code__lt=300),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"


def _values_of(health: Health) -> dict[str, Any]:
    return {name: getattr(health, name) for name in Health.__dataclass_fields__}
