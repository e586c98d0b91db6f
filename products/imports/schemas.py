"""The shapes of imports and of rows that came to nothing, as the API answers and its description shows them."""

from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from products.imports import same_file
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted
from products.jobs.schemas import Accepted, Counts, Job

REFUSALS = {"too_large": 413, "unsupported_format": 415, "disk_full": 507, "store_away": 503}
"""The status of a file that is refused at the door; 422 for the rest."""


class SameAs(Schema):
    """An earlier import of the very same file: the last that was completed, or else the one that came furthest."""

    job_id: UUID
    file_name: str
    created_by: str | None
    finished_at: str | None
    status: str
    counts: Counts


class Received(Accepted):
    same_as: SameAs | None = Field(description="The earlier import of the same file, if there was one.")
    message: str | None = Field(description="The same in a sentence.")


def received(job: ImportJob) -> dict[str, object]:
    """The answer to whoever brought the file of this job."""
    seen = same_file.seen(job)
    same_as = seen.as_json if seen else None
    return accepted(job) | {"same_as": same_as, "message": seen.sentence if seen else None}


class Import(Job):
    same_as: SameAs | None = Field(description="The earlier import of the same file, if there was one.")


class ReasonOut(Schema):
    column: str | None
    header: str | None = Field(None, description="The column of the file that has the value, or else the field.")
    code: str
    value: str
    message: str
    reason: str = Field("", description="What is wrong, in general: the same words for every row with this problem.")


class RejectedRowOut(Schema):
    record_number: int
    line_number: int
    raw: str
    errors: list[ReasonOut] = Field(description="As the row is mended so far.")
    cells: list[str] | None = Field(description="In the order of `header`, as mended so far; null if that is over.")
    is_certain: bool = Field(description="Whether the cells are no guess; or else mend the row by giving all of them.")
    is_mended: bool
    is_sound: bool = Field(description="It is mended and can be imported.")


class RejectionReasonOut(Schema):
    code: str
    reason: str
    rows: int


class RejectedRows(Schema):
    header: list[str] | None = Field(description="The columns of the file; null if its rows cannot be mended.")
    results: list[RejectedRowOut]
    summary: list[RejectionReasonOut] = Field(description="All reasons of the job, the most frequent first.")
    next_cursor: str | None
    previous_cursor: str | None


class SupersededRowOut(Schema):
    record_number: int
    line_number: int
    sku: str
    kept_record_number: int = Field(description="The row that was used instead.")


class SupersededRows(Schema):
    results: list[SupersededRowOut]
    next_cursor: str | None
    previous_cursor: str | None


class SkippedRowsOut(Schema):
    record_number: int = Field(description="The first of the rows.")
    line_number: int
    rows: int = Field(description="How many rows in succession: files may end in many blank ones.")
    code: str = Field(
        description="`before_header`, `blank`, `repeated_header`, `dashes`, `page_heading`, `heading`, `closing_text`, "
        "`rule`, `left_out`, `mended`, `taken`."
    )
    reason: str = Field(description="The same in words, or the rule.")
    raw: str = Field(description="What stood before the header, whole; else the text of the first row.")


class SkippedRows(Schema):
    results: list[SkippedRowsOut]
    next_cursor: str | None
    previous_cursor: str | None


class ConflictRowOut(Schema):
    record_number: int
    line_number: int
    sku: str
    code: str
    message: str
    values: dict[str, dict[str, Any]] | None = Field(
        None,
        description="While an import's plan waits: field → its value `before`, when the plan was made, as it would be "
        "`imported`, and `now`. Of an undo: its value before the import, as it was imported, and now.",
    )
    taken: str | None = Field(None, description="While it waits: `theirs`, `ours`, or null: nobody has said.")


class ConflictRows(Schema):
    results: list[ConflictRowOut]
    next_cursor: str | None
    previous_cursor: str | None
