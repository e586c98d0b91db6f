"""Two imports by two workers, one after the other and at once."""

import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from django.core.files import File

from benchmarks import stack
from benchmarks.ours import POLL_SECONDS, Ours
from benchmarks.processes import processor_seconds
from products.imports.receiving import receive
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.samples.files import write_products

Load: TypeAlias = Callable[[Sequence[Path]], tuple[float, float]]
"""Imports the files, and gives the seconds until the first was done, and until both were."""

CHANGED_PERCENT = {"first load": 0, "nothing changed": 0, "all changed": 100}
"""Case → how many products of the files differ from those of the first load."""


def report(options: Namespace, folder: Path) -> None:
    files = {percent: _files(folder, options.rows, percent) for percent in {*CHANGED_PERCENT.values()}}
    print(f"two files of {options.rows:,} products; seconds (of processor time)", flush=True)
    with stack.worker(folder), stack.worker(folder, name="second"):
        alone = _measured(files, options.rows, _one_after_the_other)
        at_once = _measured(files, options.rows, _at_once)
    print(f"{'':<20}{'one after the other':>26}{'at once: first, both':>30}{'÷':>8}", flush=True)
    for case in CHANGED_PERCENT:
        (_, after, its_work), (first, both, work) = alone[case], at_once[case]
        once = f"{first:.1f}, {both:.1f} ({work:.1f})"
        print(f"{case:<20}{f'{after:.1f} ({its_work:.1f})':>26}{once:>30}{both / after:>8.2f}", flush=True)


def _files(folder: Path, rows: int, changed_percent: int) -> list[Path]:
    """Two, with other products in each."""
    files = [folder / f"{changed_percent}-{seed}.csv" for seed in (1, 2)]
    for seed, file in enumerate(files, start=1):
        with file.open("wb") as output:
            write_products(output, rows, seed=seed, changed_percent=changed_percent)
    return files


def _measured(files: Mapping[int, Sequence[Path]], rows: int, load: Load) -> dict[str, tuple[float, float, float]]:
    """Case → seconds until the first of the two was done, until both were, and of processor time."""
    ours, found = Ours(), {}
    ours.empty()
    for case, percent in CHANGED_PERCENT.items():
        ours.settle()
        before = processor_seconds()
        first, both = load(files[percent])
        found[case] = (first, both, processor_seconds() - before)
        ours.check(2 * rows)
    return found


def _one_after_the_other(files: Sequence[Path]) -> tuple[float, float]:
    first, second = map(Ours().load, files)
    return first, first + second


def _at_once(files: Sequence[Path]) -> tuple[float, float]:
    started_at = time.perf_counter()
    jobs, seconds = [*map(_given, files)], list[float]()
    while jobs:
        time.sleep(POLL_SECONDS)
        for job in jobs:
            job.refresh_from_db()
        seconds += [time.perf_counter() - started_at for job in jobs if job.is_terminal]
        assert all(job.status == Status.COMPLETED for job in jobs if job.is_terminal), [
            job.error_message for job in jobs
        ]
        jobs = [job for job in jobs if not job.is_terminal]
    first, both = seconds
    return first, both


def _given(file: Path) -> ImportJob:
    with file.open("rb") as source:
        return receive(File(source), file_name=file.name, user=None, options={})
