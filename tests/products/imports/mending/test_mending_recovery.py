"""Mended rows go in once, and each moves once in the counters of the first import, whatever happens to the process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from products.imports import receiving, running
from products.imports.mending.actions import Action
from products.imports.mending.offer import CannotMend
from products.imports.mending.one_for_all import mend_all
from products.imports.mending.retrying import retry
from products.imports.models import RejectedRow
from products.jobs import control
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle
from tests.oracle import Expected, Record
from tests.products.conftest import counts
from tests.products.imports.interruptions import empty_unlogged_tables, stop_at
from tests.trials import content_of, prepare_catalogue_for

pytestmark = pytest.mark.usefixtures("small_is_big")

ROWS = 300


@dataclass
class Continued:
    """An import all of whose odd rows were refused and mended, and the job that imports these."""

    first: ImportJob
    job: ImportJob
    expected: Expected

    def assert_fulfilled(self) -> None:
        oracle.assert_fulfilled(self.expected, self.job)
        self.assert_counted()

    def assert_counted(self) -> None:
        """What the first lost of its refused rows is what their products became."""
        self.first.refresh_from_db()
        became = counts(self.first)
        assert sum(became.values()) == self.first.total_rows == ROWS
        assert became.get("rejected", 0) == ROWS // 2 - sum(self.expected.counts.values())
        for name in ("created", "updated", "unchanged"):
            assert became.get(name, 0) == self.before.get(name, 0) + self.expected.counts.get(name, 0)

    def __post_init__(self) -> None:
        self.before = counts(self.first)


def lines(price: str) -> list[Record]:
    """Every other row has this price."""
    rows = ((number, f"{number}.50" if number % 2 else price) for number in range(ROWS))
    return [Record(f"S-{number:04},Mug {number},,{amount},true\n".encode(), "created") for number, amount in rows]


@pytest.fixture
def continued(transactional_db: None, settings: Any) -> Continued:
    settings.IMPORT_CHUNK_ROWS = 20
    prepare_catalogue_for(lines("7.00"))
    file = ContentFile(content_of(lines("x")))
    first = receiving.keep(file, file_name="first.csv", user=None, options={})
    assert running.run(first.id)
    first.refresh_from_db()
    assert first.rejected == ROWS // 2
    mend_all(first, "price_invalid", Action("set", value="7.00"))
    expected = oracle.expect(lines("7.00")[::2], catalogue=oracle.stored_catalogue())
    return Continued(first, retry(first, user=None), expected)


def test_continuation_comes_to_what_the_oracle_says(continued: Continued) -> None:
    assert running.run(continued.job.id)

    assert {"created", "updated", "unchanged"} == continued.expected.counts.keys()
    continued.assert_fulfilled()


@pytest.mark.parametrize(("phase", "position"), [("reading", 0), ("applying", 0), ("applying", 20), ("applying", 80)])
@pytest.mark.parametrize("is_emptied", [False, True])
def test_continuation_goes_on_when_its_process_was_killed(
    continued: Continued, phase: str, position: int, is_emptied: bool
) -> None:
    stop_at(continued.job, phase, position)
    if is_emptied and phase != "reading":
        empty_unlogged_tables(continued.job)

    assert running.run(continued.job.id)

    continued.assert_fulfilled()


def test_product_edited_after_its_chunk_is_left_alone_when_the_plan_is_made_anew(continued: Continued) -> None:
    stop_at(continued.job, "applying", 40)
    settled = RejectedRow.objects.filter(taken_by=continued.job.id).exclude(became="")
    made = Product.objects.filter(sku__in=[(row.cells or [""])[0] for row in settled])
    assert made.update(name="Edited by hand", updated_at=timezone.now()) == 40
    empty_unlogged_tables(continued.job)

    assert running.run(continued.job.id)

    continued.assert_counted()
    continued.job.refresh_from_db()
    assert counts(continued.job) == continued.expected.counts
    assert Product.objects.filter(name="Edited by hand").count() == 40


def test_counters_of_the_first_are_exact_at_every_chunk(continued: Continued) -> None:
    stop_at(continued.job, "applying")
    planned = ImportJob.objects.get(pk=continued.job.pk).planned_rows or 0
    for position in range(20, planned, 20):
        stop_at(continued.job, "applying", position)
        first, job = (ImportJob.objects.get(pk=each.pk) for each in (continued.first, continued.job))
        assert first.created == continued.before["created"] + job.created
        assert first.updated == continued.before.get("updated", 0) + job.updated
        assert first.rejected == ROWS // 2 - job.created - job.updated
        assert first.processed_rows == first.total_rows

    running.run(continued.job.id)
    continued.assert_fulfilled()


def test_cancelled_continuation_leaves_exact_counts_and_the_rest_is_imported_by_another(continued: Continued) -> None:
    stop_at(continued.job, "applying", 40)
    control.cancel(ImportJob.objects.get(pk=continued.job.pk))
    running.run(continued.job.id)
    cancelled, first = (ImportJob.objects.get(pk=each.pk) for each in (continued.job, continued.first))
    assert cancelled.status == "cancelled"
    assert first.rejected == ROWS // 2 - cancelled.created - cancelled.updated

    running.run(retry(first, user=None).id)

    continued.assert_counted()
    assert oracle.differences(oracle.stored_catalogue(), continued.expected.catalogue) == []


def test_failed_continuation_that_another_took_over_from_imports_nothing_more(continued: Continued) -> None:
    stop_at(continued.job, "applying", 40)
    failed = ImportJob.objects.get(pk=continued.job.pk)
    assert failed.fail("internal_error", "The server had no memory left.")
    other = retry(continued.first, user=None)
    assert control.resume(failed)

    running.run(failed.id)
    failed.refresh_from_db()
    assert (failed.status, failed.error_code) == ("failed", "rows_taken")
    running.run(other.id)

    continued.assert_counted()
    assert oracle.differences(oracle.stored_catalogue(), continued.expected.catalogue) == []


def test_failed_continuation_is_resumed_where_it_stopped(continued: Continued) -> None:
    stop_at(continued.job, "applying", 40)
    failed = ImportJob.objects.get(pk=continued.job.pk)
    assert failed.fail("internal_error", "The server had no memory left.")
    assert control.resume(failed)

    assert running.run(failed.id)

    continued.assert_fulfilled()


def test_one_of_two_people_who_retry_at_once_wins(continued: Continued) -> None:
    control.cancel(continued.job)
    running.run(continued.job.id)

    def person(_: int) -> ImportJob | None:
        try:
            return retry(ImportJob.objects.get(pk=continued.first.pk), user=None)
        except CannotMend:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        (won,) = filter(None, pool.map(person, range(4)))

    running.run(won.id)
    continued.assert_counted()
