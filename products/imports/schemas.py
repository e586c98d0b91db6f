"""The shapes that the routes of imports answer with, as the API's description shows them."""

from typing import Any
from uuid import UUID

from ninja import Schema


class Accepted(Schema):
    """Both ids are the same."""

    task_id: UUID
    job_id: UUID
    status: str
    status_url: str
    progress_url: str
    page_url: str


class Counts(Schema):
    """What became of the records; together they are the records read."""

    created: int
    updated: int
    unchanged: int
    superseded: int
    rejected: int
    skipped: int
    conflicts: int


class JobError(Schema):
    code: str
    message: str


class Snapshot(Schema):
    task_id: UUID
    job_id: UUID
    kind: str
    file_name: str
    mode: str
    created_by: str | None
    status: str
    phase: str
    progress: int
    total_rows: int
    processed_rows: int
    counts: Counts
    rows_per_second: int | None
    eta_seconds: int | None
    warnings: list[Any]
    error: JobError | None
    created_at: str
    started_at: str | None
    finished_at: str | None


class Links(Schema):
    self: str
    status: str
    progress: str
    page: str
    rejected: str
    rejected_file: str


class Job(Snapshot):
    options: dict[str, Any]
    links: Links


class Jobs(Schema):
    results: list[Job]
    next_cursor: str | None
    previous_cursor: str | None


class Reason(Schema):
    column: str | None
    code: str
    value: str
    message: str


class RejectedRow(Schema):
    record_number: int
    line_number: int
    raw: str
    errors: list[Reason]


class RejectedRows(Schema):
    results: list[RejectedRow]
    next_cursor: str | None
    previous_cursor: str | None
