"""Some of the invented files by the API and by the command: what is asked, the answer, and what comes of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from products.imports import running
from products.models import Product
from tests.products.imports.test_cases import ALL, CASES

pytestmark = pytest.mark.django_db(transaction=True)

ASKING = [case for case in ALL if case["question"] and case["products"]][:6]
"""The first ones; the others are of the same kinds."""
SURE_KEY = "two-prices-si-no.csv"
"""It is asked about, but not because of its SKUs."""
SURE = ("shopify-no-sku.csv", "magento-store-views.csv", "excel-text-trick.csv")
"""Files that need no question."""


def case_of(name: str) -> dict[str, Any]:
    return next(case for case in ALL if case["file"] == name)


def assert_imported(case: dict[str, Any]) -> None:
    assert Product.objects.count() == case["products"]
    for row in case["rows"]:
        if "sku" in row:
            assert Product.objects.with_sku(row["sku"]).exists()


def run(*arguments: str) -> int:
    try:
        call_command("import_products", *arguments)
    except SystemExit as end:
        return int(str(end.code))
    return 0


@pytest.mark.parametrize("case", ASKING[:3], ids=[case["file"] for case in ASKING[:3]])
def test_case_is_asked_about_and_answered_by_api(case: dict[str, Any], admin_client: Client) -> None:
    file = SimpleUploadedFile(case["file"], (CASES / case["file"]).read_bytes())
    job_id = admin_client.post("/products/api/upload/", {"file": file}).json()["job_id"]
    route = f"/products/api/imports/{job_id}/mapping/"
    assert running.run(job_id)

    asked = admin_client.get(route).json()
    assert asked["suggestion"]["fields"]["sku"]
    assert asked["questions"]
    answer = admin_client.post(route, {"accept": True, "revision": asked["revision"]}, content_type="application/json")
    assert answer.status_code == 202
    assert running.run(job_id)

    assert admin_client.get(f"/products/api/imports/{job_id}/").json()["status"] == "completed"
    assert_imported(case)


@pytest.mark.parametrize("case", ASKING[:3], ids=[case["file"] for case in ASKING[:3]])
def test_command_ends_with_4_and_prints_the_suggestion_that_answers_it(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(CASES / case["file"])

    assert run(file, "--json") == 4
    told = json.loads(capsys.readouterr().out)
    assert not Product.objects.exists()
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps(told["mapping"]["suggestion"]))

    assert run(file, "--recipe", str(recipe)) in (0, 3)
    assert_imported(case)


def test_auto_leaves_to_a_person_what_is_doubtful_and_takes_the_rest() -> None:
    waiting = {case["file"] for case in ASKING if run(str(CASES / case["file"]), "--mapping", "auto") == 4}

    assert waiting == {case["file"] for case in ASKING} - {SURE_KEY}
    assert_imported(case_of(SURE_KEY))


@pytest.mark.parametrize("name", SURE)
def test_command_needs_nobody_where_the_skus_are_sure(name: str) -> None:
    assert run(str(CASES / name), "--mapping", "auto") in (0, 3)

    assert_imported(case_of(name))
