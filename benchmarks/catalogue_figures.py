"""Asks a large catalogue for every kind of list, for products and for the export, deletes all, and prints the times."""

import http.client
import os
import subprocess
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.files import File
from django.db import connection

from benchmarks import own_lists, stack
from benchmarks.ours import settle
from benchmarks.own_fields_figures import make_fields
from benchmarks.own_lists import listed, percentiles
from benchmarks.pages import _sign_in
from product_importer.launch.address import Address
from product_importer.launch.preparation import collect_static_files
from product_importer.lib.actor import Actor
from product_importer.lib.keyset import cursor_after
from products import catalogue
from products.fields.edits import set_active
from products.fields.models import current_fields
from products.fields.registry import FIELDS
from products.imports import running
from products.imports.receiving import keep
from products.models import Product
from products.samples.files import write_products
from products.search.listing import find_page
from products.search.query import SORT_CHOICES, ProductFilter, ProductQuery

SOMEBODY = Actor("command")
EXPORT = "/products/api/products/export/"
COPY = rf"\copy (SELECT {FIELDS.header} FROM products_product ORDER BY sku_key) TO '{{}}' (FORMAT csv)"


def measure(options: Namespace, folder: Path) -> None:
    if options.own_fields:
        make_fields(marked=True)
    _fill(options.rows, folder)
    collect_static_files()
    if options.explain:
        _explain()
    with stack.web(folder) as address:
        client = Client(address)
        print(f"{options.rows:,} products; milliseconds of {options.repeat} answers each")
        print(f"{'':<58}{'p50':>8}{'p95':>8}{'p99':>8}")
        for name, path in own_lists.cases() if options.own_fields else _cases():
            if options.only in name:
                client.get(path)  # warms up, so that later ones are like a second visitor's
                print(f"{name:<58}" + percentiles([client.get(path) for _ in range(options.repeat)]), flush=True)
        if not options.only and not options.own_fields:
            _export(client, folder)
    if options.own_fields:
        own_lists.build_an_index()
    elif not options.only:
        _delete_all()


class Client:
    """A signed-in person on one kept-alive connection."""

    def __init__(self, address: Address) -> None:
        self._cookie = _sign_in("visitor")
        self._connection = http.client.HTTPConnection(address.host, address.port, timeout=600)

    def get(self, path: str, take: Callable[[bytes], object] = len) -> float:
        """How many milliseconds until the whole answer was there."""
        started_at = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        while block := answer.read(1024 * 1024):
            take(block)
        assert answer.status == 200, f"{path}: {answer.status}"
        return (time.perf_counter() - started_at) * 1000


def _fill(rows: int, folder: Path) -> None:
    """All products by one import; then an import changes one in a hundred, and some become inactive."""
    for percent in (0, 1):
        file = folder / "products.csv"
        with file.open("wb") as output:
            write_products(output, rows, changed_percent=percent, own=current_fields().own)
        with file.open("rb") as source:
            running.run(keep(File(source), file_name=file.name, user=None, options={}).id)
    ids = list(Product.objects.order_by("sku_key").values_list("pk", flat=True))[::50]
    for start in range(0, len(ids), 5_000):
        catalogue.change_selection(ids[start : start + 5_000], set_active(False), actor=SOMEBODY)
    settle("products_product")


