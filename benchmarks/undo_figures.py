"""Imports and their undos, one after the other, in this process."""

import resource
import time
from argparse import Namespace
from pathlib import Path

from django.core.files import File

from benchmarks.ours import settle
from products.imports import running
from products.imports.receiving import keep
from products.imports.review import deciding
from products.imports.undo import requesting, undo_run
from products.jobs.models import ImportJob
from products.samples.files import write_products


def report(options: Namespace, folder: Path) -> None:
    rows = options.rows
    print(f"{rows:,} products; seconds", flush=True)
    print(f"{'':<28}{'import':>8}{'plan':>8}{'apply':>8}{'undo ÷ import':>16}", flush=True)
    first, seconds = _load(folder, rows, 0.0)
    back = _compare("first load", first, seconds)
    _compare("the undo of it", back, seconds)
    changing, seconds = _load(folder, rows, 100.0)
    _compare("all changed", changing, seconds)
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _load(folder: Path, rows: int, changed_percent: float) -> tuple[ImportJob, float]:
    file = folder / f"{changed_percent:g}.csv"
    with file.open("wb") as output:
        write_products(output, rows, changed_percent=changed_percent)
    settle("products_product")
    started_at = time.perf_counter()
    with file.open("rb") as source:
        job = keep(File(source), file_name=file.name, user=None, options={}, dry_run=False)
    running.run(job.id)
    return _done(job), time.perf_counter() - started_at


def _compare(name: str, job: ImportJob, seconds: float) -> ImportJob:
    """Undo the job and print the line."""
    settle("products_product")
    made = requesting.prepare(job, user=None)
    started_at = time.perf_counter()
    undo_run.run(made.id)
    planned_at = time.perf_counter()
    deciding.apply(made, by=None)
    undo_run.run(made.id)
    ended_at = time.perf_counter()
    plan, apply = planned_at - started_at, ended_at - planned_at
    print(f"{name:<28}{seconds:>8.1f}{plan:>8.1f}{apply:>8.1f}{(plan + apply) / seconds:>16.2f}", flush=True)
    return _done(made)


def _done(job: ImportJob) -> ImportJob:
    job.refresh_from_db()
    assert (job.status, job.conflicts) == ("completed", 0), f"{job.status}: {job.error_message}"
    return job
