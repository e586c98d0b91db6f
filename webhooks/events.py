"""What others can be told: the closed list of event types, and the envelope they travel in."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import models

from product_importer.lib.actor import Actor


class EventType(models.TextChoices):
    """What a webhook can subscribe to. The labels are for people."""

    PRODUCT_CREATED = "product.created", "products are created"
    PRODUCT_UPDATED = "product.updated", "products are changed"
    PRODUCT_DELETED = "product.deleted", "products are deleted"
    UPLOAD_COMPLETED = "upload.completed", "an import completes"
    UPLOAD_FAILED = "upload.failed", "an import fails"


TEST = "webhook.test"
"""Sent by the test button, whatever a webhook subscribes to."""

OTHER_NAMES = {"import.completed": EventType.UPLOAD_COMPLETED, "import.failed": EventType.UPLOAD_FAILED}
"""Accepted when subscribing; what is sent carries the name in the list."""


class UnknownEventType(ValueError):
    """The event type is not in the list."""


def event_types(names: Sequence[str]) -> list[str]:
    """The event types with these names, each once, in the order of the list. Raises UnknownEventType with the name."""
    known = {str(OTHER_NAMES.get(name, name)) for name in names}
    for name in names:
        if str(OTHER_NAMES.get(name, name)) not in EventType.values:
            raise UnknownEventType(name)
    return [each for each in EventType.values if each in known]


def message_id(event_id: uuid.UUID) -> str:
    """The header `webhook-id`: the same for every attempt and every webhook."""
    return f"msg_{event_id}"


def envelope(
    event_type: str, data: Mapping[str, object], *, event_id: uuid.UUID, actor: Actor, timestamp: datetime
) -> str:
    """The whole body of an event: compact JSON, stored once and signed as stored."""
    head = envelope_head(event_type, actor=actor, timestamp=timestamp)
    return compact({"id": message_id(event_id), **head, "data": data})


def envelope_head(event_type: str, *, actor: Actor, timestamp: datetime) -> dict[str, object]:
    """The part of the envelope between the id and the data."""
    return {
        "type": str(event_type),
        "timestamp": timestamp.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "actor": {"kind": actor.kind, "id": actor.id},
    }


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def data_of_test(*, sent_by: str) -> dict[str, str]:
    return {"message": "This is a test. Respond with any status from 200 to 299.", "sent_by": sent_by}
