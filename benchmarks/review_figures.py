"""The changes of one import, read while its plan waits and after it has ended."""

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.core.files import File
from django.test import Client

from benchmarks.ours import settle
from benchmarks.pages import _sign_in
from product_importer.launch.preparation import collect_static_files
from products.imports import running
from products.imports.receiving import keep
from products.imports.review import deciding, download
from products.imports.review.change_lists import changes_of
from products.imports.review.changes import ChangeList
from products.imports.review.filters import Filters
from products.imports.review.leaving_out import Part, leave_out, take_back
from products.imports.review.views import most_counted
from products.jobs.models import ImportJob
from products.models import Product
from products.samples.files import write_products

FILTERS = {
    "all": Filters(),
    "new": Filters(action="create"),
    "changed": Filters(action="update"),
    "names": Filters(field="name"),
    "dearer by half": Filters(ratio_min=Decimal("1.5")),
    "dearer by a thousand": Filters(ratio_min=Decimal(1_000)),
    "a frequent word": Filters(q="steel"),
    "no such word": Filters(q="qqq-no-such-word"),
}


def report(options: Namespace, folder: Path) -> None:
    collect_static_files()
    half = options.changes // 2
    _import(_file(folder, half, 0), mode="apply")
    settle(Product._meta.db_table)
    job = _import(_changed(folder, half), mode="review")
    print(f"{job.planned_rows:,} changes; milliseconds: pages from beginning to end, 95 of 100 and the longest")
    print("a plan that waits")
    _figures(job, options.repeat)
    _leave_out(job)
    deciding.apply(job, by=None)
    running.run(job.id)
    job.refresh_from_db()
    settle("products_stretch")
    print("the same import once it has ended")
    _figures(job, options.repeat)


def _import(file: Path, *, mode: str) -> ImportJob:
    with file.open("rb") as content:
        job = keep(File(content), file_name=file.name, user=None, options={"mode": mode, "mapping": "auto"})
    running.run(job.id)
    job.refresh_from_db()
    return job


def _file(folder: Path, products: int, percent: float) -> Path:
    path = folder / f"{products}-{percent:g}.csv"
    with path.open("wb") as file:
        write_products(file, products, changed_percent=percent)
    return path


def _changed(folder: Path, half: int) -> Path:
    """The first half with other prices, and as many new products."""
    both = folder / "both.csv"
    with both.open("wb") as file, _file(folder, half, 100).open("rb") as changed:
        file.write(changed.read())
        with _file(folder, half * 2, 0).open("rb") as more:
            file.writelines(line for number, line in enumerate(more) if number > half)
    return both


def _figures(job: ImportJob, repeat: int) -> None:
    client = Client(headers={"cookie": _sign_in(job.status)})
    _print("the page, opened", [_taken(lambda: _open(client, job))])
    changes = changes_of(job)
    for name, filters in FILTERS.items():
        _print(name, [_taken(turn) for turn in _pages(changes, filters, repeat)])
        _print(
            f"{name}, counted",
            [_taken(partial(changes.count, filters, most=most_counted(filters)))],
        )
    _print("CSV", [_taken(lambda: sum(len(block) for block in download.response(job, changes, Filters())))])


def _open(client: Client, job: ImportJob) -> None:
    answer = client.get(f"/products/imports/{job.id}/review/", headers={"host": "localhost"})
    assert answer.status_code == 200, answer


def _pages(changes: ChangeList, filters: Filters, repeat: int) -> Iterator[Callable[[], object]]:
    """One after the other, and again from the first after the last."""
    behind: int | None = 0

    def turn() -> None:
        nonlocal behind
        behind = changes.page(filters, behind=behind or 0, size=50).next_position

    for _ in range(repeat):
        yield turn


def _leave_out(job: ImportJob) -> None:
    part = Part(filters=Filters(action="update"))
    _print("leaving out what is changed", [_taken(lambda: leave_out(job, part))])
    _print("taking them back", [_taken(lambda: take_back(job, Part()))])


def _taken(act: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    act()
    return (time.perf_counter() - started_at) * 1_000


def _print(name: str, taken: list[float]) -> None:
    ordered = sorted(taken)
    print(f"  {name:32}{ordered[int(len(ordered) * 0.95) - (len(ordered) > 1)]:>9,.0f}{ordered[-1]:>9,.0f}", flush=True)
