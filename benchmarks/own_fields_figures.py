"""Measures imports with and without own fields and prints the ratios."""

from argparse import Namespace
from collections import defaultdict
from pathlib import Path

from benchmarks import stack
from benchmarks.cases import CASES, CHANGED_PERCENT, Case, Took, measure
from benchmarks.ours import Ours
from benchmarks.processes import peak_of
from products.fields.models import OwnField
from products.samples.files import write_products

FIVE = {"brand": "text", "barcode": "barcode", "stock": "integer", "category": "text", "weight": "decimal"}
SEARCHED, SORTED = {"brand", "barcode"}, {"brand", "stock", "weight"}
IGNORED, FILLED, WITHOUT, PLAIN = "columns ignored", "five own fields", "file without them", "no fields at all"


def report(options: Namespace, folder: Path) -> None:
    """Rounds of all cases: a file whose five columns nobody knows, the same once they are own fields, and a file
    without these columns, with and without the fields in the catalogue."""
    best: dict[str, dict[str, Took]] = defaultdict(dict)
    peaks: dict[str, float] = defaultdict(float)
    for _ in range(options.repeat):
        for name in (IGNORED, FILLED, WITHOUT, PLAIN):
            make_fields(exist=name in (FILLED, WITHOUT), marked=options.marked)
            files = _files(folder, options.rows, with_own=name in (IGNORED, FILLED))
            with stack.worker(folder) as pid, peak_of(pid) as peak:
                measure(Ours(), files, options.rows, lambda case, took, name=name: _keep(best[name], case, took))
            peaks[name] = max(peaks[name], peak.tree / 2**20)
    _print(best, peaks)


def make_fields(*, exist: bool = True, marked: bool = False) -> None:
    """The five, or none. `marked`: searched and sorted by where that is usual."""
    OwnField.objects.all().delete()
    for place, (key, kind) in enumerate(FIVE.items() if exist else ()):
        marks = {"searchable": marked and key in SEARCHED, "sortable": marked and key in SORTED}
        OwnField.objects.create(key=key, label=key.capitalize(), kind=kind, position=place, **marks)


def _files(folder: Path, rows: int, *, with_own: bool) -> dict[str, Path]:
    fields = [OwnField(key=key, label=key, kind=kind).field for key, kind in FIVE.items()] if with_own else []
    files = {}
    for name, percent in CHANGED_PERCENT.items():
        files[name] = folder / f"{rows}-{percent}-{len(fields)}.csv"
        if not files[name].exists():
            with files[name].open("wb") as output:
                write_products(output, rows, changed_percent=percent, own=fields)
    return files


def _keep(best: dict[str, Took], case: Case, took: Took) -> None:
    if case.name not in best or took.seconds < best[case.name].seconds:
        best[case.name] = took


def _print(best: dict[str, dict[str, Took]], peaks: dict[str, float]) -> None:
    """Two ratios, each by the clock and by processor time: filled ÷ ignored, and without them ÷ no fields at all."""
    heading = "".join(f"{name:>22}" for name in best)
    print(f"\n{'seconds (processor time)':<26}{heading}{'filled':>16}{'without':>16}")
    for case in CASES:
        took = {name: cases[case.name] for name, cases in best.items()}
        cells = "".join(f"{f'{each.seconds:.1f} ({each.work:.1f})':>22}" for each in took.values())
        print(f"  {case.name:<24}{cells}{_ratio(took[FILLED], took[IGNORED])}{_ratio(took[WITHOUT], took[PLAIN])}")
    print(f"  {'memory at the peak, MiB':<24}" + "".join(f"{peak:>22.0f}" for peak in peaks.values()))


def _ratio(took: Took, other: Took) -> str:
    return f"{f'{took.seconds / other.seconds:.2f} ({took.work / other.work:.2f})':>16}"
