"""The page that asks which column is what: opened, and its preview by what is chosen."""

import csv
import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.core.files import File
from django.http import HttpResponse
from django.test import Client

from benchmarks.pages import _sign_in
from benchmarks.review_figures import _print, _taken
from benchmarks.spreadsheets_figures import write_workbook
from product_importer.launch.preparation import collect_static_files
from products.imports import running
from products.imports.receiving import keep
from products.jobs.models import ImportJob
from products.jobs.states import Status

HEADER = ["Artikel", "Text", "Langtext", "Wert", "Status", *(f"Merkmal {number}" for number in range(1, 16))]
CHOSEN = {"revision": "1", "do": "preview", "take_sku": "A", "take_name": "B", "take_price": "D"}
A_PRODUCT = b"K-0000001"


def report(options: Namespace, folder: Path) -> None:
    collect_static_files()
    file = _file(folder, options.rows)
    book = folder / "workbook.xlsx"
    write_workbook(_file(folder, options.rows_of_workbook), book)
    client = Client(headers={"cookie": _sign_in("mapping"), "host": "localhost"})
    for path, rows in ((file, options.rows), (book, options.rows_of_workbook)):
        started_at = time.perf_counter()
        job = _asking(path)
        print(f"{path.suffix}: {rows:,} rows, asked after {time.perf_counter() - started_at:.1f} s")
        _figures(client, job, options.repeat)


def _file(folder: Path, rows: int) -> Path:
    path = folder / f"asks-{rows}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(_rows(rows))
    return path


def _rows(count: int) -> Iterable[list[object]]:
    for at in range(count):
        price = f"{at % 900 + 1}.{at % 100:02}"
        yield [f"K-{at:07}", f"Kettle {at}", f"A kettle of the {at % 50}th series", price, at % 3, *range(at, at + 15)]


def _asking(path: Path) -> ImportJob:
    with path.open("rb") as content:
        job = keep(File(content), file_name=path.name, user=None, options={"mapping": "ask"})
    running.run(job.id)
    job.refresh_from_db()
    assert job.status == Status.AWAITING_MAPPING, job.status
    return job


def _figures(client: Client, job: ImportJob, repeat: int) -> None:
    page, preview = f"/products/imports/{job.id}/mapping/", f"/products/api/imports/{job.id}/mapping/preview/"
    recipe = {"fields": {"sku": {"from": "Artikel"}, "name": {"text": "{Text} {Merkmal 1}"}, "price": {"from": "Wert"}}}
    _print("the page, opened for the first time", [_taken(partial(_ok, lambda: client.get(page)))])
    asked = {
        "the page": lambda: client.get(page),
        "preview on the page": lambda: client.post(page, CHOSEN),
        "preview without a header": lambda: client.post(page, CHOSEN | {"file_header_rows": "0"}),
        "preview by the API": lambda: client.post(preview, {"recipe": recipe}, content_type="application/json"),
    }
    for name, ask in asked.items():
        _print(name, [_taken(partial(_ok, ask)) for _ in range(repeat)])


def _ok(ask: Callable[[], HttpResponse]) -> None:
    answer = ask()
    assert answer.status_code == 200, answer
    assert A_PRODUCT in answer.content
