"""What every kind of job has from its conductor: one holder, a turn, an end that is written down and told."""

import uuid
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from psycopg import sql
from psycopg.errors import DiskFull
from pytest_django import Settings

from products.jobs import conductor, tables
from products.jobs.conductor import Conductor, Interrupted
from products.jobs.failures import JobFailure
from products.jobs.locks import LockLost, catalogue_lock, job_lock
from products.jobs.models import ImportJob

pytestmark = pytest.mark.django_db(transaction=True)


class Work(Conductor):
    """Notes in `told` how the end was announced, and that this was within the end's transaction."""

    told: list[tuple[str, bool]]

    def announce_end(self) -> None:
        self.told.append((self.job.status, connection.in_atomic_block))


def working(act: Callable[[Work], object]) -> type[Work]:
    class Acting(Work):
        told = []

        def conduct(self) -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL("CREATE TABLE IF NOT EXISTS {} ()").format(tables.own_table(self.job, "rows")))
            act(self)
            self.settle(self.job.complete)

    return Acting


def fail_with(error: Exception) -> Callable[[object], None]:
    def act(_: object) -> None:
        raise error

    return act


@pytest.fixture
def job() -> ImportJob:
    return ImportJob.objects.create()


def test_job_that_is_done_is_completed_and_its_end_told(job: ImportJob) -> None:
    work = working(lambda _: None)

    assert conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, job.progress, job.turn, work.told) == ("completed", 100, 1, [("completed", True)])
    assert tables.owned() == []


def test_anticipated_failure_ends_the_job_with_its_sentence(job: ImportJob) -> None:
    work = working(fail_with(JobFailure("catalogue_busy", "Somebody reads the catalogue. Ask again.")))

    assert conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "catalogue_busy")
    assert job.error_message == "Somebody reads the catalogue. Ask again."
    assert work.told == [("failed", True)]
    assert tables.owned() == []


def test_any_other_error_is_written_down_and_leaves_what_a_resumed_job_needs(job: ImportJob) -> None:
    work = working(fail_with(ValueError("Unheard of.")))

    with pytest.raises(ValueError, match="Unheard of"):
        conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, job.error_code, work.told) == ("failed", "internal_error", [("failed", True)])
    assert job.error_message.endswith("resume the job to continue from there.")
    assert [table.owner for table in tables.owned()] == [job.id.hex]
    tables.drop_all(job)


def test_cancelled_job_is_stopped_at_the_next_chunk(job: ImportJob) -> None:
    def cancel_and_go_on(turn: Work) -> None:
        turn.job.request_cancel()
        turn.go_on()

    work = working(cancel_and_go_on)

    assert conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, work.told) == ("cancelled", [("cancelled", True)])


@pytest.mark.parametrize("error", [Interrupted(), LockLost(), OperationalError()])
def test_job_that_could_not_be_ended_is_still_owed(job: ImportJob, error: Exception) -> None:
    work = working(fail_with(error))

    with pytest.raises(type(error)):
        conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, work.told) == ("processing", [])
    tables.drop_all(job)


def test_process_that_is_to_stop_leaves_the_job_to_another(job: ImportJob) -> None:
    with pytest.raises(Interrupted):
        conductor.run(job.id, working(lambda turn: turn.go_on()), should_stop=lambda: True)
    tables.drop_all(job)

    assert conductor.run(job.id, working(lambda turn: turn.go_on()))

    job.refresh_from_db()
    assert (job.status, job.turn) == ("completed", 2)


def test_job_in_another_turn_is_not_ended_by_this_one(job: ImportJob) -> None:
    work = working(lambda turn: ImportJob.objects.update(turn=9))

    with pytest.raises(LockLost):
        conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, work.told) == ("processing", [])
    tables.drop_all(job)


def test_nothing_is_done_while_somebody_holds_the_job(job: ImportJob) -> None:
    with job_lock(job.id) as lock:
        assert lock.try_acquire()
        assert conductor.run(job.id, working(lambda _: None)) is False


def test_nothing_is_done_for_an_unknown_job() -> None:
    assert conductor.run(uuid.uuid4(), working(lambda _: None)) is False


def test_lock_that_another_holds_is_waited_for_as_long_as_the_job_is_wanted(job: ImportJob) -> None:
    def wait(turn: Work) -> None:
        with catalogue_lock() as ours:
            turn.wait_for(ours)

    looks = iter([False, False, True])
    with catalogue_lock() as theirs:
        assert theirs.try_acquire()
        with pytest.raises(Interrupted):
            conductor.run(job.id, working(wait), should_stop=lambda: next(looks))
    tables.drop_all(job)

    assert list(looks) == []


