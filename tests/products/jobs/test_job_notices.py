"""What people hear of jobs: written from each end, in its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from pytest_django import Settings

from product_importer.notices.models import Notice, NoticeChoices
from product_importer.notices.news import NoticeEvent
from products.imports import running
from products.imports.mapping.expiry import cancel_unanswered
from products.imports.models import Source
from products.imports.sources import source_notices
from products.jobs import control
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.factories import NOON

HEADER = "sku,name,price\n"
GOOD, BAD = "A-1,Kettle,10\n", "A-2,,x\n"


@pytest.fixture(autouse=True)
def listener(transactional_db: None) -> User:
    """Somebody who hears of everything."""
    user = User.objects.create(username="ana", is_staff=True)
    NoticeChoices.objects.create(user=user, all_in_browser=[event.value for event in NoticeEvent.to_choose()])
    return user


def told() -> list[tuple[str, str]]:
    return [*Notice.objects.order_by("id").values_list("event", "title")]


@pytest.mark.parametrize(
    ("content", "options", "event", "title", "reason"),
    [
        (HEADER + GOOD, {}, "completed", "test.csv was imported", ""),
        (HEADER, {}, "completed", "test.csv: nothing to import", ""),
        (HEADER + GOOD + BAD, {}, "completed_with_rejected_rows", "test.csv: 1 of 2 rows rejected", "(1 row)"),
        (HEADER + BAD, {}, "completed_with_rejected_rows", "test.csv: all of 1 row rejected", "(1 row)"),
        ("code;title\nA;B\n", {"mapping": "ask"}, "waits", "test.csv waits for someone to confirm its columns", "."),
        (HEADER + GOOD, {"mode": "review"}, "waits", "test.csv waits for a review of its changes", ""),
        ("no table", {}, "failed", "test.csv failed", "column"),
    ],
)
def test_end_of_an_import_is_told(
    import_file: Import, content: str, options: dict[str, str], event: str, title: str, reason: str
) -> None:
    job = import_file(content, **options)

    notice = Notice.objects.get()
    assert (notice.event, notice.title, notice.path) == (event, title, job.get_absolute_url())
    assert reason in notice.reason
    assert bool(reason) == bool(notice.reason)


def test_counts_of_a_plan_say_what_is_to_be_done(import_file: Import) -> None:
    import_file(HEADER + GOOD)
    import_file(HEADER + "A-1,Kettle,11\nA-3,Pot,1\n" + BAD, mode="review")

    assert Notice.objects.order_by("id")[1].counts == [["to create", 1], ["to update", 1], ["rejected", 1]]


def test_nobody_hears_of_a_dry_run_or_of_what_was_stopped(keep_file: Import) -> None:
    running.run(keep_file(HEADER + GOOD, dry_run=True).id)
    stopped = keep_file(HEADER + GOOD)
    control.cancel(stopped)
    running.run(stopped.id)

    assert told() == []


def test_failure_that_is_made_good_is_told_twice_and_a_second_delivery_nothing(keep_file: Import) -> None:
    job = keep_file(HEADER + GOOD)
    ImportJob.objects.filter(pk=job.pk).update(
        status="failed", error_code="x", error_message="X.", finished_at=NOON, turn=1
    )
    job.refresh_from_db()
    assert control.resume(job)

    running.run(job.id)
    running.run(job.id)

    assert told() == [("completed", "test.csv was imported")]


@pytest.mark.parametrize(
    "refused", ["UPDATE ON imports_importjob FOR EACH ROW WHEN (NEW.status = 'completed')", "INSERT ON notices_notice"]
)
def test_end_and_its_notice_are_committed_together_or_not_at_all(keep_file: Import, refused: str) -> None:
    job = keep_file(HEADER + GOOD)

    with refusing(refused), pytest.raises(IntegrityError):
        running.run(job.id)

    job.refresh_from_db()
    assert (job.status, told()) == ("processing", [])

    running.run(job.id)

    job.refresh_from_db()
    assert (job.status, told()) == ("completed", [("completed", "test.csv was imported")])


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """The database refuses it at the last moment: when its transaction is committed."""
    event, _, each = what.partition(" FOR EACH ROW")
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE.format(event=event, each=each))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER refuse {event.replace('UPDATE ', '').replace('INSERT ', '')}")
            cursor.execute("DROP FUNCTION refuse()")


def test_import_that_nobody_answered_is_told(import_file: Import, settings: Settings) -> None:
    import_file(HEADER + GOOD, mode="review")
    settings.IMPORT_REVIEW_DAYS = 0

    for _ in range(2):
        cancel_unanswered()

    assert told()[1:] == [("failed", "test.csv was cancelled")]
    reason = "Nobody reviewed the changes of this file within 0 days, so its import was cancelled."
    assert Notice.objects.order_by("id")[1].reason == reason


def test_import_of_a_source_has_its_name(import_file: Import) -> None:
    Source.objects.create(name="Acme", name_key="acme", recipe={"sku": "Code", "name": "Title"})

    import_file("Code,Title\nA-1,Kettle\n", source="Acme")

    notice = Notice.objects.get()
    assert (notice.title, notice.source_name) == ("Acme (test.csv) was imported", "Acme")


def test_source_is_named_and_its_lateness_told_once() -> None:
    source = Source.objects.create(name="Acme", name_key="acme", recipe={"sku": "Code"})

    for _ in range(2):
        source_notices.file_is_late(source, expected_at=NOON, expected="Monday 08:00")
        source_notices.run_failed(source, run=7, reason="The server refused the password.")

    assert told() == [("late", "Acme: no file has come"), ("failed", "Acme: its file could not be fetched")]
    late = Notice.objects.order_by("id")[0]
    assert (late.reason, late.path) == ("It was expected by Monday 08:00.", source.get_absolute_url())
    assert (late.source_id, late.source_name) == (source.pk, "Acme")


_REFUSE = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'no' USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER {event} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW{each} EXECUTE FUNCTION refuse();
"""
