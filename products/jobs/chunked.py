"""Work on many products by a job, which can be followed, stopped and resumed like an import.

It first notes in a table of its own which products are meant, then goes through them in chunks. Each chunk is one
transaction with the counters and the checkpoint. It holds the catalogue lock, so it never meets an import half-way.
"""

from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from product_importer.lib.actor import Actor
from products.jobs import progress, tables
from products.jobs.conductor import Conductor
from products.jobs.locks import catalogue_lock
from products.jobs.states import Phase
from products.models import ProductQuerySet

CHUNK_ROWS = 1_000


class ChunkedWork(Conductor):
    """`job.options` has the `actor`."""

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
            self.settle(self.complete)

    def act(self) -> None:
        if not self._is_chosen():
            self.choose()
        self.check_number(self.job.total_rows)
        while self.job.checkpoint < (self.job.staged_rows or 0):
            self.go_on()
            self._act_on_chunk()
            progress.publish(self.job)

    # What a kind of such work says

    def wanted(self) -> ProductQuerySet:
        """The products that are meant, but for those that an earlier turn dealt with, if they match no more."""
        raise NotImplementedError

    def act_on(self, ids: list[UUID]) -> int:
        """How many products were changed."""
        raise NotImplementedError

    def facts_after(self, ids: list[UUID]) -> dict[str, object]:
        """What the job's row has to say once these products are done."""
        job, changed = self.job, self.act_on(ids)
        return {
            self.counter: job.counts[self.counter] + changed,
            "unchanged": job.unchanged + len(ids) - changed,
        }

    @property
    def chunk_rows(self) -> int:
        return CHUNK_ROWS

    def check_number(self, number: int) -> None:
        """`number` products match now; it may have been another number when the job was asked for."""

    def complete(self) -> bool:
        """The end of all, in its transaction. False if the job is no longer ours."""
        return self.job.complete()

    # What it may use

    @property
    def actor(self) -> Actor:
        return Actor(**self.job.options["actor"])

    def choose(self) -> None:
        """Note which products are meant. Those that an earlier turn dealt with are gone, or will count as unchanged."""
        job, done = self.job, self.job.processed_rows
        query, parameters = self.wanted().values("id", "sku_key").query.sql_with_params()
        beginning = "CREATE UNLOGGED TABLE {} AS SELECT row_number() OVER (ORDER BY sku_key) AS position, id FROM ("
        create = sql.SQL(beginning).format(self._table) + sql.SQL(query) + sql.SQL(") AS chosen")
        with transaction.atomic(), connection.cursor() as cursor:
            tables.drop(self._table)
            cursor.execute(create, parameters)
            number = cursor.rowcount
            cursor.execute(sql.SQL("CREATE UNIQUE INDEX ON {} (position)").format(self._table))
            job.advance_or_leave(staged_rows=number, checkpoint=0, total_rows=done + number)

    def _act_on_chunk(self) -> None:
        job = self.job
        with transaction.atomic():
            ids = self._chunk()
            facts = self.facts_after(ids)
            upto = job.checkpoint + len(ids)
            job.advance_or_leave(checkpoint=upto, progress=99 * upto // (job.staged_rows or 1), **facts)

    @property
    def _table(self) -> sql.Identifier:
        return tables.own_table(self.job, "selection")

    def _is_chosen(self) -> bool:
        """After a crash of PostgreSQL the unlogged table comes back empty."""
        return self.job.staged_rows is not None and tables.count_rows(self._table) == self.job.staged_rows

    def _chunk(self) -> list[UUID]:
        statement = "SELECT id FROM {} WHERE position > %s AND position <= %s"
        begin = self.job.checkpoint
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(self._table), [begin, begin + self.chunk_rows])
            return [product_id for (product_id,) in cursor]
