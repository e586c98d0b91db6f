"""Lists, searches and suggestions that go by own fields, and what an index of one more field takes."""

import itertools
import math
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields.models import OwnField
from products.jobs import conductor, index_job
from products.models import Product

SOMEBODY = Actor("command")


def cases() -> Iterator[tuple[str, str]]:
    """Lists that go by own fields, the search box, and what is suggested while somebody types."""
    product = Product.objects.order_by("id")[17]
    brand, barcode = str(product.attributes["brand"]), str(product.attributes["barcode"])
    yield "first page, with columns of own fields", listed()
    for key in ("brand", "stock", "weight"):
        for direction in ("", "-"):
            yield f"sorted by {direction}f.{key}", listed(sort=f"{direction}f.{key}")
            yield f"sorted by {direction}f.{key}, page 200", listed(sort=f"{direction}f.{key}", page=200)
    filters = {
        "one brand": {"f.brand": brand},
        "one barcode": {"f.barcode": barcode},
        "one category": {"f.category": str(product.attributes["category"])},
        "a tenth of the stocks": {"f.stock_min": 10, "f.stock_max": 49},
        "few stocks": {"f.stock_min": 7, "f.stock_max": 7},
        "no weight": {"f.weight": ""},
    }
    for name, values in filters.items():
        yield name, listed(**values)
        for sort in ("name", "-updated_at", "f.stock", "-f.weight"):
            yield f"{name}, sorted by {sort}", listed(sort=sort, **values)
    yield "one brand and few stocks", listed(**filters["one brand"], **filters["few stocks"])
    yield "search: a barcode", listed(q=barcode)
    yield "search: a barcode without its last digits", listed(q=barcode[:-3])
    yield "search: a brand", listed(q=brand)
    yield "search: a common word", listed(q="steel")
    yield "search: nonsense", listed(q="qzxvkj wqqx")
    for key, text in (
        ("brand", brand[:2]),
        ("brand", ""),
        ("category", "home"),
        ("category", "zzz"),
        ("barcode", barcode[:4]),
    ):
        yield f"suggestions: {key} “{text}”", f"/products/api/fields/{key}/values/?{urlencode({'q': text})}"
    yield "API: 50 a page, one brand", f"/products/api/products/?{urlencode({'f.brand': brand})}"
    yield "fields, with how many products have a value", "/products/fields/"


def build_an_index() -> None:
    """What switching *sortable* on takes, and how long edits by hand wait meanwhile."""
    OwnField.objects.filter(key="category").update(sortable=True)
    job = index_job.start(SOMEBODY)
    products = [*Product.objects.order_by("sku_key")[:2_000]]
    waits: list[float] = []
    done = threading.Event()

    def edit() -> None:
        for product in itertools.cycle(products):
            if done.is_set():
                break
            started_at = time.perf_counter()
            catalogue.change(product, actor=SOMEBODY, name=f"{product.name[:200]} {len(waits)}")
            waits.append((time.perf_counter() - started_at) * 1000)
        connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    started_at = time.perf_counter()
    conductor.run(job.id, index_job.OwnIndexing)
    seconds = time.perf_counter() - started_at
    done.set()
    editor.join()
    job.refresh_from_db()
    print(
        f"index of one more field: {seconds:.1f} s, {job.status}; "
        f"{len(waits):,} edits meanwhile:{percentiles(waits or [0.0])}"
    )


def listed(**query: object) -> str:
    return f"/products/?{urlencode({name: value for name, value in query.items() if value is not None})}"


def percentiles(milliseconds: list[float]) -> str:
    times = sorted(milliseconds)
    return "".join(f"{times[math.ceil(len(times) * percent / 100) - 1]:>8.0f}" for percent in (50, 95, 99))
