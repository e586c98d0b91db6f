"""The shapes of a job that the API answers with, as its description shows them."""

import re
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, WithJsonSchema


def _in_digits(text: str) -> str:
    if not re.fullmatch(DIGITS[1:-1], text, re.ASCII):
        raise ValueError("Write the number of products in digits alone, such as 20006")
    return text


DIGITS = "^[0-9]{1,9}$"
Number = Annotated[str, AfterValidator(_in_digits), WithJsonSchema({"type": "string", "pattern": DIGITS})]
"""Of the products that a job is to delete or change, as whoever asks for it must give it."""


class Accepted(Schema):
    """Both ids are the same."""

    task_id: UUID
    job_id: UUID
    status: str
    status_url: str
    progress_url: str
    page_url: str


class Counts(Schema):
    """What happened to the records, or to the products that the job is about. They add up to its total."""

    created: int
    updated: int
    unchanged: int
    superseded: int
    rejected: int
    skipped: int
    conflicts: int
    deleted: int


class Plan(Schema):
    """What an import would do, or was to do, to products."""

    create: int
    update: int
    delete: int = Field(0, description="Of an undo: products to be deleted.")
    unchanged: int
    missing: int = Field(description="Products of the source that are not in the file.")
    kept_pinned: int = Field(0, description="Pinned values that stay. A warning says so too.")


class Missing(Schema):
    """What an import did to products of its source that are not in its file. They are none of its records."""

    deactivated: int
    deleted: int


class JobError(Schema):
    code: str
    message: str


class JobWarning(Schema):
    code: str = Field(description="Stays the same when the sentence is put in better words.")
    message: str
    count: int = Field(description="Of how many rows, columns, values or products it is true.")
    examples: list[str] = Field(description="Up to ten of them.")


class Snapshot(Schema):
    task_id: UUID
    job_id: UUID
    kind: str
    title: str = Field(description="The file's name, or what a job without a file does.")
    undo_of: UUID | None = Field(description="The job that it undoes.")
    file_name: str = Field(description="Empty for a job without a file.")
    mode: str
    created_by: str | None
    status: str
    phase: str
    state: str = Field(description="One word for status and phase together.")
    ending: str | None = Field(
        description="How a completed job ended: `clean`, `partial` (some rows rejected), `refused` (all), `nothing`."
    )
    waits_for: str | None = Field(
        description="In state `waiting`: the title of the job it is waiting for, or else what."
    )
    progress: int
    total_rows: int
    processed_rows: int
    counts: Counts
    missing: Missing
    plan: Plan | None = Field(description="Null until the file was compared with the catalogue.")
    rows_per_second: int | None
    eta_seconds: int | None
    warnings: list[JobWarning]
    error: JobError | None
    created_at: str
    started_at: str | None
    asked_seconds: float
    finished_at: str | None


class Links(Schema):
    self: str
    status: str
    progress: str
    page: str
    rejected: str
    rejected_file: str
    superseded: str
    skipped: str
    conflicts: str
    mapping: str = Field(description="What an import asks about its columns, while it is `awaiting_mapping`.")
    changes: str = Field(description="What an import would change, while it is `awaiting_review`, or has changed.")
    changes_file: str
    undo: str | None = Field(None, description="Where it can be undone; null if it cannot be, and in lists.")
    created: str = Field(description="The products it created that still exist.")
    updated: str


class JobSource(Schema):
    id: UUID
    name: str = Field(description="As it was called when the job began.")
    how: str = Field(
        description="`name`: the upload said so; `columns`: known by its columns; `likeness`: nearly so, and asked; "
        "`person`: saved from this file."
    )


class Job(Snapshot):
    options: dict[str, object]
    source: JobSource | None = Field(description="Whose file it is, of an import that has one.")
    continues: UUID | None = Field(description="The import whose rejected rows it imports, corrected.")
    links: Links


class Jobs(Schema):
    results: list[Job]
    next_cursor: str | None
    previous_cursor: str | None
