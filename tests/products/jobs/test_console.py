"""A job's progress in a terminal that is none: a line now and then."""

import time
from typing import Any

import pytest

from products.jobs import console
from tests.products.imports.factories import NOON, make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "LINE_EVERY_SECONDS", 0.05)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"phase": "planning", "total_rows": 500}, "spring.csv: 40 %  comparing with the catalogue"),
        ({"kind": "delete", "file_name": "", "title": "Delete 3 products"}, "Delete 3 products: 40 %  queued"),
    ],
)
def test_line_says_how_far_the_job_is(facts: dict[str, Any], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    job = make_job(status="processing", progress=40, started_at=NOON, **facts)

    with console.watching(job, quiet=False):
        time.sleep(0.5)

    assert line in capsys.readouterr().err.splitlines()


def test_nothing_is_said_when_nobody_wants_to_hear_it(capsys: pytest.CaptureFixture[str]) -> None:
    with console.watching(make_job(status="processing"), quiet=True):
        time.sleep(0.2)

    assert capsys.readouterr().err == ""
