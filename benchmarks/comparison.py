"""Our import, the floor and the peers on the four cases, and the table of their figures."""

import importlib.util
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import stack
from benchmarks.cases import CASES, Case, Took, Way, measure, write_files
from benchmarks.floor import Floor
from benchmarks.ours import PARTS, Ours
from benchmarks.peers import TABLES, BulkCreate

HAS_PANDAS = all(map(importlib.util.find_spec, ("pandas", "sqlalchemy")))
if HAS_PANDAS:
    from benchmarks.pandas_chunks import PandasChunks

Figures = dict[str, dict[str, float]]
"""Way → case → seconds."""


class Best:
    """The shortest time of each way for each case, over all rounds."""

    def __init__(self) -> None:
        self.seconds: Figures = defaultdict(dict)
        self.work: Figures = defaultdict(dict)
        self.parts: Figures = defaultdict(dict)
        """Of our import alone: part → case → seconds, in the round that counts."""

    def add(self, way: Way, case: Case, took: Took, scale: float) -> None:
        print(f"  {way.name}, {case.name}: {took.seconds:.2f} s, processors {took.work:.2f} s", file=sys.stderr)
        known = self.seconds[way.name].get(case.name, float("inf"))
        if took.seconds * scale < known and isinstance(way, Ours):
            for part in PARTS:
                self.parts[f"  {part}"][case.name] = way.parts[part]
        self.seconds[way.name][case.name] = min(known, took.seconds * scale)
        self.work[way.name][case.name] = min(self.work[way.name].get(case.name, float("inf")), took.work * scale)


def compare(options: Namespace, folder: Path) -> None:
    """Measure what was asked for, round by round, and print the figures."""
    best = Best()
    files = write_files(folder, options.rows)
    megabytes = files["base"].stat().st_size / 1e6
    print(f"\n{options.rows:,} rows, {megabytes:.0f} MB; best of {options.repeat}")
    for _ in range(options.repeat):
        for way in _ways(options):
            with stack.worker(folder, wanted=isinstance(way, Ours)):
                _measure(way, files, options.rows, best)
    if "peers" in options.only:
        peer_files = write_files(folder, options.peer_rows)
        for peer in _peers():
            _measure(peer, peer_files, options.peer_rows, best, scale=options.rows / options.peer_rows)
        if options.peer_rows != options.rows:
            print(f"The peers were measured with {options.peer_rows:,} rows and scaled.")
    _print(best, options.rows)


def _ways(options: Namespace) -> Iterator[Way]:
    if "ours" in options.only:
        yield Ours()
    if "floor" in options.only:
        yield Floor(stack.psql())


def _peers() -> Iterator[Way]:
    yield from map(BulkCreate, TABLES)
    if HAS_PANDAS:
        yield from map(PandasChunks, TABLES)
    else:
        print("pandas is left out. To measure it too: pip install -r requirements-bench.txt")


def _measure(way: Way, files: dict[str, Path], rows: int, best: Best, *, scale: float = 1) -> None:
    measure(way, files, rows, lambda case, took: best.add(way, case, took, scale))


def _print(best: Best, rows: int) -> None:
    _print_table("by the clock, seconds (rows a second)", best.seconds, lambda took: f"{took:.1f} ({rows / took:,.0f})")
    _print_ratios(best.seconds)
    _print_table("our import's seconds", best.parts, "{:.2f}".format)
    _print_table("processor time of all processes, seconds", best.work, "{:.1f}".format)
    _print_ratios(best.work)


def _print_ratios(figures: Figures) -> None:
    ours = figures.get(Ours.name, {})
    for way, others in figures.items():
        if ours and way == Floor.name:
            _print_row("our import ÷ floor", [_ratio(ours[case.name], others[case.name], 2) for case in CASES])
        elif ours and way != Ours.name:
            _print_row(f"{way} ÷ our import", [_ratio(others[case.name], ours[case.name], 1) for case in CASES])


def _ratio(seconds: float, of: float, digits: int) -> str:
    """With few rows, the processor time may be too short for the kernel's clock."""
    return f"{seconds / of:.{digits}f}" if of else "–"


def _print_table(title: str, figures: Figures, cell: Callable[[float], str]) -> None:
    if figures:
        print()
        _print_row(title, [case.name for case in CASES])
    for name, values in figures.items():
        _print_row(name, [cell(values[case.name]) for case in CASES])


def _print_row(name: str, cells: list[str]) -> None:
    print(f"{name:<68}" + "".join(f"{cell:>18}" for cell in cells))
