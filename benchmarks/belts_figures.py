"""Measures what seat belts cost in a first load, with and without a source, and in files that change something."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.core.files import File
from django.db import connection

from products.fields.registry import FIELDS
from products.imports import receiving, running
from products.imports.belts import checking
from products.imports.missing import membership
from products.imports.sources import actions
from products.jobs.models import ImportJob

MOST_SHARE = 0.03
"""Of a first load."""


def report(rows: int, folder: Path) -> None:
    actions.create(name="Acme", by=None, recipe={"fields": {key: {"from": key} for key in ("sku", "name", "price")}})
    base = _file(folder / "base.csv", rows)
    few = _file(folder / "few.csv", rows, changed=rows // 100)
    all_of_them = _file(folder / "all.csv", rows, changed=rows)
    print(f"{rows:,} rows          seconds   belts, ms    share (whose products they are, ms)")
    first = _measured("first load", base, empty=True)
    _measured("… of a source", base, empty=True, source="Acme")
    _measured("1 % changed", few, first=first)
    _measured("… of a source", _file(folder / "few2.csv", rows, changed=rows // 100, by=2), first=first, source="Acme")
    _measured("all changed", all_of_them, first=first)


def _measured(name: str, path: Path, *, empty: bool = False, first: float = 0.0, source: str = "") -> float:
    """Seconds of the whole. `first`: those of a first load, of which a share is told too."""
    if empty:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE products_product")
    with path.open("rb") as file:
        options = {"source": source} if source else {}
        job = receiving.keep(File(file), file_name=path.name, user=None, options=options)
    with _watched(checking, "check") as spent, _watched(membership, "keep") as kept:
        began = time.perf_counter()
        running.run(job.id)
        seconds = time.perf_counter() - began
    status = ImportJob.objects.get(pk=job.pk).status
    assert status == "completed", status
    belts = sum(spent)
    share = f"{belts / seconds:6.2%}" + (f", {belts / first:.2%} of a first load" if first else "")
    print(f"{name:<20} {seconds:7.2f}   {belts * 1000:9.1f}   {share} ({sum(kept) * 1000:.0f})")
    return seconds


@contextmanager
def _watched(module: ModuleType, name: str) -> Iterator[list[float]]:
    """The seconds of each call of this function."""
    spent, function = list[float](), getattr(module, name)

    def timed(job: ImportJob) -> object:
        began = time.perf_counter()
        try:
            return function(job)
        finally:
            spent.append(time.perf_counter() - began)

    setattr(module, name, timed)
    try:
        yield spent
    finally:
        setattr(module, name, function)


def _file(path: Path, rows: int, *, changed: int = 0, by: int = 1) -> Path:
    """`changed`: how many prices are a little higher."""
    with path.open("w") as file:
        file.write(f"{FIELDS.header}\n")
        for number in range(rows):
            price = f"{10 + number % 90}.{by * 7 if number < changed else 0:02}"
            file.write(f"SKU-{number:07},Kettle of steel no. {number},Boils {number} times in a row,{price},true\n")
    return path
