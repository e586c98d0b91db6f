"""What happened, as it is told: the outbox."""

from django.db import models
from django.utils import timezone

from product_importer.lib.ids import uuid7
from webhooks.events import message_id


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
