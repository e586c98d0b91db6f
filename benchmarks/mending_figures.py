"""Measures the mending of rejected rows, and what is kept for it."""

import time
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection

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
    print(f"{rows:,} rejected rows, seconds by the clock")
    print(f"  all corrected at once   {mending:.2f} (at most {MOST_SECONDS:.0f})")
    print(f"  imported then           {continuing:.2f}")
    print(f"  as many sound rows      {as_many:.2f}")
    _empty()
    without = _seconds(lambda: _imported(_lines(options.sound, "9.90")))
    _empty()
    with_one = _seconds(lambda: _imported(_lines(options.sound, "9.90") + "Z,Mug,x\n"))
    print(f"a file of {options.sound:,} sound rows: {without:.2f}; with a rejected one beside them: {with_one:.2f}")


def _lines(rows: int, price: str) -> str:
    return HEADER + "".join(f"SKU-{number:07},Mug number {number},{price}\n" for number in range(rows))


def _imported(content: str) -> ImportJob:
    job = receiving.keep(ContentFile(content.encode()), file_name="mending.csv", user=None, options={})
    assert running.run(job.id)
    job.refresh_from_db()
    assert job.status == "completed", job.error_message
    return job


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _empty() -> None:
    Product.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
