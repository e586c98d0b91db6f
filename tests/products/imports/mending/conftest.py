"""Imports with refused rows, and whoever mends them by program."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from django.test import Client

from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.review.test_review_api import client_of

FILE = (
    "sku,name,description,price,active\n"
    "A-1,Kettle,,10.00,true\n"
    "A-2,Pot,,1O.00,true\n"
    "A-3,Cup,,1x,true\n"
    'A-4,"Mug" red,,4.00,true\n'
    "A-5,Jug,,,true\n"
    "A-6,Pan,,6.00,perhaps\n"
    f"A-7,{'x' * 600},,7.00,true\n"
)
"""One sound row, and six that are refused."""

Ask: TypeAlias = Callable[..., Any]


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


@pytest.fixture
def job(import_file: Import) -> ImportJob:
    job = import_file(FILE)
    assert (job.status, job.created, job.rejected) == ("completed", 1, 6)
    return job


@pytest.fixture
def ask(importer: Client) -> Ask:
    """Sends JSON to a route of an import; gives back the answer."""

    def send(method: str, job: ImportJob, rest: str, *bodies: Any) -> Any:
        (body,) = bodies or ({},)
        path = f"/products/api/imports/{job.id}/rejected/{rest}"
        return getattr(importer, method)(path, json.dumps(body), content_type="application/json")

    return send


@pytest.fixture
def mend(ask: Ask) -> Ask:
    """Does one thing to all rows with a code; gives back the figures."""

    def send(job: ImportJob, code: str, action: str, **further: str) -> Any:
        answer = ask("post", job, "mend/", {"code": code, "action": action, **further})
        assert answer.status_code == 200, answer.json()
        return answer.json()

    return send
