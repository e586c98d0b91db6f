"""The shapes of the routes for notices."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

MOST_IDS = 500


class NoticeOut(Schema):
    id: UUID
    event: str = Field(description="`completed`, `completed_with_rejected_rows`, `waits`, `failed`, `late`, `test`.")
    title: str
    reason: str
    path: str = Field(description="Where to see what it is about.")
    source: str = Field(alias="source_name", description="The name of the source; empty without one.")
    created_at: datetime
    read_at: datetime | None
    unread: bool = Field(alias="is_unread")


class Notices(Schema):
    unread: int = Field(description="How many are, up to 100.")
    results: list[NoticeOut]
    next_cursor: str | None
    previous_cursor: str | None


class ReadIn(Schema):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_IDS)] | None = Field(
        None, description="Without it, all of yours."
    )


class Read(Schema):
    read: int = Field(description="How many were not read until now.")
    unread: int