@pytest.mark.parametrize("holder", ["spring.csv", None])
def test_job_says_what_it_waits_for_until_it_has_the_catalogue(job: ImportJob, holder: str | None) -> None:
    """The job that has the catalogue is the one past its reading that has a worker; another lost its worker there."""
    at_it = ImportJob.objects.create(status="processing", phase="applying", file_name=holder or "") if holder else job
    ImportJob.objects.create(status="processing", phase="applying", file_name="interrupted.csv")
    told: list[tuple[str, str]] = []

    def look(work: Work) -> None:
        with catalogue_lock() as theirs, job_lock(at_it.id) as their_job:
            assert theirs.try_acquire()
            their_job.try_acquire()

            def go_on() -> None:
                seen = ImportJob.objects.get(pk=job.pk)
                told.append((seen.state, seen.waits_for))
                if len(told) == 2:
                    theirs.release()

            work.go_on = go_on  # type: ignore[method-assign]
            with catalogue_lock() as lock:
                work.wait_for(lock)

    assert conductor.run(job.id, working(look))

    job.refresh_from_db()
    assert told == [("queued", ""), ("waiting", holder or conductor.OTHER_WORK)]
    assert job.waits_for == ""


class KilledError(BaseException):
    """In place of a signal that leaves no time for anything."""


def killed(job: ImportJob, *, at: list[dict[str, int]]) -> None:
    """Turns that came so far before their worker was killed."""
    for reached in at:

        def come_so_far(work: Work, reached: dict[str, int] = reached) -> None:
            work.job.advance_or_leave(phase="reading", **reached)
            raise KilledError

        with pytest.raises(KilledError):
            conductor.run(job.id, working(come_so_far))


@pytest.mark.parametrize("turns", [1, 5])
def test_job_that_kills_its_worker_again_and_again_waits_for_a_person(
    job: ImportJob, settings: Settings, caplog: pytest.LogCaptureFixture, turns: int
) -> None:
    settings.IMPORT_FUTILE_TURNS = turns
    killed(job, at=[{"total_rows": 700}] * (1 + turns))
    work = working(lambda _: pytest.fail("It is not tried again."))

    assert conductor.run(job.id, work)

    job.refresh_from_db()
    assert (job.status, job.error_code, work.told) == ("failed", "too_often_interrupted", [("failed", True)])
    assert f"broke off {turns} times" in job.error_message
    assert "resume the job" in job.error_message
    assert [record.levelname for record in caplog.records if str(job.id) in record.message] == ["ERROR"]
    assert len(tables.owned()) == 1


def test_job_that_a_person_resumes_has_all_its_turns_again(job: ImportJob, settings: Settings) -> None:
    settings.IMPORT_FUTILE_TURNS = 2
    killed(job, at=[{"total_rows": 700}] * 3)
    conductor.run(job.id, working(lambda _: None))
    job.refresh_from_db()

    assert job.reopen()
    killed(job, at=[{"total_rows": 700}] * 2)
    conductor.run(job.id, working(lambda _: None))

    job.refresh_from_db()
    assert (job.error_code, job.turn) == ("too_often_interrupted", 7)


@pytest.mark.parametrize("cause", [DiskFull(), None])
def test_turns_that_the_database_broke_off_are_not_futile(
    job: ImportJob, settings: Settings, cause: Exception | None
) -> None:
    settings.IMPORT_FUTILE_TURNS = 2
    error = OperationalError()
    error.__cause__ = cause
    for _ in range(5):
        with pytest.raises(OperationalError):
            conductor.run(job.id, working(fail_with(error)))

    assert conductor.run(job.id, working(lambda _: None))
    job.refresh_from_db()
    assert job.status == "completed"


@pytest.mark.parametrize(
    "at",
    [
        [{"total_rows": rows} for rows in range(100, 1_000, 100)],
        [{"total_rows": 100, "checkpoint": checkpoint} for checkpoint in range(10)],
        [{"total_rows": 100}, {"total_rows": 100}, {"total_rows": 50}, {"total_rows": 200}, {"total_rows": 90}],
    ],
)
def test_job_that_gets_further_is_not_given_up(job: ImportJob, settings: Settings, at: list[dict[str, int]]) -> None:
    settings.IMPORT_FUTILE_TURNS = 4
    killed(job, at=at)

    assert conductor.run(job.id, working(lambda _: None))

    job.refresh_from_db()
    assert (job.status, job.turn) == ("completed", len(at) + 1)


def test_turns_that_a_worker_was_told_to_end_are_not_futile(job: ImportJob, settings: Settings) -> None:
    settings.IMPORT_FUTILE_TURNS = 2
    for _ in range(10):
        with pytest.raises(Interrupted):
            conductor.run(job.id, working(fail_with(Interrupted())))

    assert conductor.run(job.id, working(lambda _: None))

    job.refresh_from_db()
    assert job.status == "completed"
