"""Applies the same changes with the indexes of search and lists kept, and with them set aside and built again."""

import time
from argparse import Namespace
from pathlib import Path

from django.core.files import File

from benchmarks.cases import Took
from benchmarks.ours import Ours, settle
from benchmarks.processes import processor_seconds
from products.imports.receiving import keep
from products.imports.steps import applying, planning, staging
from products.jobs import tables
from products.samples.files import write_products
from products.search import indexes

ALWAYS, NEVER = 0.0, float("inf")
"""Shares from which the index is set aside."""


def compare(options: Namespace, folder: Path) -> None:
    """Measure and print a row for each share; the first is that of creating all products."""
    print(f"{options.rows:,} products; clock (processor time), seconds; best of {options.repeat}")
    print(f"{'changed':>12}{'index kept':>22}{'set aside and built':>22}")
    base = _file(folder, options.rows, 0)
    print(f"{'created':>12}" + "".join(_best(options.repeat, None, base, share) for share in (NEVER, ALWAYS)))
    for percent in options.shares:
        changed = _file(folder, options.rows, percent)
        kept, built = (_best(options.repeat, base, changed, share) for share in (NEVER, ALWAYS))
        print(f"{percent:>10g} %{kept}{built}", flush=True)


def _best(repeat: int, before: Path | None, file: Path, share: float) -> str:
    rounds = [_applied(before, file, share) for _ in range(repeat)]
    seconds, work = min(took.seconds for took in rounds), min(took.work for took in rounds)
    return f"{f'{seconds:.1f} ({work:.1f})':>22}"


def _applied(before: Path | None, file: Path, share: float) -> Took:
    """The time from the complete plan to the whole catalogue with its index."""
    Ours().empty()
    if before:
        _import(before, ALWAYS)
    settle("products_product")
    return _import(file, share)


def _import(file: Path, share: float) -> Took:
    indexes.REBUILD_FROM_SHARE = share
    with file.open("rb") as source:
        job = keep(File(source), file_name=file.name, user=None, options={})
    job.begin()
    staging.stage(job, go_on=_go_on)
    planning.plan(job, go_on=_go_on)
    seconds, work = time.perf_counter(), processor_seconds()
    applying.apply(job, go_on=_go_on)
    indexes.ensure()
    took = Took(time.perf_counter() - seconds, processor_seconds() - work)
    job.complete()
    tables.drop_all(job)
    return took


def _go_on() -> None:
    """Nobody wants this job stopped."""


def _file(folder: Path, rows: int, percent: float) -> Path:
    file = folder / f"{rows}-{percent:g}.csv"
    with file.open("wb") as output:
        write_products(output, rows, changed_percent=percent)
    return file
