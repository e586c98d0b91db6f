"""How fast reading turns a CSV file into raw rows, beside a bare `csv.reader` loop over the same file.

    python -m benchmarks.reading [--rows 500000] [--repeat 3]

Prints seconds, rows per second, the ratio to the bare loop, and how much the resident memory grew at its peak.
"""

import argparse
import csv
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from products.fields.registry import FIELDS
from products.imports.reading import open_table

_WORDS = ("blue", "red", "mug", "lamp", "oak", "steel", "linen", "soft", "round", "tall", "garden", "kitchen", "travel")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "products.csv")
        write_products(path, options.rows)
        print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:.1f} MB, best of {options.repeat}")
        before = _peak_mib()
        ours = _best(_read, path, options.repeat)
        grown = _peak_mib() - before
        floor = _best(_bare_loop, path, options.repeat)
    print(f"{'csv.reader loop':<16} {floor:6.2f} s {options.rows / floor:12,.0f} rows/s")
    print(f"{'reading':<16} {ours:6.2f} s {options.rows / ours:12,.0f} rows/s")
    print(f"ratio {ours / floor:.2f}, memory grew by {grown:.1f} MiB at its peak")


def write_products(path: Path, rows: int) -> None:
    """About 130 bytes a row; 30 % of the rows have quoted cells, 2 % a line end inside one."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS.keys)
        for number in range(rows):
            words = chance.choices(_WORDS, k=16)
            name, text, kind = " ".join(words[:3]), " ".join(words[3:]), chance.random()
            if kind < 0.02:
                text = text.replace(" ", "\n", 1) + ', "fine"'
            elif kind < 0.2:
                text = text.replace(" ", ", ", 2)
            elif kind < 0.3:
                text = f'{text} 12" "best"'
            price = f"{chance.randrange(100, 99999) / 100:.2f}"
            active = "true" if number % 7 else "false"
            writer.writerow([f"SKU-{number:08d}", name, f"{text} {number} and more", price, active])


def _read(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(chunk.rows) for chunk in open_table(file).chunks())


def _bare_loop(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _best(work: Callable[[Path], int], path: Path, repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work(path)
        times.append(time.perf_counter() - start)
    return min(times)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
