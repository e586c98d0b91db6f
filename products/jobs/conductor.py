"""One process's turn at a job: takes its lock, carries it on to its end, and writes down how it ended.

docs/recovery.md tells the rules: one holder a job, one writer of the catalogue, and PostgreSQL knows what is owed.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from product_importer.lib.failures import Failure
from products.jobs import job_notices, progress, sweeping, tables
from products.jobs.locks import AdvisoryLock, LockLost, catalogue_lock, job_lock, worked_on
from products.jobs.models import ImportJob
from products.jobs.states import Phase, Status
from products.search import indexes

LOCK_POLL_SECONDS = 0.2

MANY = 20_000
"""Changed rows from which the database's planner is told at once; otherwise autovacuum does that."""

DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError)
"""The job is still owed: it goes on when the database is back."""

OTHER_WORK = "other work on the catalogue"
"""What has the catalogue, if it is no job."""

INTERNAL_ERROR = (
    "Something went wrong on the server. The details are in its log. "
    "What was applied so far is kept: resume the {noun} to continue from there."
)
TOO_OFTEN_INTERRUPTED = (
    "The work on this {noun} broke off {turns} times without getting any further, so it is not tried again by itself. "
    "Most likely the server has too little memory; its log may tell more. "
    "What was applied so far is kept: when that is put right, resume the {noun} to continue from there."
)

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """A person asked for it; what was applied stays."""


class Interrupted(Exception):
    """This process is to stop, or lacks something; the job goes on in another, or later."""


def never() -> bool:
    return False


def run(job_id: uuid.UUID, conductor: "type[Conductor]", *, should_stop: Callable[[], bool] = never) -> bool:
    """Carry the job on to its end. False: another process is at it, or there is nothing to do.

    `should_stop` says that this process is to end; the job then stays as it is and goes on elsewhere. Raises
    Interrupted, LockLost or a database error if the job could not be brought to an end and is still owed; any other
    exception has been written down as the job's failure.
    """
    with job_lock(job_id) as lock:
        if not lock.try_acquire():
            return False
        job = ImportJob.objects.filter(pk=job_id).first()
        if job is None or not job.begin():
            return False
        conductor(job, lock, should_stop).to_its_end()
        return True


class Conductor:
    """Each kind of job says in `conduct` what its work is, and in `announce_end` who is told of its end."""

    noun = "job"
    """What people call it."""

    def __init__(self, job: ImportJob, lock: AdvisoryLock, should_stop: Callable[[], bool]) -> None:
        self.job = job
        self._locks = [lock]
        self._should_stop = should_stop

    def to_its_end(self) -> None:
        job = self.job
        if job.futile_turns >= settings.IMPORT_FUTILE_TURNS:
            self._give_up()
            return
        try:
            self.conduct()
        except Failure as failure:
            self._break_off(partial(job.fail, failure.code, failure.message))
        except Cancelled:
            self._break_off(job.stop)
        except Interrupted:
            job.excuse_turn()
            raise
        except (LockLost, *DATABASE_AWAY):
            with suppress(*DATABASE_AWAY):
                connection.close()  # it may have been cut
                job.excuse_turn()
            raise
        except Exception:
            self._fail_resumably("internal_error", INTERNAL_ERROR.format(noun=self.noun))
            raise

    # What a kind of job says

    def conduct(self) -> None:
        """The work, up to `settle`. Raises Failure to end the job as failed."""
        raise NotImplementedError

    def announce_end(self) -> None:
        """Tell others of the end, inside its transaction."""

    def reason_of_end(self) -> str:
        """Why a person should look, in the notice that tells of the end."""
        return self.job.error_message

    # What it may use

    def go_on(self) -> None:
        """Between two chunks: is the job still ours, and still wanted?"""
        for lock in self._locks:
            lock.assert_held()
        if self._should_stop():
            raise Interrupted
        if self.job.is_cancel_requested():
            raise Cancelled

    @contextmanager
    def catalogue_to_itself(self) -> Iterator[None]:
        """Hold the catalogue's lock, once it is free."""
        with catalogue_lock() as lock:
            self.wait_for(lock)
            try:
                yield
            finally:
                self._locks.remove(lock)

    def wait_for(self, lock: AdvisoryLock) -> None:
        """Take the catalogue's lock; until it is free, the job says which other job has it."""
        while not lock.try_acquire():
            self.go_on()
            self.say_what_it_waits_for(_who_has_the_catalogue(self.job))
            time.sleep(LOCK_POLL_SECONDS)
        self._locks.append(lock)
        self.say_what_it_waits_for("")

    def say_what_it_waits_for(self, name: str) -> None:
        if name != self.job.waits_for:
            self.job.advance_or_leave(waits_for=name)
            progress.publish(self.job)

    def enter(self, phase: Phase) -> None:
        self.job.advance_or_leave(phase=phase)
        progress.publish(self.job)

    def look_at_products(self, *, changed: int) -> None:
        """What lists and search sorely need after a big change."""
        if changed >= MANY:
            indexes.look_at_products()

    def settle(self, end: Callable[[], bool]) -> None:
        """End the job. A kill after the end leaves tables that the beat sweeps away."""
        if not self._end(end):
            raise LockLost
        progress.publish(self.job)
        tables.drop_all(self.job)

    def leave_to_a_person(self, wait: Callable[[], bool]) -> None:
        """End the turn, with the job's tables kept."""
        if not self._end(wait):
            raise LockLost
        progress.publish(self.job)

    def _give_up(self) -> None:
        """Its workers died again and again: it waits for a person, so that it does not take the other jobs along."""
        turns = self.job.futile_turns
        logger.error("job %s is given up: %d turns in a row ended without progress", self.job.id, turns)
        self._fail_resumably("too_often_interrupted", TOO_OFTEN_INTERRUPTED.format(noun=self.noun, turns=turns))

    def _fail_resumably(self, code: str, message: str) -> None:
        """The tables stay, so that the job can be resumed where it stopped."""
        self._end(partial(self.job.fail, code, message))
        progress.publish(self.job)

    def _break_off(self, end: Callable[[], bool]) -> None:
        sweeping.restore_indexes()
        self.settle(end)

    def _end(self, end: Callable[[], bool]) -> bool:
        """The end and the word of it to others and to people, in one transaction: none hears of what did not happen."""
        with transaction.atomic():
            ended = end()
            if ended:
                self.announce_end()
                job_notices.tell(self.job, reason=self.reason_of_end())
        return ended


def _who_has_the_catalogue(waiting: ImportJob) -> str:
    """The job that is past its reading and has a worker, by its name."""
    at_it = ImportJob.objects.filter(
        status=Status.PROCESSING, phase__in=(Phase.PLANNING, Phase.APPLYING), waits_for=""
    ).exclude(pk=waiting.pk)
    jobs = {job.pk: job for job in at_it.order_by("started_at")}
    names = [str(job) for job_id, job in jobs.items() if job_id in worked_on(jobs)]
    return names[0] if names else OTHER_WORK
