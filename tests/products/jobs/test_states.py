"""One word for status and phase, and what is said of it."""

import pytest

from products.imports.presenters import UNSENT
from products.jobs import states
from products.jobs.models import ImportJob
from products.jobs.states import Phase, State, Status, state_of


@pytest.mark.parametrize(
    ("status", "phase", "state"),
    [
        ("pending", "queued", "queued"),
        ("pending", "applying", "queued"),
        ("processing", "queued", "queued"),
        ("processing", "reading", "reading"),
        ("processing", "planning", "comparing"),
        ("processing", "applying", "applying"),
        ("processing", "done", "queued"),
        ("awaiting_mapping", "reading", "awaiting_mapping"),
        ("awaiting_review", "planning", "awaiting_review"),
        ("completed", "done", "completed"),
        ("failed", "reading", "failed"),
        ("cancelled", "applying", "cancelled"),
    ],
)
def test_state_is_one_word_for_status_and_phase(status: str, phase: str, state: str) -> None:
    assert state_of(Status(status), Phase(phase), is_settled=False) == state


@pytest.mark.parametrize(
    ("phase", "state"), [("reading", "reading"), ("planning", "comparing"), ("applying", "finishing")]
)
def test_job_whose_rows_are_settled_is_finishing_once_it_applies(phase: str, state: str) -> None:
    assert state_of(Status.PROCESSING, Phase(phase), is_settled=True) == state


def test_state_of_a_job_is_known_from_its_row() -> None:
    job = ImportJob(status="processing", phase="applying", total_rows=9, created=4, deleted=4)
    assert (job.is_settled, job.state) == (False, State.APPLYING)

    job.rejected = 1

    assert (job.is_settled, job.state) == (True, State.FINISHING)


def test_job_without_rows_is_not_settled() -> None:
    assert not ImportJob(total_rows=0).is_settled


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_word_and_its_sentence(state: State) -> None:
    assert states.WORDS[state]
    assert states.SENTENCES[state].endswith((".", "{error_message}"))


def test_every_state_is_running_or_settled() -> None:
    settled = {State(status) for status in states.SETTLED}

    assert set(states.RUNNING) | settled == set(State)
    assert set(states.RUNNING) & settled == set()


def test_word_for_a_file_that_is_not_sent_yet_is_no_state_of_a_job() -> None:
    assert UNSENT not in [*State]


@pytest.mark.parametrize(
    ("status", "phase", "word"),
    [
        ("pending", "queued", "queued"),
        ("processing", "reading", "processing"),
        ("processing", "planning", "processing"),
        ("awaiting_mapping", "reading", "awaiting mapping"),
        ("completed", "done", "completed"),
    ],
)
def test_lists_say_no_more_than_the_status(status: str, phase: str, word: str) -> None:
    assert ImportJob(status=status, phase=phase).status_word == word
