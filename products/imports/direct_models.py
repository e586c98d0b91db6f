"""Uploads straight to the store that were begun and of which there is no import yet."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class DirectUpload(models.Model):
    """Its id becomes that of the import, under which the store keeps the file from the beginning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    file_size = models.PositiveBigIntegerField(help_text="Bytes, as promised.")
    options = models.JSONField(default=dict, blank=True, help_text="As they were given.")
    given_up = models.BooleanField(default=False, help_text="It cannot be completed any more.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        app_label = "imports"

    def __str__(self) -> str:
        return self.file_name
