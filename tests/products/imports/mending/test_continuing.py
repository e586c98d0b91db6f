"""Mended rows are imported by a job of their own; the counters of the first tell what became of its rows."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from products.imports import running
from products.imports.mending.retrying import retry
from products.imports.models import KeptKeys
from products.jobs import control
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.mending.conftest import Ask


def continued(job: ImportJob, **options: Any) -> ImportJob:
    """The continuation of the job, which has run; the job shows what it comes to by now."""
    made = retry(job, user=None, **options)
    assert running.run(made.id)
    made.refresh_from_db()
    job.refresh_from_db()
    return made


def codes(job: ImportJob) -> dict[int, list[str | None]]:
    return {
        row.record_number: [error["code"] for error in row.current_errors]
        for row in job.rejected_rows.still_rejected().in_file_order()
    }


def test_mended_rows_are_imported_and_move_in_the_counters(mend: Ask, ask: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="9.90")
    mend(job, "name_too_long", "shorten")

    answer = ask("post", job, "retry/")
    made = ImportJob.objects.get(pk=answer.json()["job_id"])
    assert (answer.status_code, made.continues_id, made.status) == (202, job.id, "pending")
    assert running.run(made.id)

    made.refresh_from_db()
    job.refresh_from_db()
    assert (made.status, counts(made), made.total_rows) == ("completed", {"created": 3}, 3)
    assert (counts(job), job.total_rows) == ({"created": 4, "rejected": 3}, 7)
    assert catalogue()["A-2"][:3] == ("Pot", "", "9.90")
    assert codes(job) == {5: ["bad_quote"], 6: ["missing_price"], 7: ["active_invalid"]}
    reasons = {each.code: each.rows for each in job.rejection_reasons.filter(rows__gt=0)}
    assert reasons == {"bad_quote": 1, "missing_price": 1, "active_invalid": 1}
    assert oracle.stored_history(made.pk).keys() == {"a-2", "a-3", "a-7"}


def test_product_is_taken_without_a_price_only_where_that_was_said(mend: Ask, job: ImportJob) -> None:
    mend(job, "missing_price", "without_price")
    mend(job, "price_invalid", "set", value="9.90")
    job.rejected_rows.filter(record_number=3).update(cells=["A-2", "Pot", "", "", "true"])  # the catalogue moved on

    made = continued(job)

    assert counts(made) == {"created": 2, "rejected": 1}
    assert catalogue()["A-5"][2] is None
    assert codes(job)[3] == ["missing_price"]
    assert job.rejected_rows.get(record_number=3).taken_by is None


def test_what_is_still_refused_stays_and_can_be_mended_again(mend: Ask, ask: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="1")
    job.rejected_rows.filter(record_number=3).update(cells=["A-2", "", "", "1", "true"])
    made = continued(job)
    assert (counts(made), codes(job)[3]) == ({"created": 1, "rejected": 1}, ["missing_name"])

    assert ask("patch", job, "3/", {"cells": {"name": "Pot"}}).json()["is_sound"]
    assert counts(continued(job)) == {"created": 1}
    assert counts(job) == {"created": 3, "rejected": 4}


def test_rows_go_in_once(mend: Ask, ask: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="1")
    first = ask("post", job, "retry/")
    second = ask("post", job, "retry/")

    assert (first.status_code, second.status_code) == (202, 409)
    assert second.json()["error"]["code"] == "nothing_mended"
    assert ask("patch", job, "3/", {"cells": {"price": "2"}}).json()["error"]["code"] == "being_imported"
    running.run(first.json()["job_id"])
    assert ask("post", job, "retry/").status_code == 409
    assert ask("patch", job, "3/", {"cells": {"price": "2"}}).json()["error"]["code"] == "imported_already"
    assert ImportJob.objects.filter(continues=job).count() == 1


def test_row_before_a_later_one_with_its_sku_is_superseded(mend: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price\nA,Old,x\nB,Cup,x\na,New,2\n")

    mend(job, "price_invalid", "set", value="1")
    made = continued(job)

    assert counts(made) == {"created": 1, "superseded": 1}
    assert counts(job) == {"created": 2, "superseded": 1}
    assert catalogue()["a"][0] == "New"
    assert [(row.record_number, row.kept_record_number) for row in job.superseded_rows.all()] == [(2, 4)]


@pytest.mark.parametrize(("duplicates", "name", "became"), [("last", "New", "updated"), ("first", "Old", "superseded")])
def test_row_behind_an_earlier_one_counts_as_the_import_says(
    mend: Ask, import_file: Import, duplicates: str, name: str, became: str
) -> None:
    job = import_file("sku,name,price\nA,Old,2\nA,New,x\n", duplicates=duplicates)

    mend(job, "price_invalid", "set", value="1")

    assert counts(continued(job)) == {became: 1}
    assert catalogue()["A"][0] == name


def test_row_whose_sku_must_not_repeat_stays_refused(mend: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price\nA,Old,2\nA,New,x\n", duplicates="reject")

    mend(job, "price_invalid", "set", value="1")

    assert counts(continued(job)) == {"rejected": 1}
    assert codes(job) == {3: ["duplicate_sku"]}


def test_two_mended_rows_with_one_sku_one_after_the_other(ask: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price\nA,First,x\nA,Second,x\nA,Third,x\n")

    for number, became in ((3, "created"), (2, "superseded"), (4, "updated")):
        assert ask("patch", job, f"{number}/", {"cells": {"price": "1"}}).json()["is_sound"]
        assert counts(continued(job)) == {became: 1}

    assert counts(job) == {"created": 1, "superseded": 1, "updated": 1}
    assert catalogue()["A"][0] == "Third"


def test_product_that_changed_since_is_a_conflict(mend: Ask, import_file: Import) -> None:
    import_file("sku,name,price\nA,Mug,1\nB,Cup,1\nC,Pot,1\n")
    job = import_file("sku,name,price\nE,Pan,5\nA,Mug,x\nB,Cup,x\nC,Pot,x\nD,Jug,x\n")
    mend(job, "price_invalid", "set", value="9")
    import_file("sku,name,price\nA,Mug!,1\nD,Jug!,1\n")
    Product.objects.filter(sku="E").delete()
    job.rejected_rows.filter(record_number=5).update(cells=["E", "Pan", "9"])

    made = continued(job)

    assert counts(made) == {"updated": 1, "conflicts": 3}
    assert counts(job) == {"created": 1, "updated": 1, "conflicts": 3}
    found = {row.record_number: row.code for row in job.conflict_rows.all()}
    assert found == {3: "changed_before", 5: "deleted_before", 6: "created_before"}
    assert catalogue()["A"][2] == "1.00"


def test_product_that_moves_during_the_continuation_is_a_conflict(mend: Ask, import_file: Import) -> None:
    import_file("sku,name,price\nA,Mug,1\n")
    job = import_file("sku,name,price\nA,Mug,x\n")
    mend(job, "price_invalid", "set", value="9")
    made = retry(job, user=None, mode="review")
    assert running.run(made.id)
    Product.objects.update(version=9)

    made.refresh_from_db()
    assert made.status == "awaiting_review"
    assert made.approve()
    made.review.decision = "apply"
    made.review.save()
    assert running.run(made.id)

    job.refresh_from_db()
    assert counts(job) == {"conflicts": 1}


def test_row_that_changes_nothing_is_unchanged(mend: Ask, import_file: Import) -> None:
    import_file("sku,name,price\nA,Mug,9\n")
    job = import_file("sku,name,price\nA,Mug,x\n")
    mend(job, "price_invalid", "set", value="9")

    assert counts(continued(job)) == {"unchanged": 1}
    assert counts(job) == {"unchanged": 1}


def test_discarded_continuation_gives_its_rows_back(mend: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="9")
    made = continued(job, mode="review")
    assert (made.status, counts(job)["rejected"]) == ("awaiting_review", 6)

    assert control.cancel(made)

    assert counts(continued(job)) == {"created": 2}
    assert counts(job) == {"created": 3, "rejected": 4}


def test_where_reviews_are_required_mended_rows_wait(mend: Ask, ask: Ask, job: ImportJob, settings: Settings) -> None:
    settings.IMPORT_REVIEW_REQUIRED = True
    mend(job, "price_invalid", "set", value="9")

    made = ImportJob.objects.get(pk=ask("post", job, "retry/").json()["job_id"])
    running.run(made.id)

    made.refresh_from_db()
    assert (made.status, made.mode.value) == ("awaiting_review", "review")


def test_rows_are_mended_where_they_came_from(mend: Ask, ask: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="9")
    job.rejected_rows.filter(record_number=3).update(cells=["A-2", "", "", "1", "true"])
    made = continued(job)

    answer = ask("patch", made, "3/", {"cells": {"name": "Pot"}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "is_continuation")


@pytest.mark.parametrize(
    ("body", "status"), [({}, 202), (None, 422), ({"mode": "dry_run"}, 422), ({"what": 1}, 422), ([], 422)]
)
def test_what_retry_takes(mend: Ask, ask: Ask, job: ImportJob, body: Any, status: int) -> None:
    mend(job, "price_invalid", "set", value="9")

    assert ask("post", job, "retry/", body).status_code == status


def test_retry_needs_no_body(importer: Client, mend: Ask, job: ImportJob) -> None:
    mend(job, "price_invalid", "set", value="9")

    assert importer.post(f"/products/api/imports/{job.id}/rejected/retry/").status_code == 202


def test_import_without_refused_rows_keeps_nothing(import_file: Import) -> None:
    job = import_file("sku,name,price\nA,Mug,1\n")

    assert not KeptKeys.objects.exists()
    assert "styles" not in job.options
