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
    WAITING = "waiting"
    COMPARING = "comparing"
    APPLYING = "applying"
    FINISHING = "finishing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    AWAITING_MAPPING = "awaiting_mapping"
    SEEN_BEFORE = "seen_before"
    AWAITING_REVIEW = "awaiting_review"


class Ending(StrEnum):
    """What a completed job comes to, at a glance."""

    CLEAN = "clean"
    PARTIAL = "partial"
    REFUSED = "refused"
    NOTHING = "nothing"


PLANNED_SHARE = 40
"""Where the progress bar stands, in per cent, when the plan is complete."""

RUNNABLE = (Status.PENDING, Status.PROCESSING)
TERMINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)
AWAITING = (Status.AWAITING_MAPPING, Status.AWAITING_REVIEW)
"""For a person."""
SETTLED = (*TERMINAL, *AWAITING)
"""Nothing moves until a person does something."""

RUNNING = (State.QUEUED, State.READING, State.WAITING, State.COMPARING, State.APPLYING, State.FINISHING)
"""A page follows such a job."""

OF_PHASE = {Phase.READING: State.READING, Phase.PLANNING: State.COMPARING, Phase.APPLYING: State.APPLYING}

WORDS: dict[State, str] = {
    **{state: state.value for state in State},
    State.COMPARING: "comparing with the catalogue",
    State.FINISHING: "updating search",
    State.AWAITING_MAPPING: "waiting for you",
    State.SEEN_BEFORE: "waiting for you",
    State.AWAITING_REVIEW: "awaiting review",
}
ENDING_WORDS: dict[Ending, str] = {
    Ending.CLEAN: "completed",
    Ending.PARTIAL: "partly imported",
    Ending.REFUSED: "all rejected",
    Ending.NOTHING: "nothing imported",
}

STARTING = "Starting."
SENTENCES = {
    State.QUEUED: "Queued.",
    State.READING: "Reading the file: {total} so far.",
    State.WAITING: "Waiting for {waits_for}.",
    State.COMPARING: "Comparing {total} with the catalogue.",
    State.APPLYING: "Applying: {processed_rows:,} of {total} done.",
    State.FINISHING: "Updating search: {total} done.",
    State.COMPLETED: "{ending}: {counts}.",
    State.FAILED: "Failed: {error_message}",
    State.CANCELLED: "Cancelled: {counts} before it stopped.",
    State.AWAITING_MAPPING: "Waiting for someone to confirm the columns.",
    State.SEEN_BEFORE: "This file was imported before. Waiting for someone to say whether to import it again.",
    State.AWAITING_REVIEW: "Waiting for someone to review the changes.",
}


ENDING_SENTENCES = {
    Ending.CLEAN: "Completed",
    Ending.PARTIAL: "Completed with rejected rows",
    Ending.REFUSED: "Completed, but all rows were rejected",
    Ending.NOTHING: "Nothing imported",
}


def state_of(status: Status, phase: Phase, *, is_settled: bool, is_waiting: bool) -> State:
    """One word for status and phase together.

    `is_settled`: every row has its outcome. `is_waiting`: another job has the catalogue.

    What remains to do for a job whose rows are settled is statistics and perhaps the indexes of search and lists.
    """
    if status == Status.PENDING:
        return State.QUEUED
    if status == Status.AWAITING_REVIEW and phase == Phase.QUEUED:
        return State.SEEN_BEFORE
    if status != Status.PROCESSING:
        return State(status)
    if is_waiting:
        return State.WAITING
    state = OF_PHASE.get(phase, State.QUEUED)
    return State.FINISHING if state is State.APPLYING and is_settled else state


def ending_of(*, rejected: int, left_out: int, total: int) -> Ending:
    """`left_out`: rows that are no products."""
    if not rejected:
        return Ending.NOTHING if total == left_out else Ending.CLEAN
    return Ending.REFUSED if total == left_out + rejected else Ending.PARTIAL


def status_word(status: Status, state: State, ending: Ending | None) -> str:
    """For lists, where what exactly a job is doing would be too much."""
    if ending:
        return ENDING_WORDS[ending]
    return "processing" if status == Status.PROCESSING and state is not State.WAITING else WORDS[state]
