"""Sources that fetch their file themselves: from where and when, and each time that they tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from product_importer.lib.sealing import SealedField, Unreadable
from products.jobs.models import ImportJob


class FetchKind(models.TextChoices):
    HTTPS = "https", "a web address (https)"
    SFTP = "sftp", "an SFTP server"
    FTPS = "ftps", "an FTP server over TLS"
    S3 = "s3", "an S3-compatible bucket"
    FOLDER = "folder", "a folder of the server"


class SourceFetchQuerySet(models.QuerySet["SourceFetch"]):
    def due(self, now: datetime) -> SourceFetchQuerySet:
        """Those to be fetched now, the longest due first; not those that are being fetched."""
        busy = SourceRun.objects.open().filter(source_id=models.OuterRef("source_id"))
        waiting = self.filter(paused=False, next_run_at__lte=now).exclude(models.Exists(busy))
        return waiting.order_by("next_run_at", "source_id")

    def late(self, now: datetime) -> SourceFetchQuerySet:
        """Those whose file should have come by now."""
        return self.filter(paused=False, due_by__lt=now)


class SourceFetch(models.Model):
    """How the file of a source is fetched: at most one row a source."""

    source = models.OneToOneField("imports.Source", on_delete=models.CASCADE, primary_key=True, related_name="fetch")
    source_id: Any
    kind = models.CharField(max_length=10, choices=FetchKind)
    address = models.CharField(max_length=2_048, help_text="A URL without its query, or the path of a folder.")
    pattern = models.CharField(max_length=200, blank=True, help_text="Of file names, such as prices-*.csv.")
    credentials = SealedField(default=dict, blank=True, help_text="Name → value, encrypted.")
    host_key = models.TextField(blank=True, help_text="Of an SFTP server: the one that is trusted, `type base64`.")
    schedule = models.CharField(max_length=200, blank=True, help_text="In words; empty: only when somebody asks.")
    time_zone = models.CharField(max_length=64, default="UTC")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    expected_by = models.CharField(max_length=200, blank=True, help_text="In words; empty: whenever it comes.")
    paused = models.BooleanField(default=False)
    next_run_at = models.DateTimeField(null=True, blank=True)
    retries = models.PositiveSmallIntegerField(default=0, help_text="In a row, since it could not be fetched.")
    seen = models.JSONField(default=dict, blank=True, help_text="Of the last file: etag, last_modified, sha256, …")
    due_by = models.DateTimeField(null=True, blank=True, help_text="When the next file is expected at the latest.")
    late_told_at = models.DateTimeField(null=True, blank=True, help_text="When it was noticed that the file is late.")
    last_file_at = models.DateTimeField(null=True, blank=True, help_text="When a new file came.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change by a person.")
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SourceFetchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_run_at"], name="sourcefetch_due", condition=models.Q(next_run_at__isnull=False)),
            models.Index(fields=["due_by"], name="sourcefetch_late", condition=models.Q(due_by__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="sourcefetch_kind_known", condition=models.Q(kind__in=FetchKind.values)),
            models.CheckConstraint(
                name="sourcefetch_quiet_hours_whole",
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
            models.CheckConstraint(
                name="sourcefetch_paused_is_not_due", condition=models.Q(paused=False) | models.Q(next_run_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_late(self) -> bool:
        return bool(not self.paused and self.due_by and self.due_by < timezone.now())

    @property
    def is_unreadable(self) -> bool:
        """Whether none of our keys opens its credentials."""
        return isinstance(self.credentials, Unreadable)


class Trigger(models.TextChoices):
    SCHEDULE = "schedule", "by schedule"
    PERSON = "person", "asked for"
    COMMAND = "command", "by command"


class RunOutcome(models.TextChoices):
    IMPORTED = "imported", "new file"
    UNCHANGED = "unchanged", "unchanged"
    NOTHING = "nothing", "no file"
    REFUSED = "refused", "refused"
    FAILED = "failed", "failed"
    INTERRUPTED = "interrupted", "interrupted"


WENT_WRONG = (RunOutcome.REFUSED, RunOutcome.FAILED, RunOutcome.INTERRUPTED)


class SourceRunQuerySet(models.QuerySet["SourceRun"]):
    def open(self) -> SourceRunQuerySet:
        """Those that wait for a worker, or have one."""
        return self.filter(ended_at=None)

    def of_source(self, source_id: UUID) -> SourceRunQuerySet:
        return self.filter(source_id=source_id).select_related("job", "asked_by").order_by("-asked_at", "-id")

    def in_folders(self) -> SourceRunQuerySet:
        """Those whose file still lies in its folder."""
        return self.filter(put_away_at=None).exclude(kept_as="")

    def to_be_put_away(self) -> SourceRunQuerySet:
        return self.in_folders().filter(job__finished_at__isnull=False)


class SourceRun(models.Model):
    """One time that a source was fetched, and what came of it."""

    source = models.ForeignKey(
        "imports.Source", on_delete=models.DO_NOTHING, related_name="runs", db_constraint=False
    )  # its file is put away also when the source is gone
    source_id: Any
    trigger = models.CharField(max_length=10, choices=Trigger)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_id: int | None
    asked_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now, help_text="When it was last given to the queue.")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=RunOutcome, blank=True)
    code = models.CharField(max_length=50, blank=True, help_text="Why nothing came, in one word.")
    sentence = models.TextField(blank=True, help_text="What happened.")
    file_name = models.CharField(max_length=255, blank=True)
    bytes = models.PositiveBigIntegerField(default=0, help_text="That were received.")
    seen = models.JSONField(default=dict, blank=True, help_text="Of the file: etag, last_modified, sha256, …")
    job = models.ForeignKey(
        ImportJob, null=True, blank=True, on_delete=models.SET_NULL, related_name="source_runs", db_constraint=False
    )
    job_id: Any
    kept_as = models.CharField(max_length=255, blank=True, help_text="Where its file lies meanwhile, if in a folder.")
    put_away_at = models.DateTimeField(null=True, blank=True, help_text="When it was moved to done or failed.")

    objects = SourceRunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["source", "-asked_at", "-id"], name="sourcerun_newest"),
            models.Index(fields=["ended_at"], name="sourcerun_ended"),
            models.Index(
                fields=["kept_as"],
                name="sourcerun_kept",
                condition=models.Q(put_away_at__isnull=True) & ~models.Q(kept_as=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], name="sourcerun_one_open", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="sourcerun_end_has_an_outcome",
                condition=models.Q(ended_at__isnull=True, outcome="")
                | models.Q(ended_at__isnull=False, outcome__in=RunOutcome.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.outcome or 'open'}"

    @property
    def went_wrong(self) -> bool:
        return self.outcome in WENT_WRONG

    @property
    def colour(self) -> str:
        """By what lists colour the outcome."""
        return {"imported": "completed", "unchanged": "nothing", "nothing": "nothing"}.get(self.outcome, "failed")
