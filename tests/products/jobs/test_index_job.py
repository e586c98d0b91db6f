"""The job that gives own fields their indexes: it says how far it is, keeps nobody waiting, and can be done again."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Func, Index
from django.test import Client

from product_importer.lib.actor import Actor
from products import catalogue
from products.bulk import tasks
from products.fields.models import current_fields
from products.imports import running
from products.jobs import conductor, index_job, queue
from products.jobs.index_job import OwnIndexing
from products.jobs.models import ImportJob
from products.models import OwnField, Word
from products.search import index_builds, indexes, own_indexes
from products.search.query import ProductFilter
from products.search.snapshot import current_filters
from tests.products.factories import ANA, make_products
from tests.products.imports.steps.jobs import planned, staged
from tests.products.own_fields import add_fields
from tests.products.search.test_index_builds import in_a_thread, other_connection, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

GATE = 4_712
GATED = "products_by_f_gated_t"
STANDS_STILL = f"""
    SELECT FROM pg_stat_progress_create_index
    WHERE index_relid = to_regclass('{GATED}') AND phase LIKE 'building index%%'
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Looks are frequent, the queue is not asked, and no index is left behind."""
    monkeypatch.setattr(index_builds, "LOOK_EVERY_SECONDS", 0.02)
    yield
    OwnField.objects.all().delete()
    index_builds.drop(own_indexes.unwanted(current_fields()))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[ImportJob]:
    """The jobs that were given to the queue."""
    jobs = list[ImportJob]()
    monkeypatch.setattr(queue, "enqueue", jobs.append)
    return jobs


def run(job: ImportJob | None = None, **options: Any) -> ImportJob:
    job = job or index_job.start(ANA)
    conductor.run(job.id, OwnIndexing, **options)
    job.refresh_from_db()
    return job


def test_start_makes_a_job_and_gives_it_to_the_queue(sent: list[ImportJob]) -> None:
    ana = User.objects.create(username="ana")

    job = index_job.start(Actor("user", str(ana.pk)))

    assert sent == [job]
    assert (job.kind, job.status, str(job), job.created_by) == ("index", "pending", index_job.TITLE, ana)
    assert job.permission == "products.change_product"


def test_job_builds_what_is_missing_and_drops_what_nobody_wants(sent: list[ImportJob]) -> None:
    make_products(3, attributes={"brand": "Acme Tools", "stock": 4})
    add_fields("brand", "stock", sortable=True, searchable=True)

    job = run()

    assert (job.status, job.total_rows, job.unchanged, job.warnings) == ("completed", 3, 3, [])
    assert indexes.missing() == []
    assert {"acme", "tools"} <= {*Word.objects.values_list("word", flat=True)}
    assert ProductFilter(current_filters(), q="cme tool").products().count() == 3
    OwnField.objects.update(sortable=False, searchable=False)
    run()
    assert own_indexes.unwanted(current_fields()) == []
    assert own_indexes.present(own_indexes.wanted(current_fields())) == set()


def test_job_with_nothing_to_do_is_done(sent: list[ImportJob]) -> None:
    assert run().status == "completed"
    add_fields("brand", sortable=True, searchable=True)
    assert (run().status, run().status) == ("completed", "completed")


def test_task_of_the_queue_carries_it_on(sent: list[ImportJob]) -> None:
    add_fields("brand", sortable=True)
    job = index_job.start(ANA)

    tasks.respell_products(str(job.id))

    job.refresh_from_db()
    assert job.status == "completed"
    assert indexes.missing() == []


@pytest.mark.parametrize("is_set_aside", [False, True])
def test_words_are_asked_for_again_once_nobody_has_added_them(sent: list[ImportJob], is_set_aside: bool) -> None:
    """Even if a big import has the index away while the mark goes."""
    add_fields("brand", searchable=True)
    run()
    if is_set_aside:
        index_builds.drop([*own_indexes.wanted(current_fields())])
    OwnField.objects.update(searchable=False)
    index_job.start_if_needed(ANA)
    catalogue.create(actor=ANA, sku="A", name="Mug", brand="Unheard")
    OwnField.objects.update(searchable=True)

    assert ProductFilter(current_filters(), q="nhear").products().count() == 1  # by reading
    run()

    assert ProductFilter(current_filters(), q="nhear").products().count() == 1
    assert Word.objects.filter(word="unheard").exists()


def test_job_goes_on_where_it_was_interrupted(sent: list[ImportJob], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_indexes, "LEARNT_AT_ONCE", 2)
    make_products(7, attributes={"brand": "Acme"})
    add_fields("brand", searchable=True, sortable=True)
    job = index_job.start(ANA)

    with pytest.raises(conductor.Interrupted):
        run(job, should_stop=lambda: ImportJob.objects.filter(unchanged__gt=0).exists())
    half = ImportJob.objects.get()
    again = run(job)

    assert 0 < half.unchanged < 7
    assert (again.status, again.unchanged, again.total_rows) == ("completed", 7, 7)
    assert indexes.missing() == []


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """The only index wanted: its build stands still, in the middle, until this connection ends its transaction."""
    make_products(3)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION gated(sku text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
            BEGIN
                WHILE NOT pg_try_advisory_xact_lock_shared({GATE}) LOOP PERFORM pg_sleep(0.01); END LOOP;
                RETURN sku;
            END $$
            """
        )
    with monkeypatch.context() as patch, other_connection() as gatekeeper:
        patch.setattr(own_indexes, "wanted", lambda fields: {GATED: Index(Func("sku", function="gated"), name=GATED)})
        gatekeeper.execute(f"SELECT pg_advisory_xact_lock({GATE})")
        yield gatekeeper
    index_builds.drop([GATED])
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION gated")


