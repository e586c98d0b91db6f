"""Measures imports with and without the looks before reading, and prints the ratios."""

import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from statistics import median

from django.core.files import File
from django.db import connection

from benchmarks.processes import processor_seconds
from products.imports import receiving, source
from products.imports.models import Source
from products.imports.running import ImportRun
from products.imports.steps import staging
from products.jobs import conductor
from products.jobs.models import ImportJob
from products.jobs.states import Phase, Status
from products.samples.files import write_products

SMALL = 10
"""Products in the small file."""
MOST_RATIO = 1.05


class WithoutLooks(ImportRun):
    """Asks nothing, whatever the file is."""

    def _recognise(self) -> None:
        self.enter(Phase.READING)
        source.refuse_exchanged(self.job)

    def _read(self) -> None:
        staging.stage(self.job, go_on=self.go_on)


def report(options: Namespace, folder: Path) -> None:
    large, small = _file(folder, options.rows), _file(folder, SMALL)
    print(
        "first load: seconds of processor time, medians, with the looks and without them; a small file: of the worker"
    )
    for sources in (0, options.sources):
        _make_sources(sources)
        print(f"  {sources} sources")
        with_looks, without = _both(small, options.small_rounds, time.process_time)
        print(f"    {SMALL:>9,} rows: {with_looks:.3f}, {without:.3f}: {(with_looks - without) * 1_000:+.0f} ms")
        with_looks, without = _both(large, options.rounds, processor_seconds)
        told = f"÷ {with_looks / without:.3f} (at most {MOST_RATIO})"
        print(f"    {options.rows:>9,} rows: {with_looks:.2f}, {without:.2f}: {told}", flush=True)


def _file(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.csv"
    with path.open("wb") as output:
        write_products(output, rows)
    return path


def _make_sources(count: int) -> None:
    """Of suppliers whose files are like ours in two columns of twelve."""
    Source.objects.all().delete()
    for number in range(count):
        names = ["sku", "name", *(f"column {number} {place}" for place in range(10))]
        recipe = {"fields": {"sku": names[0], "name": names[1], "price": names[2]}, "file": {"decimal": ","}}
        Source.objects.create(
            name=f"Supplier {number}", name_key=f"supplier {number}", recipe=recipe, header_sets=[sorted(names)]
        )


def _both(file: Path, rounds: int, clock: Callable[[], float]) -> tuple[float, float]:
    """They take turns, each first in every other round, so that whatever else the machine does meets both."""
    took: dict[type[ImportRun], list[float]] = {ImportRun: [], WithoutLooks: []}
    for number in range(rounds):
        for run in sorted(took, key=lambda run: (run is ImportRun) == (number % 2 == 0)):
            took[run].append(_load(file, run, clock))
    return median(took[ImportRun]), median(took[WithoutLooks])


def _load(file: Path, run: type[ImportRun], clock: Callable[[], float]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE products_product")
        cursor.execute("CHECKPOINT")
    with file.open("rb") as content:
        job = receiving.keep(File(content), file_name=file.name, user=None, options={})
    before = clock()
    conductor.run(job.id, run)
    took = clock() - before
    job = ImportJob.objects.get(pk=job.pk)
    assert job.status == Status.COMPLETED, f"{job.status}: {job.error_message}"
    return took
