"""Measures the mending of rejected rows, and what is kept for it."""

import time
from argparse import Namespace
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import connection

from benchmarks.processes import processor_seconds
from products.imports import receiving, running
from products.imports.mending.actions import Action
from products.imports.mending.one_for_all import mend_all
from products.imports.mending.retrying import retry
from products.jobs.models import ImportJob
from products.models import Product

MOST_SECONDS = 3.0
HEADER = "sku,name,price\n"


def report(options: Namespace) -> None:
    rows = options.rows
    as_many = _seconds(lambda: _imported(_lines(rows, "9.90")))
    _empty()
    job = _imported(_lines(rows, "x"))
    assert job.rejected == rows
    mending = _seconds(lambda: mend_all(job, "price_invalid", Action("set", value="9.90")))
    continuing = _seconds(lambda: running.run(retry(job, user=None).id))
    job.refresh_from_db()
    assert job.created == rows
    print(f"{rows:,} rejected rows, seconds by the clock (of processor time)")
    print(f"  all corrected at once   {mending}, at most {MOST_SECONDS:.0f}")
    print(f"  imported then           {continuing}")
    print(f"  as many sound rows      {as_many}")
    _empty()
    without = _seconds(lambda: _imported(_lines(options.sound, "9.90")))
    _empty()
    with_one = _seconds(lambda: _imported(_lines(options.sound, "9.90") + "Z,Mug,x\n"))
    print(f"a file of {options.sound:,} sound rows: {without}; with a rejected one beside them: {with_one}")


def _lines(rows: int, price: str) -> str:
    return HEADER + "".join(f"SKU-{number:07},Mug number {number},{price}\n" for number in range(rows))


def _imported(content: str) -> ImportJob:
    job = receiving.keep(ContentFile(content.encode()), file_name="mending.csv", user=None, options={})
    assert running.run(job.id)
    job.refresh_from_db()
    assert job.status == "completed", job.error_message
    return job


class Took(NamedTuple):
    clock: float
    processor: float
    """Of all processes: on a busy machine it tells more than the clock."""

    def __str__(self) -> str:
        return f"{self.clock:.2f} ({self.processor:.2f})"


def _seconds(act: Callable[[], Any]) -> Took:
    began, before = time.perf_counter(), processor_seconds()
    act()
    return Took(time.perf_counter() - began, processor_seconds() - before)


def _empty() -> None:
    Product.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
