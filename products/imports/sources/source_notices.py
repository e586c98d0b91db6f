"""What people hear of a source that is to come by itself: its file is late, or could not be fetched.

Both are written in the caller's transaction, once for each occurrence, however often they are told.
"""

from datetime import datetime

from product_importer.notices import publishing
from product_importer.notices.news import News, NoticeEvent
from products.imports.models import Source


def file_is_late(source: Source, *, expected_at: datetime, expected: str) -> None:
    """No file came until then. `expected`: the moment as people said it, such as “Monday 08:00 (Europe/Berlin)”."""
    _tell(
        source,
        NoticeEvent.LATE,
        title=f"{source.name}: no file has come",
        reason=f"It was expected by {expected}.",
        occasion=f"source {source.pk} late {expected_at.isoformat()}",
    )


def run_failed(source: Source, *, run: object, reason: str) -> None:
    """A run could not fetch the file. `run`: what tells it from others; `reason`: a sentence without secrets."""
    _tell(
        source,
        NoticeEvent.FAILED,
        title=f"{source.name}: its file could not be fetched",
        reason=reason,
        occasion=f"source {source.pk} run {run}",
    )


def _tell(source: Source, event: NoticeEvent, *, title: str, reason: str, occasion: str) -> None:
    publishing.publish(
        News(
            event=event,
            title=title,
            path=source.get_absolute_url(),
            occasion=occasion,
            reason=reason,
            owner_id=source.created_by_id,
            source_id=source.pk,
            source_name=source.name,
        )
    )
