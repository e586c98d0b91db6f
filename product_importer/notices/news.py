"""What there is to hear of: the closed list of events, and one piece of news."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models


class NoticeEvent(models.TextChoices):
    """The labels finish the sentence “Tell me when an import …”."""

    COMPLETED = "completed", "completes"
    REJECTED = "completed_with_rejected_rows", "completes with rejected rows"
    WAITS = "waits", "waits for a review or for its columns"
    FAILED = "failed", "fails"
    LATE = "late", "is late: the file of a source has not come"
    TEST = "test", "is only tried out"

    @classmethod
    def to_choose(cls) -> "list[NoticeEvent]":
        return [event for event in cls if event != cls.TEST]


WORTH_A_LOOK = (NoticeEvent.REJECTED, NoticeEvent.WAITS, NoticeEvent.FAILED, NoticeEvent.LATE)
"""What needs somebody, most likely."""

TONES = {
    NoticeEvent.COMPLETED: "success",
    NoticeEvent.REJECTED: "warning",
    NoticeEvent.WAITS: "warning",
    NoticeEvent.FAILED: "danger",
    NoticeEvent.LATE: "danger",
}


@dataclass(frozen=True)
class News:
    """Something that happened. `title` tells it in plain words and is the subject of the mail."""

    event: NoticeEvent
    title: str
    path: str
    """Where to see it: a path of ours."""
    occasion: str
    """What it is about, down to the occurrence: nobody hears of the same one twice."""
    reason: str = ""
    """Why, in a sentence or a few."""
    counts: tuple[tuple[str, int], ...] = ()
    """What became of the rows: word and number."""
    owner_id: int | None = None
    """Whose import or source it is."""
    source_id: UUID | None = None
    source_name: str = ""
