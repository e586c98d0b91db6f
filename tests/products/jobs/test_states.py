"""One word for status and phase, and what is said of it."""

from typing import Any

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
    assert state_of(Status(status), Phase(phase), is_settled=False, is_waiting=False) == state


@pytest.mark.parametrize(
    ("phase", "state"), [("reading", "reading"), ("planning", "comparing"), ("applying", "finishing")]
)
def test_job_whose_rows_are_settled_is_finishing_once_it_applies(phase: str, state: str) -> None:
    assert state_of(Status.PROCESSING, Phase(phase), is_settled=True, is_waiting=False) == state


@pytest.mark.parametrize(
    ("status", "state"), [("pending", "queued"), ("processing", "waiting"), ("completed", "completed")]
)
@pytest.mark.parametrize("phase", ["reading", "applying"])
def test_job_under_way_that_another_one_keeps_from_the_catalogue_is_waiting(
    status: str, phase: str, state: str
) -> None:
    assert state_of(Status(status), Phase(phase), is_settled=False, is_waiting=True) == state


@pytest.mark.parametrize(
    ("facts", "ending", "word"),
    [
        ({}, "nothing", "nothing imported"),
        ({"total_rows": 3, "skipped": 3}, "nothing", "nothing imported"),
        ({"total_rows": 3, "unchanged": 3}, "clean", "completed"),
        ({"total_rows": 3, "created": 2, "skipped": 1}, "clean", "completed"),
        ({"total_rows": 3, "created": 2, "rejected": 1}, "partial", "partly imported"),
        ({"total_rows": 3, "superseded": 2, "rejected": 1}, "partial", "partly imported"),
        ({"total_rows": 3, "rejected": 3}, "refused", "all rejected"),
        ({"total_rows": 3, "rejected": 2, "skipped": 1}, "refused", "all rejected"),
        ({"kind": "delete"}, "clean", "completed"),
    ],
)
def test_completed_job_says_at_a_glance_what_it_came_to(facts: dict[str, Any], ending: str, word: str) -> None:
    job = ImportJob(status="completed", **facts)

    assert (job.ending, job.status_word) == (ending, word)


@pytest.mark.parametrize("status", ["pending", "processing", "failed", "cancelled"])
def test_job_that_is_not_completed_has_no_ending(status: str) -> None:
    assert ImportJob(status=status).ending is None


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
    settled = {State(status) for status in states.SETTLED} | {State.SEEN_BEFORE}

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
        ("awaiting_mapping", "reading", "waiting for you"),
        ("cancelled", "done", "cancelled"),
    ],
)
def test_lists_say_no_more_than_the_status(status: str, phase: str, word: str) -> None:
    assert ImportJob(status=status, phase=phase).status_word == word


def test_lists_say_that_a_job_waits() -> None:
    assert ImportJob(status="processing", phase="reading", waits_for="spring.csv").status_word == "waiting"
