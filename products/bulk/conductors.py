"""Deleting or changing many products by a job, which can be followed, stopped and resumed like an import.

It first notes in a table of its own which products are meant, then goes through them in chunks. Each chunk is one
transaction with the counters and the checkpoint. It holds the catalogue lock, so it never meets an import half-way.
"""

from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from product_importer.lib.actor import Actor
from products import catalogue
from products.jobs import progress, tables
from products.jobs.conductor import Conductor
from products.jobs.failures import JobFailure
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from products.jobs.states import Phase
from products.schemas import FilterIn
from products.search.query import Selection

CHUNK_ROWS = 1_000


class MoreThanMeant(JobFailure):
    """By now more products would be deleted than the person was asked about."""

    code = "more_than_meant"

    def __init__(self, *, number: int, meant: int) -> None:
        super().__init__(
            self.code,
            f"{number:,} products would now be deleted, more than the {meant:,} you confirmed. "
            "No more were deleted. Check the selection, then delete it again.",
        )


class _SelectionRun(Conductor):
    """`job.options`: `actor`, and `ids` or `filter`; neither of the two means all products."""

    counter: str
    """What becomes of the products that are changed."""

    def conduct(self) -> None:
        progress.publish(self.job)
        self.go_on()
        with catalogue_lock() as lock:
            self.wait_for(lock)
            self.enter(Phase.APPLYING)
            self.act()
            self.look_at_products(changed=self.job.changed)
            self.settle(self.job.complete)

    def act(self) -> None:
        if not _is_chosen(self.job):
            _choose(self.job, selection_of(self.job))
        self.check_number(self.job.total_rows)
        while self.job.checkpoint < (self.job.staged_rows or 0):
            self.go_on()
            self._act_on_chunk()
            progress.publish(self.job)

    def act_on(self, ids: list[UUID]) -> int:
        """How many products were changed."""
        raise NotImplementedError

    def check_number(self, number: int) -> None:
        """`number` products match now; it may have been another number when the job was asked for."""

    @property
    def actor(self) -> Actor:
        return Actor(**self.job.options["actor"])

    def _act_on_chunk(self) -> None:
        job = self.job
        with transaction.atomic():
            ids = _chunk(job)
            changed = self.act_on(ids)
            upto = job.checkpoint + len(ids)
            counts = {
                self.counter: job.counts[self.counter] + changed,
                "unchanged": job.unchanged + len(ids) - changed,
            }
            job.advance_or_leave(checkpoint=upto, progress=99 * upto // (job.staged_rows or 1), **counts)


class Deletion(_SelectionRun):
    counter = "deleted"

    def act(self) -> None:
        if "ids" in self.job.options or "filter" in self.job.options:
            super().act()
        else:
            self._empty()

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.delete_selection(ids, actor=self.actor)

    def check_number(self, number: int) -> None:
        """Nobody asked to delete what came into the catalogue while the job waited."""
        meant = self.job.options.get("meant", number)
        if number > meant:
            raise MoreThanMeant(number=number, meant=meant)

    def _empty(self) -> None:
        """In one transaction with the counter: after a crash the catalogue is full, or the job knows it is empty."""
        if self.job.staged_rows is not None:
            return
        try:
            with transaction.atomic():
                number = catalogue.delete_all(actor=self.actor, check=self.check_number)
                self.job.advance_or_leave(staged_rows=number, total_rows=number, deleted=number)
        except catalogue.CatalogueBusy as error:
            raise JobFailure("catalogue_busy", str(error)) from error


class Update(_SelectionRun):
    counter = "updated"

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.change_selection(ids, actor=self.actor, active=self.job.options["active"])


def selection_of(job: ImportJob) -> Selection:
    options = job.options
    if "ids" in options:
        return Selection(ids=tuple(UUID(text) for text in options["ids"]))
    return Selection(filter=FilterIn.model_validate(options.get("filter", {})).filter)


def _table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "selection")


def _is_chosen(job: ImportJob) -> bool:
    """After a crash of PostgreSQL the unlogged table comes back empty."""
    return job.staged_rows is not None and tables.count_rows(_table(job)) == job.staged_rows


def _choose(job: ImportJob, selection: Selection) -> None:
    """Note which products are meant. Those that an earlier turn dealt with are gone, or will count as unchanged."""
    done = job.processed_rows
    query, parameters = selection.products().values("id", "sku_key").query.sql_with_params()
    beginning = "CREATE UNLOGGED TABLE {} AS SELECT row_number() OVER (ORDER BY sku_key) AS position, id FROM ("
    create = sql.SQL(beginning).format(_table(job)) + sql.SQL(query) + sql.SQL(") AS chosen")
    with transaction.atomic(), connection.cursor() as cursor:
        tables.drop(_table(job))
        cursor.execute(create, parameters)
        number = cursor.rowcount
        cursor.execute(sql.SQL("CREATE UNIQUE INDEX ON {} (position)").format(_table(job)))
        job.advance_or_leave(staged_rows=number, checkpoint=0, total_rows=done + number)


def _chunk(job: ImportJob) -> list[UUID]:
    statement = "SELECT id FROM {} WHERE position > %s AND position <= %s"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(_table(job)), [job.checkpoint, job.checkpoint + CHUNK_ROWS])
        return [product_id for (product_id,) in cursor]
