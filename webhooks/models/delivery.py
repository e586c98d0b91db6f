"""What is owed to whom, and every attempt to send it: fields, constraints, states and verbs."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone

from product_importer.lib.ids import uuid7
from webhooks.models.event import Event


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
        """Start the full schedule again for those that ended, and say how many; pending ones are only hurried."""
        now = timezone.now()
        self.pending().filter(lane__isnull=True).update(due_at=now)
        done = self.exclude(state=DeliveryState.PENDING)
        return done.update(state=DeliveryState.PENDING, tries=0, due_at=now, finished_at=None)

    def discard(self) -> int:
        """Give up what is still owed and not being sent right now. How many deliveries."""
        idle = self.pending().filter(lane__isnull=True)
        return idle.update(state=DeliveryState.DISCARDED, due_at=None, finished_at=timezone.now())


class Delivery(models.Model):
    """One event for one webhook. `lane`: whoever holds this lane of the webhook is sending it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey("webhooks.Webhook", on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts_made = models.PositiveIntegerField(default=0, help_text="In total.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="In the current round of the schedule.")
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
        """Start the full schedule again. False: it is being sent right now."""
        found = Delivery.objects.filter(pk=self.pk)
        done = found.send_again() or found.pending().filter(lane__isnull=True).update(tries=0)
        self.refresh_from_db()
        return bool(done)


class Attempt(models.Model):
    """One HTTP request and what came of it. Times are in milliseconds; None for what did not happen."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    webhook = models.ForeignKey("webhooks.Webhook", on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    url = models.TextField()
    request_headers = models.JSONField(help_text="The signature and the owner's headers are masked.")
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=20, blank=True, help_text="Empty if it was delivered.")
    detail = models.TextField(blank=True)
    address = models.CharField(max_length=60, blank=True, help_text="The address that was dialled.")
    response_time_ms = models.FloatField()
    dns_ms = models.FloatField(null=True, blank=True)
    connect_ms = models.FloatField(null=True, blank=True)
    tls_ms = models.FloatField(null=True, blank=True)
    first_byte_ms = models.FloatField(null=True, blank=True)
    response_body = models.TextField(blank=True, help_text="The beginning of the response.")

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
