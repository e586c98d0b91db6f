"""The rows that came to nothing: refused ones, superseded ones, skipped ones, and conflicts; what jobs ask."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from products.imports.direct_models import DirectUpload
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.source_models import Source, SourceProduct
from products.jobs.models import ImportJob
from products.jobs.states import Status

__all__ = ["DirectUpload", "Source", "SourceFetch", "SourceProduct", "SourceRun"]


class RejectedRowQuerySet(models.QuerySet["RejectedRow"]):
    def in_file_order(self) -> RejectedRowQuerySet:
        return self.order_by("record_number", "id")

    def still_rejected(self) -> RejectedRowQuerySet:
        """Without those that were mended and imported."""
        return self.filter(became="")

    def free(self) -> RejectedRowQuerySet:
        """Those that may be mended: no other import has them, or it ended without them."""
        over = ImportJob.objects.filter(pk=models.OuterRef("taken_by"), status__in=(Status.FAILED, Status.CANCELLED))
        return self.still_rejected().filter(models.Q(taken_by=None) | models.Exists(over))

    def sound(self) -> RejectedRowQuerySet:
        """Those that nothing is wrong with any more."""
        return self.filter(cells__isnull=False, remaining=[])

    def with_code(self, code: str) -> RejectedRowQuerySet:
        """Those that are refused for this now, as they were mended so far."""
        wanted = [{"code": code}]
        as_read = models.Q(remaining__isnull=True, errors__contains=wanted)
        return self.filter(as_read | models.Q(remaining__contains=wanted))

    def because_of(self, *, code: str = "", reason: str = "") -> RejectedRowQuerySet:
        """Those with such a reason among theirs; all if neither is given."""
        wanted = {name: text for name, text in (("code", code), ("reason", reason)) if text}
        return self.filter(errors__contains=[wanted]) if wanted else self


class RejectedRow(models.Model):
    """A refused row and why: kept with its original text so that it can be mended and imported again."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejected_rows")
    record_number = models.PositiveIntegerField(help_text="The row in a spreadsheet; the header is 1.")
    line_number = models.PositiveIntegerField(help_text="The physical line on which the record begins.")
    raw = models.TextField(help_text="The record as it stands in the file.")
    errors = models.JSONField(help_text="[{column, header, code, value, message, reason}]")
    cells = models.JSONField(null=True, blank=True, help_text="As people mended them; null if nobody has.")
    remaining = models.JSONField(null=True, blank=True, help_text="What is wrong with these cells, like `errors`.")
    without_price = models.BooleanField(db_default=False, help_text="A new product is made of it without a price.")
    taken_by = models.UUIDField(null=True, blank=True, help_text="The import that has the mended row, or had it.")
    became = models.CharField(max_length=10, blank=True, db_default="", help_text="The counter it went into.")

    objects = RejectedRowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["job", "record_number", "id"], name="rejectedrow_in_file_order"),
            models.Index(
                fields=["job", "record_number"],
                name="rejectedrow_mended",
                condition=models.Q(cells__isnull=False),
            ),
            models.Index(
                fields=["taken_by", "record_number"],
                name="rejectedrow_taken",
                condition=models.Q(taken_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.record_number}"

    @property
    def current_errors(self) -> list[dict[str, str | None]]:
        """What is wrong with it as it is mended so far."""
        found: list[dict[str, str | None]] = self.errors if self.remaining is None else self.remaining
        return found

    @property
    def is_sound(self) -> bool:
        return self.cells is not None and self.remaining == []


class KeptKeys(models.Model):
    """Which rows of a job with rejected ones counted: what was imported since may be behind one of them.

    One row is written when the job is planned, and one with each chunk of mended rows.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="kept_keys", db_constraint=False)
    keys = ArrayField(models.TextField(db_collation="C"), help_text="SKU keys.")
    numbers = ArrayField(models.PositiveIntegerField(), help_text="The record numbers of these rows.")
    since = models.DateTimeField(null=True, help_text="When these were written; null: when the job ended.")

    def __str__(self) -> str:
        return f"{len(self.keys)} keys of {self.job}"


class RejectionReason(models.Model):
    """For how many of a job's rows this is among the reasons. Counted as they are stored: there may be a million."""

    job = models.ForeignKey(
        ImportJob, on_delete=models.CASCADE, related_name="rejection_reasons", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=100)
    reason = models.CharField(max_length=200, help_text="In words, without what only one row has.")
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "code", "reason"], name="rejectionreason_once_a_job")]

    def __str__(self) -> str:
        return f"{self.reason} · {self.rows}"


