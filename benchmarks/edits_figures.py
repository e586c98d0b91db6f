"""Imports with and without somebody who edits products meanwhile."""

import random
import threading
import time
from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.db import DatabaseError, connection

from benchmarks import stack
from benchmarks.ours import Ours, part_of
from product_importer.lib.actor import Actor
from products import catalogue
from products.fields.skus import fold
from products.jobs.models import ImportJob
from products.models import Product
from products.samples.files import write_products

BEFORE = 1_000
"""Products that are there before the first load, so that there is something to edit."""
CASES = {"first load": 0.0, "15 % changed, indexes kept": 15.0, "all changed": 100.0}
"""Case → per cent of the products whose price or name differs from the first load's."""
WHO = Actor("command")


def report(options: Namespace, folder: Path) -> None:
    some = _file(folder, BEFORE, 0)
    files = {name: _file(folder, options.rows, percent) for name, percent in CASES.items()}
    skus = _skus(files["first load"])
    alone: dict[str, float] = {}
    print(f"{options.rows:,} products; an edit every {options.every:g} s; seconds", flush=True)
    with stack.worker(folder):
        for is_edited in (False, True):
            way = Ours()
            way.empty()
            way.load(some)
            for name, file in files.items():
                way.settle()
                if not is_edited:
                    alone[name] = way.load(file)
                    continue
                editor = Editor(skus, options.every)
                with editor.at_work():
                    seconds = Ours(while_waiting=editor.follow).load(file)
                _print_case(name, alone[name], seconds, editor)


class Editor:
    """Somebody who changes products all the time, by way of the catalogue's own verbs."""

    def __init__(self, skus: list[str], every: float) -> None:
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.refused: list[str] = []
        self._skus, self._every = skus, every
        self._job: ImportJob | None = None
        self._done = threading.Event()
        self._random = random.Random(7)

    def follow(self, job: ImportJob) -> None:
        """The phase of this job is the one that a wait is counted to."""
        self._job = job

    @contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self._work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def _work(self) -> None:
        for number in count():
            if self._done.wait(self._every):
                break
            product = self._product()
            phase, started_at = part_of(self._job) if self._job else "storing", time.perf_counter()
            try:
                if number % 10:
                    catalogue.change(product, actor=WHO, price=f"{self._random.randrange(100_000) / 100:.2f}")
                else:
                    made = catalogue.create(actor=WHO, sku=f"BY-HAND-{number}", name="Made by hand", description="")
                    catalogue.delete(made, actor=WHO)
            except DatabaseError as error:
                self.refused.append(str(error).partition("\n")[0])
            self.waits[phase].append(time.perf_counter() - started_at)
        connection.close()

    def _product(self) -> Product:
        """Any of the file's, or one of those that were there before."""
        for sku in (self._random.choice(self._skus), *self._random.sample(self._skus[:BEFORE], 5)):
            if product := Product.objects.filter(sku_key=fold(sku)).first():
                return product
        raise LookupError("The catalogue is empty.")


def _print_case(name: str, alone: float, seconds: float, editor: Editor) -> None:
    print(f"{name}: {alone:.1f} alone, {seconds:.1f} with edits; longest wait", flush=True)
    for phase, waits in editor.waits.items():
        print(f"  {phase:<12}{max(waits):>6.2f}  (p95 {sorted(waits)[len(waits) * 95 // 100]:.2f}, {len(waits)} edits)")
    for error in editor.refused:
        print(f"  refused: {error}")


def _file(folder: Path, rows: int, percent: float) -> Path:
    file = folder / f"{rows}-{percent:g}.csv"
    with file.open("wb") as output:
        write_products(output, rows, changed_percent=percent)
    return file


def _skus(file: Path) -> list[str]:
    """The first column."""
    with file.open(encoding="utf-8") as lines:
        return [line.partition(",")[0].strip('"') for line in lines][1:]
