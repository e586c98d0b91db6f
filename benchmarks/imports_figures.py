"""Measures imports and prints the figures: the ways compared, the memory of the worker, pages during an import."""

import os
import platform
from argparse import Namespace
from pathlib import Path

from django.db import connection

from benchmarks import stack
from benchmarks.cases import CASES, Case, write_files
from benchmarks.comparison import compare
from benchmarks.ours import Ours
from benchmarks.pages import Visitor
from benchmarks.processes import peak_of
from product_importer.launch.preparation import collect_static_files, have_static_files_changed


def report(options: Namespace, folder: Path) -> None:
    """Measure and print, part by part."""
    _say_where()
    if {"ours", "floor", "peers"} & {*options.only}:
        compare(options, folder)
    if "memory" in options.only:
        _weigh(options, folder)
    if "pages" in options.only:
        _visit(options, folder)


def _say_where() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.machine()}, {processors} processors, Python {platform.python_version()}, PostgreSQL {server}")
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())} (above 0.3 the clock tells less)")


def _weigh(options: Namespace, folder: Path) -> None:
    """The first load of each number of rows, each in a worker of its own."""
    print("\nmemory of the worker with its children at the peak of a first load, MiB")
    for rows in (options.rows, options.rows_large):
        files = write_files(folder, rows)
        way = Ours()
        way.empty()
        with stack.worker(folder) as pid, peak_of(pid) as peak:
            way.load(files["base"])
        print(f"  {rows:>10,} rows: {peak.tree / 2**20:.0f}; the largest child alone {peak.child / 2**20:.0f}")


def _visit(options: Namespace, folder: Path) -> None:
    if have_static_files_changed():
        collect_static_files()
    files = write_files(folder, options.rows)
    print("\npages while an import runs, milliseconds: p50 / p95 / most")
    with stack.worker(folder), stack.web(folder) as address:
        for case in (CASES[0], CASES[3]):
            visitor = Visitor(address, f"visitor of {case.name}")
            way = Ours(while_waiting=visitor.watch)
            if case.before is None:
                way.empty()
            way.load(files[case.file])
            _print_visit(case, visitor)


def _print_visit(case: Case, visitor: Visitor) -> None:
    watched = visitor.watched
    print(f"  {case.name}")
    for page, times in watched.milliseconds.items():
        p50, p95 = watched.percentile(page, 50), watched.percentile(page, 95)
        print(f"    {page:<12}{p50:>7.0f} /{p95:>6.0f} /{max(times):>6.0f}   ({len(times)} requests)")
    stills = ", ".join(f"{phase} {seconds:.1f}" for phase, seconds in watched.longest_stills().items())
    print(f"    longest seconds between two movements on the event stream: {stills}")
    print(f"    progress {'WENT BACK' if watched.goes_back() else 'never went back'}")
