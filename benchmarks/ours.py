"""Our import, as a person gets it: a job is created, a real worker takes it, the clock stops at `completed`."""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.db import connection

from products.imports.receiving import receive
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.models import Product

POLL_SECONDS = 0.04
START_SECONDS = 60.0
PARTS = ("storing", "queued", "reading", "planning", "applying", "finishing")
"""Storing the file, waiting for the worker, its three phases, and what remains after the last chunk: the index."""


class Ours:
    """`parts`: the seconds that the last import spent in each of PARTS."""

    name = "our import"

    def __init__(self, while_waiting: Callable[[ImportJob], None] = lambda job: None) -> None:
        self.parts: dict[str, float] = {}
        self._while_waiting = while_waiting

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE products_product")

    def load(self, file: Path) -> float:
        started_at = time.perf_counter()
        with file.open("rb") as source:
            job = receive(File(source), file_name=file.name, user=None, options={})
        self.parts = defaultdict(float, storing=time.perf_counter() - started_at)
        self._wait(job)
        seconds = time.perf_counter() - started_at
        assert job.status == Status.COMPLETED, f"{job.status}: {job.error_message}"
        _wait_until_tidied(job)
        return seconds

    def settle(self) -> None:
        settle("products_product")

    def check(self, rows: int) -> None:
        assert Product.objects.count() == rows

    def _wait(self, job: ImportJob) -> None:
        seen_at = started_at = time.perf_counter()
        self._while_waiting(job)
        while not job.is_terminal:
            assert job.phase != "queued" or seen_at - started_at < START_SECONDS, "The worker does not take the job."
            part = part_of(job)
            time.sleep(POLL_SECONDS)
            job.refresh_from_db()
            now = time.perf_counter()
            self.parts[part] += now - seen_at
            seen_at = now


def settle(table: str) -> None:
    """Vacuum, gather statistics, and write memory to the disk, so that no case pays for the one before it."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("CHECKPOINT")


def part_of(job: ImportJob) -> str:
    if job.phase == "applying" and job.checkpoint >= (job.planned_rows or 0):
        return "finishing"
    return str(job.phase)


def _wait_until_tidied(job: ImportJob) -> None:
    """Wait until the worker has dropped the job's tables, so that the next case does not pay for it."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE %s", [f"%{job.id.hex}"])
            if not cursor.fetchone()[0]:
                return
            time.sleep(POLL_SECONDS)
