"""What is known of a job: its fields, and what follows from them. `models` has the verbs that change it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from products.jobs import states
from products.jobs.states import PLANNED_SHARE, TERMINAL, Ending, Phase, State, Status
from products.jobs.warnings_field import WarningsField

COUNTERS = ("created", "updated", "unchanged", "superseded", "rejected", "skipped", "conflicts", "deleted")
"""What may become of a record, or of a product that the job is about. Together they are `total_rows`."""


class Kind(models.TextChoices):
    IMPORT = "import"
    UNDO = "undo"
    DELETE = "delete"
    UPDATE = "update"
    INDEX = "index"
    """Makes anew what search goes by."""
    ERASE = "erase"
    """Removes the values of an own field."""


class Mode(models.TextChoices):
    APPLY = "apply"
    REVIEW = "review"
    DRY_RUN = "dry_run", "dry run"


HEARD_BY = "heard_by"
"""The option of a job that nobody asked for: the id of whoever hears of it as of their own."""
MAY_IMPORT = "imports.add_importjob"
MAY_APPLY = "imports.apply_importjob"
"""To apply what others have asked for, once it was reviewed."""
OF_CHOSEN_PRODUCTS = (Kind.DELETE, Kind.UPDATE)
"""Bulk work: what is done to products that a person has chosen."""
PERMISSIONS = {
    Kind.DELETE: "products.delete_product",
    Kind.UPDATE: "products.change_product",
    Kind.INDEX: "products.change_product",
    Kind.ERASE: "products.delete_ownfield",
}


def stored_name(job: JobRecord, file_name: str) -> str:
    """Where the file is kept: under the job's id. The name it came with is only text."""
    return f"imports/{job.id}.csv"


class JobRecord(models.Model):
    """A long piece of work and what became of it. Its id is also the id of its Celery task.

    The columns about a file are an import's alone: `products.imports` fills and reads them, and nothing in this room
    does, but for the name, which the snapshot tells. A job without a file has a title.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMPORT)
    title = models.CharField(max_length=255, blank=True, help_text="What a job without a file is about, in words.")
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0, help_text="Records read so far; final once reading ends.")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    superseded = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    warnings = WarningsField(default=list, blank=True)
    staged_rows = models.PositiveIntegerField(null=True, blank=True, help_text="Set when reading has ended.")
    planned_rows = models.PositiveIntegerField(null=True, blank=True, help_text="Set when the plan is complete.")
    plan = models.JSONField(null=True, blank=True, help_text="Products: {create, update, unchanged, missing}.")
    missing = models.JSONField(null=True, blank=True, help_text="Products that are not in the file of their source.")
    is_reviewed = models.BooleanField(default=False, help_text="The plan waited for a person: it is applied as shown.")
    checkpoint = models.PositiveIntegerField(default=0, help_text="The last position of the plan applied.")
    turn = models.PositiveIntegerField(default=0, help_text="Grows with each worker that takes the job up.")
    furthest = models.JSONField(default=list, blank=True, help_text="How far any turn has come, as `reached`.")
    futile_turns = models.PositiveSmallIntegerField(default=0, help_text="Turns in a row that came no further.")
    waits_for = models.CharField(max_length=255, blank=True, help_text="What has the catalogue that it needs.")
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    undo_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undos")
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continuations")
    """The import whose mended rows this one has."""
    continues_id: uuid.UUID | None
    error_code = models.CharField(max_length=50, blank=True)
    error_message = models.TextField(blank=True)
    file = models.FileField(upload_to=stored_name, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as it was uploaded.")
    options = models.JSONField(default=dict, blank=True)
    source_id = models.UUIDField(null=True, blank=True, help_text="Of the source whose file it is, deleted or not.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_jobs"
    )
    created_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now, help_text="When it was last given to the queue.")
    started_at = models.DateTimeField(null=True, blank=True)
    asked_seconds = models.FloatField(default=0.0, help_text="How long it waited for a person since it started.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When reading ended.")
    comparison_began_at = models.DateTimeField(null=True, blank=True, help_text="When it had the catalogue to itself.")
    comparison_seconds = models.FloatField(null=True, blank=True, help_text="How long comparing was expected to take.")
    planned_at = models.DateTimeField(null=True, blank=True, help_text="When the plan was complete.")
    applied_at = models.DateTimeField(null=True, blank=True, help_text="When the last chunk so far was applied.")
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.file_name or str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("imports:detail", args=[self.id])

    @property
    def working_since(self) -> datetime | None:
        """When it would have started if it had not waited for a person since."""
        return self.started_at + timedelta(seconds=self.asked_seconds) if self.started_at else None

    @property
    def mode(self) -> Mode:
        """What was chosen, or what was usual on the site when the job began."""
        return Mode(self.options.get("mode") or self.options.get("usual_mode") or Mode.APPLY)

    @property
    def spares_what_moved(self) -> bool:
        """Whether products that moved since are conflicts: the plan was reviewed, or the rows are mended ones."""
        return self.is_reviewed or self.continues_id is not None

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL

    @property
    def is_paused(self) -> bool:
        """Whether a person is to say whether the rest of the file is to be read."""
        return self.status == Status.AWAITING_REVIEW and self.phase == Phase.READING

    @property
    def is_settled(self) -> bool:
        """Whether every row has its outcome."""
        return self.processed_rows == self.total_rows > 0

    @property
    def state(self) -> State:
        return states.state_of(
            Status(self.status), Phase(self.phase), is_settled=self.is_settled, is_waiting=bool(self.waits_for)
        )

    @property
    def ending(self) -> Ending | None:
        """Of a completed job."""
        if self.status != Status.COMPLETED:
            return None
        if self.kind != Kind.IMPORT:
            return Ending.CLEAN
        return states.ending_of(rejected=self.rejected, left_out=self.skipped, total=self.total_rows)

    @property
    def status_word(self) -> str:
        return states.status_word(Status(self.status), self.state, self.ending)

    @property
    def status_colour(self) -> str:
        """By what lists colour the word."""
        return self.ending or (State.WAITING if self.state is State.WAITING else self.status)

    @property
    def shown_progress(self) -> int:
        """Percent. One statement compares all rows and reports nothing: it moves by the clock as far as expected."""
        if self.state is not State.COMPARING or not self.comparison_began_at or not self.comparison_seconds:
            return self.progress
        share = (timezone.now() - self.comparison_began_at).total_seconds() / self.comparison_seconds
        return max(self.progress, self.progress + int((PLANNED_SHARE - 1 - self.progress) * min(share, 1)))

    @property
    def permission(self) -> str:
        """What somebody must be allowed to do who asks for such a job, stops it or starts it again."""
        return PERMISSIONS.get(Kind(self.kind), MAY_IMPORT)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTERS}

    @property
    def processed_rows(self) -> int:
        """Those whose outcome is settled."""
        return sum(self.counts.values())

    @property
    def changed(self) -> int:
        """Products that are not what they were."""
        return self.created + self.updated + self.deleted + sum(self.of_missing.values())

    @property
    def of_missing(self) -> dict[str, int]:
        """What was done to products that are missing from the file of their source."""
        facts = self.missing or {}
        return {name: facts.get(name, 0) for name in ("deactivated", "deleted")}

    @property
    def reached(self) -> list[int]:
        """How far the job has come: the phase, the records read, the position of the plan. Lists can be compared."""
        return [[*Phase].index(Phase(self.phase)), self.total_rows, self.checkpoint]
