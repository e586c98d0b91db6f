"""Sources that are due at once and a large file, measured and printed."""

import time
from argparse import Namespace
from pathlib import Path

from django.db.models import Count, Max, Min
from django.utils import timezone

from benchmarks import stack
from benchmarks.processes import peak_of
from benchmarks.supplier import MEGABYTE, supplier
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions
from products.imports.sources import actions as sources
from products.jobs.models import ImportJob

PATIENCE_SECONDS = 900.0


def report(options: Namespace, folder: Path) -> None:
    with supplier() as url:
        _at_once(url, folder, options.sources)
        _large(url, folder, options.megabytes)


def _at_once(url: str, folder: Path, count: int) -> None:
    for number in range(count):
        _source(f"{url}/small/{number}.csv")
    due_at = timezone.now()
    SourceFetch.objects.update(next_run_at=due_at)
    with stack.sender(folder), stack.beat(folder), stack.beat(folder):
        _wait_for(count)
        time.sleep(3)  # for whoever would fetch them again
    runs = SourceRun.objects.aggregate(begun=Min("started_at"), ended=Max("ended_at"))
    twice = SourceRun.objects.values("source").annotate(times=Count("id")).filter(times__gt=1).count()
    seconds = (runs["ended"] - runs["begun"]).total_seconds()
    print(f"\n{count} sources due at once, two beats")
    print(f"fetched {ImportJob.objects.count()}, twice {twice}, in {seconds:.1f} s from the first to the last")


def _large(url: str, folder: Path, megabytes: int) -> None:
    SourceFetch.objects.all().delete()
    SourceRun.objects.all().delete()
    with stack.sender(folder) as pid:
        with peak_of(pid) as idle:
            time.sleep(2)
        _source(f"{url}/large/{megabytes}.csv")
        SourceFetch.objects.update(next_run_at=timezone.now())
        with stack.beat(folder), peak_of(pid) as busy:
            _wait_for(1)
    run = SourceRun.objects.get()
    seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else 0.0
    print(f"\na file of {run.bytes / MEGABYTE:,.0f} MiB over TLS: {run.outcome} {run.sentence}")
    print(f"{seconds:.1f} s, {run.bytes / MEGABYTE / seconds:.0f} MiB a second")
    print(f"memory of the worker {idle.tree / MEGABYTE:.0f} MiB idle, {busy.tree / MEGABYTE:.0f} MiB at most")


def _source(address: str) -> None:
    name = address.rpartition("localhost")[2]
    actions.set_up(
        sources.create(name=name, by=None, recipe={}), by=None, kind="https", address=address, schedule="every 24 hours"
    )


def _wait_for(count: int) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while SourceRun.objects.exclude(ended_at=None).count() < count:
        if time.monotonic() > give_up_at:
            raise SystemExit("The sources were not fetched in time.")
        time.sleep(0.2)
