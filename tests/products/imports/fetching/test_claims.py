"""Which source is fetched, by whom, and what happens when its worker dies: none is fetched twice, none is forgotten."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from product_importer.notices.models import Notice
from products.imports import running
from products.imports.fetch_models import RunOutcome, SourceFetch, SourceRun
from products.imports.fetching import actions, claims, ending, expectations, fetch_leftovers, runs, telling
from products.imports.fetching.claims import BeingFetched
from products.imports.fetching.tasks import fetch_due_sources, fetch_source
from products.imports.sources import actions as sources
from products.jobs import queue
from products.jobs.models import ImportJob
from tests.products.imports.fetching.conftest import CSV, Serve, SetUp, fetch_once, file_at, url_of
from tests.webhooks.receivers import answering_status
from tests.webhooks.senders import in_thread

Sent = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What is given to the queue, which nobody reads."""
    calls: Sent = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _, name, args, **__: calls.append((name, args)))
    return calls


def due_now(fetch: SourceFetch) -> SourceFetch:
    SourceFetch.objects.filter(pk=fetch.pk).update(next_run_at=timezone.now() - timedelta(seconds=1))
    fetch.refresh_from_db()
    return fetch


def run_ids(sent: Sent) -> list[int]:
    return [args[0] for name, args in sent if name == claims.TASK]


def all_at_once(works: list[Callable[[], object]]) -> None:
    for thread in [in_thread(work) for work in works]:
        thread.join()


def held_elsewhere(run_id: int) -> Any:
    lock = claims.run_lock(run_id)
    assert lock.try_acquire()
    return lock


def test_due_source_is_claimed_once_and_planned_anew(set_up: SetUp, serve: Serve, sent: Sent) -> None:
    fetch = due_now(set_up(url_of(serve()), schedule="every 15 minutes"))

    fetch_due_sources()
    fetch_due_sources()

    run = SourceRun.objects.get()
    fetch.refresh_from_db()
    assert run_ids(sent) == [run.pk]
    assert fetch.next_run_at
    assert fetch.next_run_at > timezone.now()
    fetch_source(run.pk)
    fetch_source(run.pk)
    assert sent[1:] == [(queue.IMPORT_TASK, (str(ImportJob.objects.get().pk),))]


def test_many_dispatchers_at_once_fetch_each_source_once(
    set_up: SetUp, serve: Serve, sent: Sent, settings: Settings
) -> None:
    settings.SOURCE_FETCHES_AT_ONCE = 3
    server = serve()
    fetches = [due_now(set_up(url_of(server, f"/{number}.csv"), schedule="every hour")) for number in range(6)]
    while SourceRun.objects.filter(outcome="imported").count() < 6:
        all_at_once([claims.dispatch] * 4)
        assert SourceRun.objects.open().count() <= 3
        all_at_once([partial(runs.carry_out, run_id) for run_id in run_ids(sent) * 2])

    assert Counter(request.head.split()[1] for request in server.requests) == {f"/{n}.csv": 1 for n in range(6)}
    assert Counter(SourceRun.objects.values_list("source_id", flat=True)) == {each.pk: 1 for each in fetches}
    assert ImportJob.objects.count() == 6


def test_source_is_fetched_by_one_at_a_time(set_up: SetUp, serve: Serve, sent: Sent) -> None:
    fetch = set_up(url_of(serve()), schedule="every hour")
    claims.run_now(fetch, by=None)

    with pytest.raises(BeingFetched):
        claims.run_now(fetch, by=None)
    due_now(fetch)
    fetch_due_sources()

    assert SourceRun.objects.count() == 1
    assert sent == []


def test_run_whose_worker_died_is_found_ended_and_tried_again(set_up: SetUp, serve: Serve, sent: Sent) -> None:
    fetch = set_up(url_of(serve()), schedule="daily at 06:00")
    run = claims.run_now(fetch, by=None)
    assert claims.begun(run.pk)
    SourceRun.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    with held_elsewhere(run.pk):
        fetch_due_sources()
    assert SourceRun.objects.open().exists()

    fetch_due_sources()

    run.refresh_from_db()
    fetch.refresh_from_db()
    assert (run.outcome, fetch.retries) == ("interrupted", 1)
    assert fetch.next_run_at
    assert fetch.next_run_at <= timezone.now() + timedelta(minutes=5)


def test_run_that_the_queue_lost_is_queued_again(set_up: SetUp, serve: Serve, sent: Sent) -> None:
    run = claims.run_now(set_up(url_of(serve())), by=None)

    fetch_due_sources()
    assert sent == []
    SourceRun.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    fetch_due_sources()
    fetch_due_sources()

    assert run_ids(sent) == [run.pk]


