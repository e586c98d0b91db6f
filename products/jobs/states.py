"""What a job is doing now, or how it ended: status and phase, the one word for both, and the sentence that tells it."""

from enum import StrEnum

from django.db.models import TextChoices


class Status(TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    AWAITING_MAPPING = "awaiting_mapping", "awaiting mapping"
    AWAITING_REVIEW = "awaiting_review", "awaiting review"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Phase(TextChoices):
    QUEUED = "queued"
    READING = "reading"
    PLANNING = "planning"
    APPLYING = "applying"
    DONE = "done"


class State(StrEnum):
    """In the order in which a job goes through them."""

    QUEUED = "queued"
    READING = "reading"
    COMPARING = "comparing"
    APPLYING = "applying"
    FINISHING = "finishing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    AWAITING_MAPPING = "awaiting_mapping"
    AWAITING_REVIEW = "awaiting_review"


RUNNABLE = (Status.PENDING, Status.PROCESSING)
TERMINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)
SETTLED = (*TERMINAL, Status.AWAITING_MAPPING, Status.AWAITING_REVIEW)
"""Nothing moves until a person does something."""

RUNNING = (State.QUEUED, State.READING, State.COMPARING, State.APPLYING, State.FINISHING)
"""A page follows such a job."""

OF_PHASE = {Phase.READING: State.READING, Phase.PLANNING: State.COMPARING, Phase.APPLYING: State.APPLYING}

WORDS: dict[State, str] = {
    **{state: state.value for state in State},
    State.COMPARING: "comparing with the catalogue",
    State.FINISHING: "building the indexes of search and lists",
    State.AWAITING_MAPPING: "awaiting mapping",
    State.AWAITING_REVIEW: "awaiting review",
}

STARTING = "Starting."
SENTENCES = {
    State.QUEUED: "Queued.",
    State.READING: "Reading the file: {total_rows:,} rows so far.",
    State.COMPARING: "Comparing {total_rows:,} rows with the catalogue.",
    State.APPLYING: "Applying: {processed_rows:,} of {total_rows:,} rows settled.",
    State.FINISHING: "Building the indexes of search and lists: all {total_rows:,} rows are settled.",
    State.COMPLETED: "Completed: {counts}.",
    State.FAILED: "Failed: {error_message}",
    State.CANCELLED: "Cancelled: {counts} before it stopped.",
    State.AWAITING_MAPPING: "Waiting for a person to confirm the columns.",
    State.AWAITING_REVIEW: "Waiting for a person to review the changes.",
}


def state_of(status: Status, phase: Phase, *, is_settled: bool) -> State:
    """One word for status and phase together. `is_settled`: every row has its outcome.

    What remains to do for a job whose rows are settled is statistics and perhaps the indexes of search and lists.
    """
    if status == Status.PENDING:
        return State.QUEUED
    if status != Status.PROCESSING:
        return State(status)
    state = OF_PHASE.get(phase, State.QUEUED)
    return State.FINISHING if state is State.APPLYING and is_settled else state


def status_word(status: Status, state: State) -> str:
    """For lists, where what exactly a job is doing would be too much."""
    return "processing" if status == Status.PROCESSING else WORDS[state]
