"""Real workers that are killed, stopped or too many in the middle of an import: it ends by itself, and exactly."""

import re
import signal
from random import Random

import pytest

from products.imports import tasks
from products.jobs import queue
from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack
from tests.journeys.standstill import a_product_to_update, is_waiting_for_editor, let_time_pass, somebody_edits
from tests.processes import Program, eventually
from tests.trials import Trial, make_trial

ROWS = 8_000
CHUNK_ROWS = 200
SMALL_CHUNKS = {"IMPORT_STAGE_ROWS": "400", "IMPORT_CHUNK_ROWS": str(CHUNK_ROWS)}
BACK_WITHIN_SECONDS = 60
PHASES = ["queued", "reading", "planning", "applying", "done"]


@pytest.fixture
def trial(stack: Stack) -> Trial:
    stack.environment |= SMALL_CHUNKS
    return make_trial(ROWS)


def reached(trial: Trial, phase: str, share: float) -> bool:
    """Whether the job stands at this share of this phase, or is past it."""
    job = trial.job
    job.refresh_from_db()
    done = {"reading": job.total_rows / len(trial.records), "applying": job.checkpoint / (job.planned_rows or 1)}
    return (PHASES.index(job.phase), done.get(job.phase, 0.0)) >= (PHASES.index(phase), share)


def is_over(job: ImportJob) -> bool:
    job.refresh_from_db()
    return job.is_terminal


def test_import_ends_by_itself_and_exactly_when_its_workers_are_killed(stack: Stack, trial: Trial) -> None:
    moments = Random(11)
    stack.start_beat()
    worker = stack.start_worker()
    queue.enqueue(trial.job)

    for phase, kill_all in [("reading", False), ("planning", True), ("applying", False), ("applying", True)]:
        share = moments.uniform(0.1, 0.4) if phase != "planning" else 0.0
        share += 0.4 if phase == "applying" and kill_all else 0.0
        let_time_pass(trial.job)
        worker = kill_at(stack, worker, trial, phase, share, kill_all=kill_all)

    eventually(lambda: is_over(trial.job), seconds=BACK_WITHIN_SECONDS)  # the last time without any hurry
    trial.assert_fulfilled()
    assert trial.job.turn == 5


def kill_at(stack: Stack, worker: Program, trial: Trial, phase: str, share: float, *, kill_all: bool) -> Program:
    """Kill the pool's children, or the whole worker and start another. Returns the worker that is there then."""
    eventually(lambda: reached(trial, phase, share))
    if kill_all:
        worker.kill()
    else:
        worker.kill_children()
    trial.job.refresh_from_db()
    assert trial.job.status == "processing"
    return stack.start_worker() if kill_all else worker


def test_import_is_exact_when_only_the_workers_main_process_is_killed(stack: Stack, trial: Trial) -> None:
    """Its children live on for a while, and may even end the import."""
    stack.start_beat()
    worker = stack.start_worker()
    queue.enqueue(trial.job)
    eventually(lambda: reached(trial, "applying", 0.1))

    worker.kill_main()
    stack.start_worker()
    let_time_pass(trial.job)

    eventually(lambda: is_over(trial.job))
    trial.assert_fulfilled()


def test_one_of_two_workers_does_the_work_when_the_task_is_delivered_five_times(stack: Stack, trial: Trial) -> None:
    with somebody_edits(a_product_to_update(trial.expected, 0.5)):
        workers = [stack.start_worker() for _ in range(2)]
        deliveries = {tasks.process_csv_upload.delay(str(trial.job.id)).id for _ in range(5)}
        eventually(is_waiting_for_editor)
        eventually(lambda: len(ended_in(workers) & deliveries) == 4)  # while the fifth has the job in hand

    eventually(lambda: ended_in(workers) >= deliveries)
    trial.assert_fulfilled()
    assert trial.job.turn == 1


def ended_in(workers: list[Program]) -> set[str]:
    """The ids of the tasks that these workers have brought to an end."""
    return {task for worker in workers for task in re.findall(r"process_csv_upload\[(\S+)\] succeeded", worker.text())}


def test_worker_that_is_told_to_stop_ends_its_chunk_and_another_goes_on(stack: Stack, trial: Trial) -> None:
    worker = stack.start_worker()
    with somebody_edits(a_product_to_update(trial.expected, 0.5)):
        queue.enqueue(trial.job)
        eventually(is_waiting_for_editor)
        trial.job.refresh_from_db()
        before = trial.job.checkpoint
        worker.signal(signal.SIGTERM)
        worker.wait_for_text("Warm shutdown")

    assert worker.wait() == 0
    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.checkpoint) == ("processing", before + CHUNK_ROWS)
    assert "was interrupted and will continue later" in worker.text()

    stack.start_beat()
    stack.start_worker()
    let_time_pass(trial.job)
    eventually(lambda: is_over(trial.job))
    trial.assert_fulfilled()


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_import_is_exact_after_twenty_kills(stack: Stack, seed: int) -> None:
    random = Random(seed)
    stack.environment |= {"IMPORT_STAGE_ROWS": "5000", "IMPORT_CHUNK_ROWS": "1000"}
    trial = make_trial(200_000, seed=seed)
    stack.start_beat()
    worker = stack.start_worker()
    queue.enqueue(trial.job)

    places = [(phase, random.uniform(0, 0.9)) for phase in ["reading"] * 8 + ["applying"] * 10]
    for kills, (phase, share) in enumerate(in_order([*places, ("planning", 0), ("planning", 0)])):
        wait_for_turn(trial.job, kills + 1)
        worker = kill_at(stack, worker, trial, phase, share, kill_all=random.random() < 0.5)
        let_time_pass(trial.job)

    eventually(lambda: is_over(trial.job), seconds=300)
    trial.assert_fulfilled()
    assert trial.job.turn == 21


def in_order(places: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(places, key=lambda place: (PHASES.index(place[0]), place[1]))


def wait_for_turn(job: ImportJob, turn: int) -> None:
    eventually(lambda: ImportJob.objects.filter(pk=job.pk, turn=turn).exists())