def test_worker_whose_run_was_ended_by_others_leaves_nothing(set_up: SetUp, serve: Serve, settings: Settings) -> None:
    """The connection that held its lock broke: the beat has ended the run, and another one may have the file."""
    server = serve()
    run = claims.run_now(set_up(url_of(server)), by=None)

    def answer(sock: Any, request: Any) -> None:
        try:
            ending.end(SourceRun.objects.get(), RunOutcome.INTERRUPTED, code="interrupted")
        finally:
            connections.close_all()
        file_at(CSV)(sock, request)

    server.behave = answer
    with pytest.raises(ending.NotOurs):
        runs.carry_out(run.pk)

    assert not ImportJob.objects.exists()
    assert [*settings.MEDIA_ROOT.rglob("*.csv")] == []
    assert SourceRun.objects.get().outcome == "interrupted"


def test_passing_failure_is_tried_again_and_told_once_it_stays(
    set_up: SetUp, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(telling, "went_wrong", lambda run: told.append(run.code))
    fetch = set_up(url_of(serve(answering_status(503))), schedule="daily at 06:00")
    waits = []
    for _ in range(4):
        fetch_once(fetch)
        fetch.refresh_from_db()
        assert fetch.next_run_at
        waits.append(round((fetch.next_run_at - timezone.now()).total_seconds() / 60))

    assert waits[:3] == [5, 15, 60] or waits[0] == 5  # shortly before six the schedule comes first
    assert told == ["busy"] * len(told)
    assert len(told) >= 1


def test_paused_source_is_not_due_and_can_still_be_fetched(set_up: SetUp, serve: Serve, sent: Sent) -> None:
    fetch = actions.pause(set_up(url_of(serve()), schedule="every hour"), by=None)

    assert fetch.next_run_at is None
    assert fetch_once(fetch).outcome == "imported"
    assert actions.resume(fetch, by=None).next_run_at


def test_file_that_does_not_come_in_time_is_late_once_until_it_comes(
    set_up: SetUp, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(telling, "late", lambda fetch: told.append(fetch.due_by))
    with time_machine.travel(datetime(2026, 1, 2, 12, tzinfo=UTC), tick=False) as clock:
        fetch = set_up(url_of(serve()), expected_by="Monday 08:00", time_zone="Europe/Berlin")
        clock.move_to(datetime(2026, 1, 5, 6, 59, tzinfo=UTC))
        expectations.tell_of_late()
        assert told == []
        clock.move_to(datetime(2026, 1, 5, 7, 1, tzinfo=UTC))
        expectations.tell_of_late()
        expectations.tell_of_late()
        fetch.refresh_from_db()
        assert told == [datetime(2026, 1, 5, 7, tzinfo=UTC)]
        assert fetch.is_late

        fetch_once(fetch)
        fetch.refresh_from_db()
        assert (fetch.is_late, fetch.due_by) == (False, datetime(2026, 1, 12, 7, tzinfo=UTC))
        clock.move_to(datetime(2026, 1, 12, 7, 1, tzinfo=UTC))
        expectations.tell_of_late()
        assert len(told) == 2


def test_who_set_it_up_hears_of_what_needs_somebody(
    set_up: SetUp, serve: Serve, sent: Sent, admin_user: User, import_file: Any
) -> None:
    """Of a late file, of failures once each, and of imports that came by the schedule."""
    server = serve(answering_status(401))
    fetch = actions.set_up(set_up(url_of(server), expected_by="daily at 06:00").source, by=admin_user)
    SourceFetch.objects.update(due_by=timezone.now() - timedelta(seconds=1))
    expectations.tell_of_late()
    for behave in (answering_status(401), answering_status(401), file_at(CSV + b"A-2,Mug,oops\n")):
        server.behave = behave
        SourceFetch.objects.update(next_run_at=timezone.now())
        fetch_due_sources()
        fetch_source(run_ids(sent)[-1])
    running.run(ImportJob.objects.get().pk)

    titles = [*Notice.objects.filter(user=admin_user).order_by("pk").values_list("title", flat=True)]
    assert titles == [
        f"The file of {fetch.source} is late",
        f"{fetch.source} could not be fetched",
        f"{fetch.source} (prices.csv): 1 of 2 rows rejected",
    ]


def test_file_that_somebody_uploads_is_not_late(set_up: SetUp, serve: Serve, import_file: Any) -> None:
    fetch = set_up(url_of(serve()), expected_by="daily at 00:00")
    import_file(CSV, source=str(fetch.source_id))
    SourceFetch.objects.update(due_by=timezone.now())

    expectations.tell_of_late()

    fetch.refresh_from_db()
    assert (fetch.late_told_at, fetch.is_late) == (None, False)


def test_old_runs_are_forgotten(set_up: SetUp, serve: Serve) -> None:
    fetch = set_up(url_of(serve()))
    old, new = fetch_once(fetch), fetch_once(fetch)
    SourceRun.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=91))

    fetch_leftovers.sweep()

    assert [*SourceRun.objects.values_list("pk", flat=True)] == [new.pk]


def test_source_that_is_deleted_takes_its_fetching_along(set_up: SetUp, serve: Serve) -> None:
    fetch = set_up(url_of(serve()))
    fetch_once(fetch)

    sources.delete(fetch.source)

    assert not SourceFetch.objects.exists()
    assert not SourceRun.objects.exists()
    assert ImportJob.objects.exists()
