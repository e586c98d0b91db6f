"""A source that sends its whole catalogue."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pytest_django import Settings

from products.imports import running
from products.imports.models import Source, SourceProduct
from products.imports.sources import actions
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import

Send = Callable[..., ImportJob]
RECIPE = {"fields": {"sku": {"from": "sku"}, "name": {"from": "name"}, "price": {"from": "price"}}}


def file_of(skus: Iterable[str], *, price: str = "1.00") -> str:
    return "sku,name,price\n" + "".join(f"{sku},Mug {sku},{price}\n" for sku in skus)


def skus(count: int, *, start: int = 0) -> list[str]:
    return [f"A-{number:03}" for number in range(start, start + count)]


def inactive() -> list[str]:
    return [*Product.objects.filter(active=False).order_by("sku_key").values_list("sku", flat=True)]


def members(source: Source) -> set[str]:
    return {*SourceProduct.objects.filter(source_id=source.pk, gone_by=None).values_list("sku_key", flat=True)}


def go_on(job: ImportJob) -> ImportJob:
    assert running.run(job.id)
    job.refresh_from_db()
    return job


@pytest.fixture(autouse=True)
def fastened(settings: Settings) -> None:
    settings.IMPORT_BELTS_AMBER = []


@pytest.fixture
def make_source(db: None) -> Callable[..., Source]:
    def make(name: str = "Acme", missing: str = "deactivate") -> Source:
        return actions.create(name=name, by=None, recipe=RECIPE, missing=missing)

    return make


@pytest.fixture
def acme(make_source: Callable[..., Source]) -> Source:
    return make_source()


@pytest.fixture
def send(import_file: Import) -> Send:
    def send(content: str, source: str = "Acme", **options: Any) -> ImportJob:
        return import_file(content, source=source, **options)

    return send
