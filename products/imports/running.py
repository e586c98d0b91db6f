"""The conductor: calls the steps of an import in order, and goes on where the last run stopped.

docs/architecture.md tells the rules: one holder a job, one planner at a time, and PostgreSQL knows what is owed.
"""

import time
import uuid
from collections.abc import Callable
from functools import partial

import psycopg
from django.db import InterfaceError, OperationalError, transaction

from products.fields.reasons import FileFailure
from products.imports.steps import announcing, applying, planning, staging
from products.jobs import progress, sweeping, tables
from products.jobs.locks import AdvisoryLock, LockLost, catalogue_lock, job_lock
from products.jobs.models import ImportJob, Mode, Phase
from products.search import indexes

LOCK_POLL_SECONDS = 0.2

DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError)
"""The job is still owed: it goes on when the database is back."""

INTERNAL_ERROR = (
    "Something went wrong on the server, and its log says what. "
    "What was applied so far is kept; resume the import to go on from there."
)


MANY = 20_000
"""Changed rows from which the database's planner is told at once; otherwise autovacuum does that."""


class Cancelled(Exception):
    """A person asked for it; what was applied stays."""


class Interrupted(Exception):
    """This process is to stop; the job goes on in another."""


def never() -> bool:
    return False


def run(job_id: uuid.UUID, *, should_stop: Callable[[], bool] = never, conductor: "type[Run] | None" = None) -> bool:
    """Carry the job on to its end. False: another process is at it, or there is nothing to do.

    `should_stop` says that this process is to end; the job then stays as it is and goes on elsewhere. Raises
    Interrupted, LockLost or a database error when the job could not be brought to an end, which then has still to be
    done; any other exception has been written down as the job's failure.
    """
    with job_lock(job_id) as lock:
        if not lock.try_acquire():
            return False
        job = ImportJob.objects.filter(pk=job_id).first()
        if job is None or not job.begin():
            return False
        (conductor or Run)(job, lock, should_stop).to_its_end()
        return True


class Run:
    """One process's turn at an import; other kinds of jobs have a `conduct` of their own."""

    def __init__(self, job: ImportJob, lock: AdvisoryLock, should_stop: Callable[[], bool]) -> None:
        self.job = job
        self._locks = [lock]
        self._should_stop = should_stop

    def to_its_end(self) -> None:
        job = self.job
        try:
            self.conduct()
        except FileFailure as failure:
            self._break_off(partial(job.fail, failure.code, failure.message))
        except Cancelled:
            self._break_off(job.stop)
        except (Interrupted, LockLost, *DATABASE_AWAY):
            raise
        except Exception:
            self._end(partial(job.fail, "internal_error", INTERNAL_ERROR))
            progress.publish(job)
            raise

    def conduct(self) -> None:
        job = self.job
        progress.publish(job)
        self.go_on()
        if not planning.is_complete(job) and not staging.is_complete(job):
            staging.stage(job, go_on=self.go_on)
        with catalogue_lock() as lock:
            self.wait_for(lock)
            if not planning.is_complete(job):
                self.enter(Phase.PLANNING)
                planning.plan(job, go_on=self.go_on)
            if job.mode is Mode.DRY_RUN:
                plan = planning.counts(job)
                job.advance_or_leave(created=plan.creates, updated=plan.updates)
            else:
                applying.apply(job, go_on=self.go_on)
                self._finish()
            self.settle(job.complete)

    def _break_off(self, end: Callable[[], bool]) -> None:
        sweeping.restore_indexes()
        self.settle(end)

    def settle(self, end: Callable[[], bool]) -> None:
        """End the job. A kill after the end leaves tables that the beat sweeps away."""
        if not self._end(end):
            raise LockLost
        progress.publish(self.job)
        tables.drop_all(self.job)

    def _end(self, end: Callable[[], bool]) -> bool:
        """The end and the word of it to others, in one transaction."""
        with transaction.atomic():
            ended = end()
            if ended:
                announcing.announce_end(self.job)
        return ended

    def _finish(self) -> None:
        """What reading the catalogue needs after a change, and lists and search sorely after a big one."""
        indexes.ensure(on_built=self._show_progress)
        if (self.job.planned_rows or 0) >= MANY:
            indexes.look_at_products()

    def _show_progress(self) -> None:
        self.job.advance_or_leave(progress=self.job.progress + 1)
        progress.publish(self.job)

    def enter(self, phase: Phase) -> None:
        self.job.advance_or_leave(phase=phase)
        progress.publish(self.job)

    def go_on(self) -> None:
        """Between two chunks: is the job still ours, and still wanted?"""
        for lock in self._locks:
            lock.assert_held()
        if self._should_stop():
            raise Interrupted
        if self.job.is_cancel_requested():
            raise Cancelled

    def wait_for(self, lock: AdvisoryLock) -> None:
        while not lock.try_acquire():
            self.go_on()
            time.sleep(LOCK_POLL_SECONDS)
        self._locks.append(lock)
