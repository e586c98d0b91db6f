"""The rows that an import refused."""

from __future__ import annotations

from django.db import models

from products.jobs.models import ImportJob


class RejectedRowQuerySet(models.QuerySet["RejectedRow"]):
    def in_file_order(self) -> RejectedRowQuerySet:
        return self.order_by("record_number", "id")


class RejectedRow(models.Model):
    """A refused row and why: kept with its original text so that it can be mended and imported again."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejected_rows")
    record_number = models.PositiveIntegerField(help_text="The row in a spreadsheet; the header is 1.")
    line_number = models.PositiveIntegerField(help_text="The physical line on which the record begins.")
    raw = models.TextField(help_text="The record as it stands in the file.")
    errors = models.JSONField(help_text="[{column, code, value, message}]")

    objects = RejectedRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["job", "record_number", "id"], name="rejectedrow_in_file_order")]

    def __str__(self) -> str:
        return f"row {self.record_number}"
