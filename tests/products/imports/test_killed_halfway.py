"""Killed processes that apply a review, take an import back or import mended rows: nothing happens twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from products.imports import running
from products.imports.undo.undo_run import UndoRun
from products.jobs import conductor
from products.jobs.models import ImportJob
from products.models import Product, Stretch
from tests.processes import ROOT, eventually
from tests.products.conftest import Import, catalogue, counts

MANY = 4_000
SMALL_CHUNKS = {"IMPORT_CHUNK_ROWS": "100"}


def lines(price: str, numbers: range) -> Iterator[str]:
    return (f"A-{number:05},Mug {number},{price}\n" for number in numbers)


def file_of(price: str, numbers: range) -> str:
    return "sku,name,price\n" + "".join(lines(price, numbers))


Run = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(process_environment: dict[str, str]) -> Run:
    """Start a command in a process of its own."""

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=process_environment | SMALL_CHUNKS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    return started


@pytest.fixture
def kill(start: Run) -> Callable[..., None]:
    """Run a command, and kill it once the job that it works on has applied some chunks."""

    def killed(*arguments: str) -> None:
        program = start(*arguments)
        try:
            jobs = ImportJob.objects.filter(status="processing", checkpoint__gt=0)
            eventually(lambda: jobs.exists() or program.poll() is not None)
        finally:
            program.kill()
            program.wait()

    return killed


def changed_in_history(job: ImportJob) -> int:
    """How many products the history says that the job changed or deleted."""
    return sum(len(each.product_ids or ()) for each in Stretch.objects.filter(job_id=job.id))


def test_killed_review_applies_each_change_once(import_file: Import, kill: Callable[..., None]) -> None:
    import_file(file_of("5.00", range(MANY)))
    job = import_file(file_of("5.10", range(MANY)), mode="review")

    kill("review_import", str(job.id), "--apply")

    finish(job, lambda: running.run(job.id))
    assert (counts(job), changed_in_history(job)) == ({"updated": MANY}, MANY)
    assert {each.version for each in Product.objects.all()} == {2}


def test_killed_undo_takes_each_product_back_once(import_file: Import, kill: Callable[..., None]) -> None:
    import_file(file_of("5.00", range(MANY)))
    before = {sku: row[:4] for sku, row in catalogue().items()}
    job = import_file(file_of("5.10", range(MANY // 2, MANY * 3 // 2)))

    kill("undo_import", str(job.id), "--yes")

    undo = ImportJob.objects.get(undo_of=job)
    finish(undo, lambda: conductor.run(undo.id, UndoRun))
    assert (counts(undo), changed_in_history(undo)) == ({"updated": MANY // 2, "deleted": MANY // 2}, MANY)
    assert {sku: row[:4] for sku, row in catalogue().items()} == before


def test_killed_import_of_mended_rows_takes_each_row_once(
    transactional_db: None, tmp_path: Path, start: Run, kill: Callable[..., None]
) -> None:
    file, mended = tmp_path / "first.csv", tmp_path / "mended.csv"
    file.write_text(file_of("5.00", range(MANY // 2)) + "".join(lines("x", range(MANY // 2, MANY))))
    assert start("import_products", str(file)).wait() == 3
    first = ImportJob.objects.get()
    assert start("rejected_rows", str(first.id), str(mended)).wait() == 0
    mended.write_text(mended.read_text().replace(",x,", ",6.00,"))

    kill("import_products", str(mended))

    job = ImportJob.objects.get(continues=first)
    eventually(lambda: start("import_job", str(job.id), "--resume").wait() != 1 and settled(job), seconds=60)
    assert (counts(job), Product.objects.count()) == ({"created": MANY // 2}, MANY)
    assert {each.version for each in Product.objects.all()} == {1}
    first.refresh_from_db()
    assert (counts(first), first.total_rows) == ({"created": MANY}, MANY)
    assert {sku: row[2] for sku, row in catalogue().items()} == {
        f"A-{number:05}": "5.00" if number < MANY // 2 else "6.00" for number in range(MANY)
    }


def settled(job: ImportJob) -> bool:
    job.refresh_from_db()
    return job.is_terminal


def finish(job: ImportJob, go_on: Callable[[], bool]) -> None:
    """Go on where the killed process left off; on a machine that was too quick there is nothing left."""
    job.refresh_from_db()
    if not job.is_terminal:
        eventually(go_on)
    job.refresh_from_db()
    assert (job.status, job.error_message) == ("completed", "")