def _cases() -> Iterator[tuple[str, str]]:
    """What is asked for, and where."""
    deep = ProductQuery(page=200)
    last = find_page(ProductQuery()).pages
    yield "first page", listed()
    yield "page 200", listed(page=200)
    yield "last page", listed(page=last)
    yield "next from page 200", listed(cursor=find_page(deep).next_cursor)
    yield "previous from page 200", listed(cursor=find_page(deep).previous_cursor)
    yield "next from the middle", listed(cursor=_middle())
    for sort in SORT_CHOICES:
        yield f"page in the middle, sorted by {sort}", listed(sort=sort, page=last // 2)
    yield "page in the middle, active", listed(active="true", page=last // 2)
    yield "page in the middle, a common word", listed(q="steel", page=400)
    for sort in SORT_CHOICES:
        yield f"sorted by {sort}", listed(sort=sort)
        yield f"sorted by {sort}, page 200", listed(sort=sort, page=200)
    for name, values in _filters().items():
        for sort in SORT_CHOICES:
            yield f"{name}, sorted by {sort}", listed(sort=sort, **values)
    for name, text in _searches().items():
        yield f"search: {name}", listed(q=text)
        yield f"search: {name}, sorted by -updated_at", listed(q=text, sort="-updated_at")
    yield "search and price", listed(q="steel", price_min=20, price_max=40)
    yield "inactive and price", listed(active="false", price_min=20, price_max=40)
    yield "inactive and updated since, sorted by name", listed(active="false", updated_since=_recently(), sort="name")
    product = Product.objects.order_by("sku_key")[Product.objects.count() // 2]
    yield "product", product.get_absolute_url()
    yield "product: form", f"{product.get_absolute_url()}edit/"
    yield "API: first page", "/products/api/products/"
    yield "API: 500 a page", "/products/api/products/?page_size=500"
    yield "API: product", f"/products/api/products/{product.pk}/"
    yield "dashboard", "/"


def _filters() -> dict[str, dict[str, object]]:
    prices = Product.objects.order_by("price").exclude(price=None).values_list("price", flat=True)
    half = prices[prices.count() // 2]
    return {
        "active": {"active": "true"},
        "inactive": {"active": "false"},
        "half of the prices": {"price_min": half},
        "few prices": {"price_min": half, "price_max": half},
        "updated since the last import": {"updated_since": _recently()},
        "created since today": {"created_since": "2020-01-01"},
        "name contains": {"name": "lamp"},
    }


def _searches() -> dict[str, str]:
    product = Product.objects.order_by("id")[17]
    return {
        "a common word": "steel",
        "a rare word": _rarest_word(),
        "a maker's name": product.name.split()[0],
        "two letters": "mm",
        "a part of a word": "amp",
        "a SKU's fragment": product.sku[-6:],
        "nonsense": "qzxvkj wqqx",
    }


def _rarest_word() -> str:
    """A word of three characters or more, such as people search for."""
    with connection.cursor() as cursor:
        cursor.execute(r"""
            SELECT word, count(*) FROM products_product, unnest(products_words(name, description)) AS word
            WHERE length(word) >= 3 AND word !~ '\s' GROUP BY word ORDER BY 2, 1 LIMIT 1
        """)
        word, products = cursor.fetchone()
    print(f"the rare word is “{word}”, which {products:,} products have")
    return str(word)


def _recently() -> str:
    """Between the first import and the second."""
    moment = Product.objects.filter(version=1).order_by("-updated_at", "-id")[0].updated_at
    return str(moment.isoformat())


def _middle() -> str:
    """The cursor to the page that begins in the middle of the catalogue."""
    query = ProductQuery()
    product = Product.objects.with_sort_keys().order_by(*query.order)[Product.objects.count() // 2]
    return cursor_after(product, query.order, 1, query.list_name)


def _export(client: Client, folder: Path) -> None:
    """Beside `psql`, which guards no cells and needs no web server."""
    size = 0

    def take(block: bytes) -> None:
        nonlocal size
        size += len(block)

    ours = client.get(EXPORT, take) / 1000
    started_at = time.perf_counter()
    command = COPY.format(folder / "copied.csv")
    subprocess.run([stack.psql(), "-q", "-c", command, os.environ["DATABASE_URL"]], check=True)
    theirs = time.perf_counter() - started_at
    print(
        f"export: {size / 1e6:,.0f} MB in {ours:.1f} s; psql \\copy: {theirs:.1f} s; {ours / theirs:.2f} times as long"
    )


def _delete_all() -> None:
    started_at = time.perf_counter()
    catalogue.delete_all(actor=SOMEBODY)
    print(f"deleting all: {time.perf_counter() - started_at:.2f} s")


def _explain() -> None:
    for sort in SORT_CHOICES:
        for name, wanted in {"all": ProductFilter(), "active": ProductFilter(active=True)}.items():
            query = ProductQuery(filter=wanted, sort=sort)
            keys = wanted.products().with_sort_keys().order_by(*query.order).values("pk")[:51]
            print(f"--- {name}, sorted by {sort}\n{keys.explain()}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_size_pretty(pg_relation_size(oid)) FROM pg_class WHERE relname ~ '^products_'"
        )
        for name, size in cursor:
            print(f"{name}: {size}")
