"""How long validating half a million clean rows takes: python benchmarks/validation.py [ROWS].

Seconds of processor time of this process, so that a busy machine does not matter much; the best of three.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from products.imports.reading import RawRow, open_table
from products.imports.steps.column_styles import survey, unanimous_styles
from products.imports.steps.columns import match
from products.imports.steps.validation import RowValidator
from products.samples.files import write_products
from products.samples.products import SampleProduct

CHUNK = 20_000
TIMES = 3


def main(count: int) -> None:
    with TemporaryFile() as file:
        size = write_products(file, count).bytes
        print(f"{count:,} rows, {size / 1_000_000:.0f} MB, seconds of processor time, best of {TIMES}")
        for name, work in WORKS.items():
            seconds = min(measure(file, work()) for _ in range(TIMES))
            print(f"{name:<16} {seconds:6.2f}   {seconds / count * 1e6:.2f} µs a row")


def measure(file: BinaryIO, work: Callable[[list[RawRow]], object]) -> float:
    """Seconds spent in `work` on all chunks of the file, without those of reading it."""
    file.seek(0)
    seconds = 0.0
    for chunk in open_table(file).chunks(CHUNK):
        before = time.process_time()
        work(chunk.rows)
        seconds += time.process_time() - before
    return seconds


COLUMNS = match(SampleProduct._fields)
WORKS: dict[str, Callable[[], Callable[[list[RawRow]], object]]] = {
    "check": lambda: RowValidator(COLUMNS).check,
    "unanimous_styles": lambda: lambda rows: unanimous_styles([rows], COLUMNS),
    "survey": lambda: lambda rows: survey([rows], COLUMNS),
}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
