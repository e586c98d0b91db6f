"""Jobs: constraints, and the verbs that change their state.

A verb that changes the state is one conditional update and says whether it won.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from products.jobs.locks import LockLost
from products.jobs.record import JobRecord, Kind, Mode
from products.jobs.states import AWAITING, RUNNABLE, TERMINAL, Phase, Status

AT_THE_DOOR = models.Q(status=Status.AWAITING_REVIEW, phase=Phase.QUEUED)
"""Nobody has begun to read the file: it was imported before, and a person is to say whether to import it again."""
PAUSED = models.Q(status=Status.AWAITING_REVIEW, phase=Phase.READING)
"""So many rows were rejected that a person is to say whether to read on."""
PLANNED = models.Q(status=Status.AWAITING_REVIEW, phase=Phase.PLANNING)
"""A person is to look at the plan."""
ONE_UNDO = "importjob_one_unfinished_undo"
"""The constraint that a job is undone by one job at a time."""


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def newest_first(self) -> ImportJobQuerySet:
        return self.order_by("-created_at", "-id")

    def visible(self) -> ImportJobQuerySet:
        """All but dry runs, which write nothing and leave nothing."""
        return self.exclude(options__contains={"mode": Mode.DRY_RUN})

    def compared(self, *, at_least: int) -> ImportJobQuerySet:
        """Completed imports of so many rows, of which it is known how long their comparison took."""
        return self.filter(
            status=Status.COMPLETED,
            staged_rows__gte=at_least,
            comparison_began_at__isnull=False,
            planned_at__gt=models.F("comparison_began_at"),
        )

    def imports(self) -> ImportJobQuerySet:
        return self.filter(kind=Kind.IMPORT)

    def bulk_work(self) -> ImportJobQuerySet:
        """What was done to many products without a file."""
        return self.exclude(kind=Kind.IMPORT)

    def of_source(self, source_id: UUID) -> ImportJobQuerySet:
        """The files of a source, newest first."""
        return self.filter(source_id=source_id).visible().newest_first()

    def awaiting_mapping(self) -> ImportJobQuerySet:
        return self.filter(status=Status.AWAITING_MAPPING)

    def waiting(self) -> ImportJobQuerySet:
        """For a person: their file was imported before, or they do not know which column is what."""
        return self.filter(AT_THE_DOOR | models.Q(status=Status.AWAITING_MAPPING))

    def awaiting_review(self) -> ImportJobQuerySet:
        return self.filter(PLANNED)

    def paused(self) -> ImportJobQuerySet:
        return self.filter(PAUSED)

    def for_a_person(self) -> ImportJobQuerySet:
        return self.filter(status__in=AWAITING)

    def unfinished(self) -> ImportJobQuerySet:
        return self.filter(status__in=RUNNABLE)


class ImportJob(JobRecord):
    """A job as this object saw it stand: a verb of one that has moved since then does nothing."""

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        app_label = "imports"
        permissions = [("apply_importjob", "Can apply reviewed imports")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="importjob_newest"),
            models.Index(
                fields=["created_at"],
                name="importjob_unfinished",
                condition=models.Q(status__in=["pending", "processing"]),
            ),
            models.Index(
                fields=["finished_at"],
                name="importjob_ended",
                condition=models.Q(finished_at__isnull=False),
            ),
            models.Index(
                fields=["queued_at"],
                name="importjob_open",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(
                fields=["file_sha256", "-created_at"],
                name="importjob_same_file",
                condition=~models.Q(file_sha256=""),
            ),
            models.Index(
                fields=["source_id", "-created_at", "-id"],
                name="importjob_of_source",
                condition=models.Q(source_id__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name=ONE_UNDO,
                fields=["undo_of"],
                condition=models.Q(undo_of__isnull=False) & ~models.Q(status__in=TERMINAL),
            ),
            models.CheckConstraint(name="importjob_status_known", condition=models.Q(status__in=Status.values)),
            models.CheckConstraint(name="importjob_phase_known", condition=models.Q(phase__in=Phase.values)),
            models.CheckConstraint(
                name="importjob_100_means_completed",
                condition=models.Q(status="completed", progress=100)
                | ~models.Q(status="completed") & models.Q(progress__lt=100),
            ),
            models.CheckConstraint(
                name="importjob_end_has_a_time",
                condition=models.Q(status__in=TERMINAL, finished_at__isnull=False)
                | ~models.Q(status__in=TERMINAL) & models.Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="importjob_failure_has_a_reason",
                condition=~models.Q(status="failed") | ~models.Q(error_code="") & ~models.Q(error_message=""),
            ),
        ]

    def begin(self) -> bool:
        """Start, or go on, unless the job has ended or waits for a person. From here on it is this object's turn.

        If the turn before came no further than any other, it was futile: most likely its work ended its worker.
        """
        has_moved = self.reached > self.furthest
        return self._change(
            models.Q(status__in=RUNNABLE, turn=self.turn),
            status=Status.PROCESSING,
            started_at=self.started_at or timezone.now(),
            turn=self.turn + 1,
            waits_for="",
            progress=self._furthest_progress(),
            furthest=max(self.reached, self.furthest),
            futile_turns=0 if has_moved else self.futile_turns + 1,
        )

    def excuse_turn(self) -> bool:
        """The turn ends because of something else than the work, such as a worker that is to stop: it is not futile."""
        return self.advance(furthest=[])

    def is_ours(self) -> bool:
        """Whether the job still stands where this object saw it stand."""
        return ImportJob.objects.filter(self._as_seen(), pk=self.pk, status=Status.PROCESSING).exists()

    def advance(self, *, progress: int = 0, **values: object) -> bool:
        """Write new facts of a running job, if it still stands where this object saw it stand.

        Checkpoint and turn are compared and swapped, which is what makes doubling impossible: a worker that slept
        while another took over writes nothing. Progress never goes back. False: the job is no longer ours to write.
        """
        condition = models.Q(self._as_seen(), status=Status.PROCESSING)
        return self._change(condition, progress=Greatest("progress", models.Value(min(progress, 99))), **values)

    def advance_or_leave(self, *, progress: int = 0, **values: object) -> None:
        """`advance`, for steps that must not go on without it. Raises LockLost."""
        if not self.advance(progress=progress, **values):
            raise LockLost

    def complete(self) -> bool:
        return self._end(Status.COMPLETED, models.Q(status=Status.PROCESSING), phase=Phase.DONE, progress=100)

    def fail(self, code: str, message: str) -> bool:
        return self._end(Status.FAILED, models.Q(status__in=RUNNABLE), error_code=code, error_message=message)

    def stop(self) -> bool:
        """End a job whose cancellation was asked for; what was applied stays."""
        return self._end(Status.CANCELLED, models.Q(status__in=RUNNABLE, cancel_requested_at__isnull=False))

    def await_mapping(self) -> bool:
        """End the turn: a person has to say which column is what. Not if somebody has asked the job to stop."""
        condition = models.Q(self._as_seen(), status=Status.PROCESSING, cancel_requested_at__isnull=True)
        return self._change(condition, status=Status.AWAITING_MAPPING, progress=self._furthest_progress())

    def await_review(self) -> bool:
        """End the turn: a person has to look at the plan. Not if somebody has asked the job to stop."""
        condition = models.Q(self._as_seen(), status=Status.PROCESSING, cancel_requested_at__isnull=True)
        facts = {"is_reviewed": True, "progress": self._furthest_progress()}
        return self._change(condition, status=Status.AWAITING_REVIEW, **facts)

    def pause_reading(self) -> bool:
        """End the turn: a person has to say whether to read on. Not if somebody has asked the job to stop."""
        condition = models.Q(self._as_seen(), status=Status.PROCESSING, cancel_requested_at__isnull=True)
        return self._change(condition, status=Status.AWAITING_REVIEW, progress=self._furthest_progress())

    def wait_at_the_door(self) -> bool:
        """End the turn before anything is read: the file was imported before. Not if it was asked to stop."""
        condition = models.Q(self._as_seen(), status=Status.PROCESSING, cancel_requested_at__isnull=True)
        return self._change(condition, status=Status.AWAITING_REVIEW, phase=Phase.QUEUED)

    def read_on(self) -> bool:
        """Make a job ready whose reading was paused."""
        return self._go_on_from(PAUSED)

    def approve(self) -> bool:
        """Make a job whose plan was reviewed ready to apply it."""
        return self._go_on_from(PLANNED)

    def say_of_missing(self, *, kept: bool) -> bool:
        """Whether products that are missing from the file stay as they are, of a job whose plan waits."""
        return self._change(models.Q(PLANNED, turn=self.turn), missing={**(self.missing or {}), "kept": kept})

    def say_of_kept(self, **values: object) -> bool:
        """What a person took of the pinned values that a plan keeps, while it waits."""
        return self._change(models.Q(PLANNED, turn=self.turn), **values)

    def take_mapping(self, options: Mapping[str, object], **values: object) -> bool:
        """Make a job that waits for its mapping ready to go on. `options`: its own, with what a person said."""
        condition = models.Q(status=Status.AWAITING_MAPPING, turn=self.turn)
        now = timezone.now()
        facts = {"options": options, "queued_at": now, "furthest": [], "futile_turns": 0} | values
        return self._change(condition, status=Status.PENDING, asked_seconds=self._asked_until(now), **facts)

    def let_in(self) -> bool:
        """Make a job ready whose file was imported before: it is to be imported again."""
        now = timezone.now()
        facts = {"queued_at": now, "asked_seconds": self._asked_until(now), "furthest": [], "futile_turns": 0}
        return self._change(AT_THE_DOOR, status=Status.PENDING, **facts)

    def stop_waiting(self, **values: object) -> bool:
        """End a job that waits for a person: nobody works on it who would have to stop. Its plan is discarded."""
        facts = {
            "cancel_requested_at": timezone.now(),
            "asked_seconds": self._asked_until(timezone.now()),
            "skipped": models.F("skipped") + Coalesce(models.F("planned_rows"), 0),
        } | values
        return self._end(Status.CANCELLED, models.Q(status__in=AWAITING), **facts)

    def request_cancel(self) -> bool:
        """Ask a job that has not ended to stop at its next chunk."""
        return self._change(models.Q(status__in=RUNNABLE), cancel_requested_at=timezone.now())

    def reopen(self) -> bool:
        """Make a failed job ready to go on where it stopped."""
        return self._change(
            models.Q(status=Status.FAILED),
            status=Status.PENDING,
            error_code="",
            error_message="",
            finished_at=None,
            cancel_requested_at=None,
            furthest=[],
            futile_turns=0,
        )

    def is_cancel_requested(self) -> bool:
        return ImportJob.objects.filter(pk=self.pk, cancel_requested_at__isnull=False).exists()

    def _go_on_from(self, waits: models.Q) -> bool:
        now = timezone.now()
        facts = {"queued_at": now, "asked_seconds": self._asked_until(now), "furthest": [], "futile_turns": 0}
        return self._change(models.Q(waits, turn=self.turn), status=Status.PENDING, **facts)

    def _asked_until(self, now: datetime) -> float:
        """A job that waits for a person does not move, so its last change began that."""
        waits = (now - self.updated_at).total_seconds() if self.started_at and self.status in AWAITING else 0.0
        return self.asked_seconds + max(0.0, waits)

    def _end(self, status: Status, condition: models.Q, **values: object) -> bool:
        own = models.Q(condition, turn=self.turn)
        facts = {"progress": self._furthest_progress()} | values
        return self._change(own, status=status, finished_at=timezone.now(), **facts)

    def _furthest_progress(self) -> Greatest:
        """What people have seen."""
        return Greatest("progress", models.Value(self.shown_progress))

    def _as_seen(self) -> models.Q:
        return models.Q(checkpoint=self.checkpoint, turn=self.turn)

    def _change(self, condition: models.Q, **values: object) -> bool:
        """One conditional update; the object then shows what the database holds: its own values, if it won."""
        with transaction.atomic(savepoint=False):
            won = ImportJob.objects.filter(condition, pk=self.pk).update(updated_at=timezone.now(), **values)
            self.refresh_from_db()
        return won == 1
