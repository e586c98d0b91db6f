"""A file whose columns nobody is sure of: a person sees the question and answers it; killed workers lose nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from playwright.sync_api import Page, expect

from products.imports import receiving
from products.imports.mapping import answers
from products.imports.models import MappingRequest
from products.jobs import queue
from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file
from tests.journeys.standstill import let_time_pass
from tests.processes import eventually
from tests.products.conftest import catalogue

UNKNOWN = b"Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%imports_mappingrequest%' AND datname = current_database()
"""
BEFORE_THE_LOOK, BEFORE_THE_END = "ACCESS EXCLUSIVE", "EXCLUSIVE"
"""Locks that let nobody read, or only nobody write, what jobs ask."""


@pytest.fixture
def job(transactional_db: None) -> ImportJob:
    return receiving.keep(ContentFile(UNKNOWN), file_name="unknown.csv", user=None, options={})


@contextmanager
def standing_still(lock: str) -> Iterator[None]:
    """The worker stands still where it would read, or write, what its job asks."""
    with closing(psycopg.connect(**connection.get_connection_params())) as other:
        other.execute("BEGIN")
        other.execute(f"LOCK TABLE imports_mappingrequest IN {lock} MODE")
        yield


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def asks(job: ImportJob) -> bool:
    job.refresh_from_db()
    return job.status == "awaiting_mapping"


def is_over(job: ImportJob) -> bool:
    job.refresh_from_db()
    return job.is_terminal


@pytest.mark.parametrize("lock", [BEFORE_THE_LOOK, BEFORE_THE_END])
def test_worker_that_is_killed_while_it_looks_leaves_the_question_to_the_next(
    stack: Stack, job: ImportJob, lock: str
) -> None:
    worker = stack.start_worker()
    with standing_still(lock):
        queue.enqueue(job)
        eventually(somebody_waits)
        worker.kill()
        job.refresh_from_db()
        assert job.status == "processing"

    stack.start_beat()
    stack.start_worker()
    let_time_pass(job)

    eventually(lambda: asks(job))
    assert (job.turn, MappingRequest.objects.get().revision, catalogue()) == (2, 1, {})


def test_worker_that_is_killed_right_after_it_asked_leaves_a_job_that_waits(stack: Stack, job: ImportJob) -> None:
    worker = stack.start_worker()
    queue.enqueue(job)
    eventually(lambda: asks(job))
    worker.kill()

    stack.start_beat()
    let_time_pass(job)
    other = receiving.receive(ContentFile(b"sku,name\nA-1,Pot\n"), file_name="other.csv", user=None, options={})
    stack.start_worker()
    eventually(lambda: is_over(other))
    assert (asks(job), job.turn) == (True, 1)

    answers.take(job, {"sku": "Code", "name": "Title", "price": "Betrag"}, by=None)
    eventually(lambda: is_over(job))
    assert (job.status, catalogue()["K-2"]) == ("completed", ("Mug", "", "6.00", True, 1))


@pytest.mark.browser
def test_person_sees_the_question_answers_it_and_has_the_products(site: Stack, page: Page) -> None:
    sign_in(page)
    page.set_input_files("input[type=file]", csv_file("unknown.csv", UNKNOWN))

    expect(page.locator("import-job[data-state=awaiting_mapping]")).to_be_visible()
    expect(page).to_have_title("Choose the columns – unknown.csv")
    page.get_by_role("link", name="Choose the columns").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Choose the columns")
    page.get_by_label("Price", exact=True).select_option(label="Betrag · 5, 6")
    expect(page.locator("#preview tbody tr").first).to_contain_text("5.00")
    page.get_by_role("button", name="Continue").click()

    expect(page.locator("import-job[data-state=completed]")).to_be_visible()
    assert catalogue() == {"K-1": ("Kettle", "", "5.00", True, 1), "K-2": ("Mug", "", "6.00", True, 1)}
