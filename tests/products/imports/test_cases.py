"""Small invented files of the kinds that shops and suppliers send, each with what must come of it.

`cases/cases.json` says for each file whether a person is asked, and what is in an empty catalogue once the suggestion
is accepted as it stands. A file that needs no question must not ask one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from products.imports import running
from products.imports.mapping import answers
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.models import Product
from tests.products.conftest import Import

CASES = Path(__file__).parent / "cases"
ALL: list[dict[str, Any]] = json.loads((CASES / "cases.json").read_text())


def imported(job: ImportJob, case: dict[str, Any]) -> ImportJob:
    """The job at its end, after the suggestion was accepted if it asked and had one."""
    assert running.run(job.id)
    job.refresh_from_db()
    asks = job.status in (Status.AWAITING_MAPPING, Status.FAILED)
    assert asks == case["question"], job.error_message
    if job.status == Status.AWAITING_MAPPING and answers.suggestion_of(job):
        answers.accept(job, by=None)
        assert running.run(job.id)
        job.refresh_from_db()
    return job


@pytest.mark.parametrize("case", ALL, ids=[case["file"] for case in ALL])
def test_case(case: dict[str, Any], keep_file: Import) -> None:
    job = imported(keep_file((CASES / case["file"]).read_bytes()), case)

    assert Product.objects.count() == case["products"]
    if job.status == Status.COMPLETED:
        assert case["skipped"] in (None, job.skipped)
        assert case["rejected"] in (None, job.rejected)
    for row in case["rows"]:
        wanted = {name: value for name, value in row.items() if name not in ("sku", "price")}
        found = Product.objects.with_sku(row["sku"]) if "sku" in row else Product.objects.filter(name=row["name"])
        product = found.get()
        assert {name: getattr(product, name) for name in wanted} == wanted
        if "price" in row:
            assert (None if product.price is None else str(product.price)) == row["price"]
        if "sku" in row:
            assert product.sku == row["sku"]


def test_every_file_is_a_case() -> None:
    assert {case["file"] for case in ALL} == {path.name for path in CASES.iterdir()} - {"cases.json"}