class MappingRequest(models.Model):
    """What a job has to know before it goes on: which column is what. One row a job, kept once it is answered."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="mapping_request", db_constraint=False)
    revision = models.PositiveIntegerField(default=1, help_text="Grows each time the job asks.")
    code = models.CharField(max_length=50, help_text="Why it asks, in one word.")
    message = models.TextField(help_text="The same in a sentence.")
    found = models.JSONField(help_text="What looking at the file found, as looking.Found tells.")
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_itself = models.BooleanField(default=False, help_text="The job took the suggestion without asking anybody.")

    def __str__(self) -> str:
        return self.message

    @property
    def what(self) -> str:
        """The message without what to do about the file: here it can be answered."""
        sentences = _SENTENCE_END.split(self.message)
        whole = (count for count in range(1, len(sentences)) if _quotes_are_closed(" ".join(sentences[:count])))
        return " ".join(sentences[: next(whole, len(sentences))])


_SENTENCE_END = re.compile(r"(?<=\.)\s")


def _quotes_are_closed(text: str) -> bool:
    return text.count("“") == text.count("”")


class Review(models.Model):
    """A plan that a person looks at before it is applied. One row a job, kept once it is decided."""

    class Decision(models.TextChoices):
        APPLY = "apply"
        DISCARD = "discard"

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="review", db_constraint=False)
    revision = models.PositiveIntegerField(default=1, help_text="Grows each time something is left out or taken back.")
    facts = models.JSONField(help_text="What the plan comes to, as steps.reviewed.Facts tells.")
    prices = models.JSONField(default=dict, blank=True, help_text="How prices move, as review.prices.Prices tells.")
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"review of {self.job}"


class SeatBelts(models.Model):
    """What is striking about a file and its plan. At most one row a job; most jobs have none."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="seat_belts", db_constraint=False)
    belts = models.JSONField(default=list, blank=True, help_text="[{name, figure, of, sentence, examples, is_red}]")
    confirmed = models.JSONField(default=dict, blank=True, help_text="{name: the figure that a person typed}")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    file = models.JSONField(null=True, blank=True, help_text="For the next file of its source: belts.files.Facts.")

    def __str__(self) -> str:
        return f"seat belts of {self.job}"

    @property
    def unconfirmed(self) -> dict[str, int]:
        """Red belts that nobody has let pass, with their figures."""
        red = {belt["name"]: belt["figure"] for belt in self.belts if belt["is_red"]}
        return {name: figure for name, figure in red.items() if self.confirmed.get(name) != figure}


class SupersededRow(models.Model):
    """A sound row that does not count, since another one has its SKU. Written by one statement of planning."""

    job = models.ForeignKey(
        ImportJob, on_delete=models.CASCADE, related_name="superseded_rows", db_constraint=False, db_index=False
    )
    record_number = models.PositiveIntegerField(help_text="The row in a spreadsheet; the header is 1.")
    line_number = models.PositiveIntegerField(help_text="The physical line on which the record begins.")
    sku = models.TextField()
    kept_record_number = models.PositiveIntegerField(help_text="The row that counts.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "record_number"], name="supersededrow_in_file_order")]

    def __str__(self) -> str:
        return f"row {self.record_number}"


class SkippedRows(models.Model):
    """Consecutive rows that hold no product. Files that spreadsheets wrote may end in a million blank ones."""

    class Code(models.TextChoices):
        BEFORE_HEADER = "before_header", "before the header"
        BLANK = "blank", "blank"
        REPEATED_HEADER = "repeated_header", "repeated header"
        DASHES = "dashes", "line of dashes"
        PAGE_HEADING = "page_heading", "heading of a page"
        HEADING = "heading", "heading of a group"
        CLOSING_TEXT = "closing_text", "text below the table"
        RULE = "rule", "left out by a rule"
        LEFT_OUT = "left_out", "left out by hand"
        MENDED = "mended", "mended and imported before"
        TAKEN = "taken", "being imported by another import of mended rows"

    job = models.ForeignKey(
        ImportJob, on_delete=models.CASCADE, related_name="skipped_rows", db_constraint=False, db_index=False
    )
    record_number = models.PositiveIntegerField(help_text="The first of the rows as a spreadsheet numbers them.")
    line_number = models.PositiveIntegerField(help_text="The physical line on which it begins.")
    rows = models.PositiveIntegerField()
    code = models.CharField(max_length=50, choices=Code)
    raw = models.TextField(help_text="What stood before the header, whole; else the text of the first row.")
    rule = models.TextField(default="", blank=True, help_text="The rule of the recipe that left them out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "record_number"], name="skippedrows_in_file_order")]

    def __str__(self) -> str:
        return f"row {self.record_number}" if self.rows == 1 else f"rows {self.record_number} to {self.last_number}"

    @property
    def last_number(self) -> int:
        return self.record_number + self.rows - 1

    @property
    def reason(self) -> str:
        return self.rule or self.Code(self.code).label


class ConflictRow(models.Model):
    """A sound row that could not be applied, since somebody changed the catalogue meanwhile."""

    class Code(models.TextChoices):
        DELETED_MEANWHILE = (
            "deleted_meanwhile",
            "The product was deleted during the import, and the row lacks what a new one needs.",
        )
        DELETED_BEFORE = "deleted_before", "The product was deleted before the changes were applied."
        CHANGED_BEFORE = "changed_before", "The product was changed before the changes were applied."
        CREATED_BEFORE = "created_before", "A product with this SKU was created before the changes were applied."
        CHANGED_SINCE = "changed_since", "These values were changed again since."
        TOUCHED_SINCE = "touched_since", "The product was changed since it was created."
        DELETED_SINCE = "deleted_since", "The product was deleted since."
        SKU_TAKEN = "sku_taken", "Another product has this SKU by now."

    job = models.ForeignKey(
        ImportJob, on_delete=models.CASCADE, related_name="conflict_rows", db_constraint=False, db_index=False
    )
    record_number = models.PositiveIntegerField(help_text="The row in a spreadsheet; the header is 1.")
    line_number = models.PositiveIntegerField(help_text="The physical line on which the record begins.")
    sku = models.TextField()
    code = models.CharField(max_length=50, choices=Code)
    values = models.JSONField(null=True, help_text="Of an undo: field → {before, imported, now}.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "record_number"], name="conflictrow_in_file_order")]

    def __str__(self) -> str:
        return f"row {self.record_number}"

    @property
    def message(self) -> str:
        return self.Code(self.code).label