def test_nobody_who_edits_waits_for_the_build(sent: list[ImportJob], gated: psycopg.Connection) -> None:
    job = index_job.start(ANA)
    with in_a_thread(lambda: run(job)):
        wait_until(STANDS_STILL)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
                catalogue.create(actor=ANA, sku="NEW", name="Mug")
                cursor.execute("RESET lock_timeout")
            assert 0 <= index_builds._percent_done(Index("sku", name=GATED)) <= 40
        finally:
            gated.rollback()

    job.refresh_from_db()
    assert job.status == "completed"
    assert own_indexes.present([GATED]) == {GATED}


def test_cancelled_job_leaves_its_index_to_the_beat(sent: list[ImportJob], gated: psycopg.Connection) -> None:
    """Fields that are marked want it all the same."""
    job = index_job.start(ANA)
    with in_a_thread(lambda: run(job)):
        wait_until(STANDS_STILL)
        job.request_cancel()
        wait_until("SELECT FROM pg_stat_progress_create_index WHERE command = 'CREATE INDEX'")
        gated.rollback()

    job.refresh_from_db()
    assert job.status == "cancelled"
    assert own_indexes.present([GATED]) == {GATED}


def test_worker_that_is_to_stop_leaves_the_build(sent: list[ImportJob], gated: psycopg.Connection) -> None:
    job, stop = index_job.start(ANA), threading.Event()

    def until_stopped() -> None:
        with pytest.raises(conductor.Interrupted):
            run(job, should_stop=stop.is_set)

    with in_a_thread(until_stopped):
        wait_until(STANDS_STILL)
        stop.set()
    gated.rollback()

    assert run(job).status == "completed"
    assert own_indexes.present([GATED]) == {GATED}


def test_old_transaction_delays_an_index_and_is_said_so(sent: list[ImportJob], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_builds, "WAIT_FOR_OLD_SECONDS", 0.05)
    make_products(1)
    add_fields("brand", sortable=True)
    with other_connection() as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT count(*) FROM auth_user")
        job = run()

    assert (job.status, job.warnings) == ("completed", [index_job.DELAYED])
    assert len(indexes.missing()) == 1
    indexes.ensure()
    assert indexes.missing() == []


@pytest.mark.parametrize("so_far", [staged, planned])
def test_words_of_an_import_that_began_before_the_mark_are_found(
    sent: list[ImportJob], store: Any, so_far: Callable[[str], ImportJob]
) -> None:
    make_products(1, attributes={"brand": "Known"})
    add_fields("brand")
    job = so_far("sku,name,brand\nB,Mug,Unheard\n")
    OwnField.objects.update(searchable=True)
    run()
    assert ProductFilter(current_filters(), q="know").products().count() == 1

    running.run(job.id)

    assert Word.objects.filter(word="unheard").exists()
    assert ProductFilter(current_filters(), q="nhear").products().count() == 1
    assert indexes.missing() == []


def test_page_of_the_job_shows_what_it_does(sent: list[ImportJob], admin_client: Client) -> None:
    job = run()

    page = admin_client.get(job.get_absolute_url())

    assert page.status_code == 200
    assert index_job.TITLE in page.text
