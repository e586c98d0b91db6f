"""Measures the imports of a file and of the same file as a workbook, and prints the figures."""

import csv
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl

from benchmarks import stack
from benchmarks.cases import write_files
from benchmarks.ours import Ours
from benchmarks.processes import peak_of


def report(options: Namespace, folder: Path) -> None:
    file = write_files(folder, options.rows)["base"]
    book = folder / "base.xlsx"
    write_workbook(file, book)
    print(f"{options.rows:,} rows x 5 cells, first load: seconds; MiB of the worker with its children at the peak")
    seconds = {path.suffix: _measure(path, folder, options.rows) for path in (file, book)}
    print(f"workbook ÷ CSV: {seconds['.xlsx'] / seconds['.csv']:.2f} (at most 3)")


def write_workbook(file: Path, book: Path) -> None:
    """Numbers become numbers, true and false what they say; the rest is text."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Products")
    with file.open(encoding="utf-8", newline="") as lines:
        for row in _cells(lines):
            sheet.append(row)
    workbook.save(book)


def _cells(lines: Iterator[str]) -> Iterator[list[object]]:
    for row in csv.reader(lines):
        yield [_typed(cell, is_first=at == 0) for at, cell in enumerate(row)]


def _typed(cell: str, *, is_first: bool) -> object:
    if cell in {"true", "false"}:
        return cell == "true"
    if not is_first and cell[:1].isdigit():
        with suppress(InvalidOperation):
            return float(Decimal(cell))
    return cell


def _measure(file: Path, folder: Path, rows: int) -> float:
    way = Ours()
    way.empty()
    with stack.worker(folder) as pid, peak_of(pid) as peak:
        seconds = way.load(file)
    way.check(rows)
    together, first, largest = peak.tree / 2**20, peak.first / 2**20, peak.child / 2**20
    print(
        f"  {file.suffix:<6} {seconds:>7.1f} {together:>7.0f} MiB, {first:.0f} of them Celery's main process; "
        f"the largest child alone {largest:.0f}",
        flush=True,
    )
    return seconds
