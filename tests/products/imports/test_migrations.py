"""Jobs of earlier versions tell the same as before once their columns have moved, and again when they move back."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0004_ends_of_phases", "0005_deleted_and_title"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newest_migrations")]


def jobs_at(name: str) -> Any:
    """The table of jobs as it is with this migration."""
    executor = MigrationExecutor(connection)
    executor.migrate([("imports", name)])
    return (
        MigrationExecutor(connection).loader.project_state([("imports", name)]).apps.get_model("imports", "ImportJob")
    )


def facts(jobs: Any, *names: str) -> dict[str, list[Any]]:
    return {kind: facts for kind, *facts in jobs.objects.values_list("kind", *names)}


def make_old_jobs() -> None:
    old = jobs_at(BEFORE)
    for kind, name in (("import", "spring.csv"), ("delete", "Delete 3 products"), ("update", "Activate 3 products")):
        old.objects.create(id=uuid4(), kind=kind, file_name=name, updated=3, unchanged=1)


def test_deleted_products_are_no_longer_counted_as_updated_ones() -> None:
    make_old_jobs()

    assert facts(jobs_at(AFTER), "updated", "deleted", "unchanged") == {
        "import": [3, 0, 1],
        "delete": [0, 3, 1],
        "update": [3, 0, 1],
    }


def test_job_without_a_file_has_a_title_and_no_name_of_a_file() -> None:
    make_old_jobs()

    assert facts(jobs_at(AFTER), "title", "file_name") == {
        "import": ["", "spring.csv"],
        "delete": ["Delete 3 products", ""],
        "update": ["Activate 3 products", ""],
    }


def test_everything_is_as_before_when_the_migration_is_taken_back() -> None:
    make_old_jobs()
    jobs_at(AFTER)

    assert facts(jobs_at(BEFORE), "file_name", "updated", "unchanged") == {
        "import": ["spring.csv", 3, 1],
        "delete": ["Delete 3 products", 3, 1],
        "update": ["Activate 3 products", 3, 1],
    }
