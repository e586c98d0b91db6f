"""A job of any kind as pages and API show it."""

from typing import Any

import pytest

from products.imports.presenters import blank
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted, described, panel
from products.jobs.progress import snapshot
from tests.products.imports.factories import NOON, finished_job, make_job

pytestmark = pytest.mark.django_db


COMPLETED = {"status": "completed", "progress": 100, "finished_at": NOON}


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        ({"status": "processing", "progress": 63}, "63 % – Importing spring.csv"),
        (
            {"status": "processing", "progress": 6, "kind": "delete", "title": "Delete 3 products"},
            "6 % – Delete 3 products",
        ),
        ({"status": "cancelled", "finished_at": NOON}, "spring.csv – Cancelled"),
        (COMPLETED | {"total_rows": 2, "created": 2}, "spring.csv – Completed"),
        (COMPLETED | {"total_rows": 2, "created": 1, "rejected": 1}, "spring.csv – Completed with rejected rows"),
        (COMPLETED, "spring.csv – Nothing imported"),
        ({"status": "awaiting_review", "phase": "planning", "progress": 40}, "spring.csv – Review the changes"),
        ({"status": "awaiting_review", "phase": "queued"}, "spring.csv – Import it again?"),
    ],
)
def test_window_is_called_by_what_the_job_does(facts: dict[str, Any], headline: str) -> None:
    assert panel(make_job(**facts)).headline == headline


def test_panel_of_an_import_goes_through_rows() -> None:
    shown = panel(finished_job(total_rows=3, created=2, rejected=1))

    assert (shown.is_import, shown.unit) == (True, "rows")
    assert shown.outcomes == {
        "created": 2, "updated": 0, "unchanged": 0, "superseded": 0, "rejected": 1, "skipped": 0, "conflicts": 0,
    }  # fmt: skip


def test_bar_of_a_job_that_stopped_shows_what_was_not_applied() -> None:
    facts: dict[str, Any] = {"total_rows": 10, "created": 2, "updated": 1, "rejected": 1}
    shown = panel(finished_job(status="cancelled", progress=40, **facts))

    assert shown.bar == shown.outcomes | {"not_applied": 6}
    assert shown.changed == 3


@pytest.mark.parametrize(("kind", "counter"), [("delete", "deleted"), ("update", "updated")])
def test_panel_of_bulk_work_goes_through_products(kind: str, counter: str) -> None:
    options = {"active": True}
    shown = panel(
        finished_job(kind=kind, file_name="", title="Of 3 products", total_rows=3, options=options, **{counter: 2})
    )

    assert (shown.is_import, shown.unit, shown.title) == (False, "products", "Of 3 products")
    assert (shown.counter, shown.done) == (counter, 2)


@pytest.mark.parametrize(
    "edit",
    [
        {"set": {"active": False}, "add": {}, "remove": {}},
        {"set": {"active": True, "price": "5"}},
        {"set": {"active": True}, "add": {"tags": ["new"]}},
        {"set": {"price": None}},
    ],
)
def test_products_that_an_edit_changed_are_found_by_what_it_did_not_change(edit: dict[str, Any]) -> None:
    options = {"edit": edit, "filter": {"price_max": "5", "name": "kettle"}}

    shown = panel(finished_job(kind="update", file_name="", title="Edit", total_rows=3, options=options, updated=2))

    assert ("active=" in shown.changed_url, "price_max" in shown.changed_url) == (
        "active" in edit["set"],
        "price" not in edit["set"],
    )


def test_panel_says_its_states_in_the_order_of_the_work() -> None:
    shown = panel(make_job())

    assert shown.running_states == "queued reading waiting comparing applying finishing"
    assert shown.end_states == "completed failed cancelled"
    assert shown.states_before_the_end == f"{shown.running_states} awaiting_mapping seen_before awaiting_review"


def test_pattern_for_uploads_knows_the_states_before_there_is_a_job() -> None:
    pattern = blank()

    assert (pattern.id, pattern.state, pattern.title, pattern.urls["page"]) == (None, "unsent", "", "")
    assert pattern.states_before_the_end.startswith("unsent uploading queued")
    assert pattern.words["unsent"] == "waiting to upload"
    assert not any(pattern.counts.values())


@pytest.mark.parametrize(
    ("code", "offered"), [("internal_error", True), ("catalogue_busy", True), ("no_header", False)]
)
def test_failed_job_may_start_again_unless_it_would_fail_in_the_same_way(code: str, offered: bool) -> None:
    failure = {"status": "failed", "progress": 40, "error_code": code, "error_message": "Look at it."}

    shown = panel(finished_job(**failure))

    assert shown.may_start_again is offered
    assert (code in shown.final_failures.split()) is not offered


def test_job_that_was_accepted_says_where_to_follow_it() -> None:
    job = ImportJob(kind="delete")

    assert accepted(job) == {
        "task_id": job.id,
        "job_id": job.id,
        "status": "queued",
        "status_url": f"/products/api/upload/status/{job.id}/",
        "progress_url": f"/products/api/upload/progress/{job.id}/",
        "page_url": f"/products/imports/{job.id}/",
    }


def test_described_job_is_its_snapshot_with_options_and_links() -> None:
    job = finished_job(options={"delimiter": ";"})

    answer = described(job)

    told = {"options": {"delimiter": ";"}, "continues": None, "source": None, "links": answer["links"]}
    assert answer == {**snapshot(job), **told}
