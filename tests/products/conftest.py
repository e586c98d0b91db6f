"""Imports run in the test's own process, through the same door and the same conductor as everywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.test.utils import override_settings
from pytest_django import Settings

from products.imports import receiving, running
from products.imports.models import MappingRequest
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.models import Product
from products.search import indexes

Import: TypeAlias = Callable[..., ImportJob]


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """Where the files of imports are kept."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def viewer(db: None) -> Client:
    """A member of staff who may look."""
    client = Client()
    client.force_login(User.objects.create(username="vera", is_staff=True))
    return client


@pytest.fixture
def keep_file(transactional_db: None) -> Import:
    """Stores a file and its job, which is not started."""

    def keep(content: str | bytes, *, dry_run: bool = False, **options: Any) -> ImportJob:
        data = content.encode() if isinstance(content, str) else content
        return receiving.keep(ContentFile(data), file_name="test.csv", user=None, options=options, dry_run=dry_run)

    return keep


@pytest.fixture
def import_file(keep_file: Import) -> Import:
    """Imports a file to the end and gives back its job."""

    def run(content: str | bytes, **options: Any) -> ImportJob:
        job = keep_file(content, **options)
        assert running.run(job.id)
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def small_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even an import of few rows sets the indexes aside, as a big one does."""
    monkeypatch.setattr(indexes, "REBUILD_FROM_ROWS", 0)


@pytest.fixture
def small_chunks() -> Any:
    """Chunks so small that a file of ten rows has several."""
    with override_settings(IMPORT_STAGE_ROWS=2, IMPORT_CHUNK_ROWS=2):
        yield


def catalogue() -> dict[str, tuple[str, str, str | None, bool, int]]:
    """What the catalogue holds: SKU → name, description, price, active, version."""
    return {
        product.sku: (
            product.name,
            product.description,
            None if product.price is None else str(product.price),
            product.active,
            product.version,
        )
        for product in Product.objects.all()
    }


def question(job: ImportJob) -> MappingRequest:
    """What the job asks before anything is imported."""
    assert job.status == Status.AWAITING_MAPPING, job.error_message
    return MappingRequest.objects.get(job=job, answered_at=None)


def counts(job: ImportJob) -> dict[str, int]:
    """The counters that are not zero."""
    return {name: count for name, count in job.counts.items() if count}
