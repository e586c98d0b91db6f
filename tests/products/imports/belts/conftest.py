"""Files of a hundred and twenty products: enough for seat belts to mind them."""

from collections.abc import Iterable
from typing import Any

import pytest
from pytest_django import Settings

from products.imports import running
from products.imports.belts.confirming import belts_of
from products.jobs.models import ImportJob
from tests.products.conftest import Import

MANY = 120
HEADER = "sku,name,price,active"


def rows(numbers: Iterable[int], *, price: float = 10, name: str = "Mug {}", active: str = "true") -> list[str]:
    return [f"M-{number},{name.format(number)},{price:.2f},{active}" for number in numbers]


def file_of(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines, ""])


def found(job: ImportJob) -> dict[str, int]:
    """The belts of the job with their figures."""
    return {belt["name"]: belt["figure"] for belt in belts_of(job).belts}


def go_on(job: ImportJob) -> ImportJob:
    assert running.run(job.id)
    job.refresh_from_db()
    return job


@pytest.fixture(autouse=True)
def fastened(settings: Settings) -> None:
    """As they are for everybody; other tests import files that they would hold."""
    settings.IMPORT_BELTS_AMBER = []


@pytest.fixture
def mugs(import_file: Import) -> Any:
    """A catalogue of 120 mugs at ten each."""
    job = import_file(file_of(*rows(range(MANY))))
    assert job.status == "completed"
    return job
