"""The four cases that every way of importing is measured on, and their files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.processes import processor_seconds
from products.samples.files import write_products

CHANGED_PERCENT = {"base": 0, "one percent": 1, "all": 100}
"""File → how many of its products differ from the base's."""


@dataclass(frozen=True)
class Case:
    name: str
    before: str | None
    """The file whose products are the catalogue when the clock starts; None: it is empty."""
    file: str


CASES = (
    Case("first load", None, "base"),
    Case("nothing changed", "base", "base"),
    Case("1 % changed", "base", "one percent"),
    Case("all changed", "base", "all"),
)


@dataclass(frozen=True)
class Took:
    """`seconds` by the clock, `work` in seconds of processor time of all processes together."""

    seconds: float
    work: float


class Way(Protocol):
    """One way of getting a file into a catalogue."""

    name: str

    def empty(self) -> None:
        """Make the catalogue empty."""

    def load(self, file: Path) -> float:
        """Import the file. Returns the seconds it took."""

    def settle(self) -> None:
        """Outside the clock: leave the catalogue as a night's rest would, vacuumed and with fresh statistics."""

    def check(self, rows: int) -> None:
        """Raise AssertionError unless the catalogue has this many products."""


def write_files(folder: Path, rows: int) -> dict[str, Path]:
    """The files of all cases."""
    files = {}
    for name, percent in CHANGED_PERCENT.items():
        files[name] = folder / f"{rows}-{percent}.csv"
        with files[name].open("wb") as output:
            write_products(output, rows, changed_percent=percent)
    return files


def measure(way: Way, files: dict[str, Path], rows: int, report: Callable[[Case, Took], None]) -> None:
    """Run every case once, each from the catalogue that it starts with."""
    for case, took in _measured(way, files):
        way.check(rows)
        report(case, took)


def _measured(way: Way, files: dict[str, Path]) -> Iterator[tuple[Case, Took]]:
    standing: str | None = "unknown"
    for case in CASES:
        if case.before is None:
            way.empty()
        elif standing != case.before:
            way.load(files[case.before])
        way.settle()
        before = processor_seconds()
        seconds = way.load(files[case.file])
        yield case, Took(seconds, processor_seconds() - before)
        standing = case.file
