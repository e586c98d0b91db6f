"""`manage.py delete_products --all`."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from products.jobs.models import ImportJob
from products.models import Product
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db(transaction=True)


def test_command_deletes_all_and_leaves_a_job_that_says_so(capsys: Any) -> None:
    make_products(3)

    call_command("delete_products", "--all", "--yes")

    job = ImportJob.objects.get()
    assert capsys.readouterr().out == "Deleted 3 products.\n"
    assert (job.kind, job.status, job.deleted, job.created_by) == ("delete", "completed", 3, None)
    assert not Product.objects.exists()


def test_command_prints_the_job_as_json(capsys: Any) -> None:
    call_command("delete_products", "--all", "--yes", "--json")

    assert json.loads(capsys.readouterr().out)["kind"] == "delete"


@pytest.mark.parametrize("arguments", [[], ["--all"], ["--yes"]])
def test_command_deletes_nothing_without_being_told_twice(arguments: list[str]) -> None:
    make_products(1)

    with pytest.raises(CommandError):
        call_command("delete_products", *arguments)

    assert Product.objects.exists()
