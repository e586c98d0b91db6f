"""What looking at a file costs beside reading it: python benchmarks/looking.py [ROWS].

Five columns. Seconds of processor time of this process, the best of three: `looking` is the look at the whole file that
precedes a question, `reading` turns the same file into raw rows. Then the mebibytes by which the process grew, and the
milliseconds by which every import asks, before it reads, whether its file is of a known system. Those do not grow with
the file.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")

from products.fields.registry import FIELDS
from products.imports.looking.first_lines import Beginning, OpenFile
from products.imports.looking.look import look, recognise
from products.imports.reading import open_table
from products.samples.files import write_products

TIMES = 3
MOST_RATIO = 1.5


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "products.csv")
        with path.open("w+b") as file:
            size = write_products(file, count).bytes

        @contextmanager
        def opened() -> Iterator[BinaryIO]:
            with path.open("rb") as file:
                yield file

        print(f"{count:,} rows, {size / 1_000_000:.0f} MB, seconds of processor time, best of {TIMES}")
        reading, before = best(_read, opened), mebibytes()
        looking = best(_look, opened)
        print(f"{'reading':<16} {reading:6.2f}   {reading / count * 1e6:.2f} µs a row")
        print(f"{'looking':<16} {looking:6.2f}   {looking / count * 1e6:.2f} µs a row")
        print(f"looking ÷ reading: {looking / reading:.2f} (at most {MOST_RATIO})")
        print(f"memory grew by {mebibytes() - before:.0f} MiB at its peak")
        print(f"before reading   {best(_before_reading, opened) * 1_000:6.1f} ms")


def best(work: Callable[[OpenFile], object], opened: OpenFile) -> float:
    return min(_seconds(work, opened) for _ in range(TIMES))


def mebibytes() -> float:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(work: Callable[[OpenFile], object], opened: OpenFile) -> float:
    before = time.process_time()
    work(opened)
    return time.process_time() - before


def _read(opened: OpenFile) -> int:
    with opened() as file:
        return sum(len(chunk.rows) for chunk in open_table(file).chunks())


def _look(opened: OpenFile) -> object:
    return look(opened, fields=FIELDS, options={}, go_on=lambda: None)


def _before_reading(opened: OpenFile) -> object:
    return recognise(Beginning(opened), fields=FIELDS, options={})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
