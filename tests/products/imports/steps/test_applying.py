"""A plan becomes products, chunk by chunk: each whole or not at all."""

from uuid import UUID

import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from products.imports.steps import planning
from products.imports.steps.applying import APPLIED_SHARE, PlanOutdated, apply, apply_chunk, rows_of_next_chunk
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase
from products.models import Product
from products.models.import_changes import Stretch
from tests.products.conftest import catalogue, counts
from tests.products.imports.steps.jobs import HEADER, go_on, plan_of, planned, product
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

pytestmark = pytest.mark.django_db

FIVE = "sku,name\n" + "".join(f"S-{number},Mug {number}\n" for number in range(5))


@pytest.mark.parametrize("ends", [[5], [1, 2, 3, 4, 5], [2, 4, 5], [4, 5], [3, 5]])
def test_products_are_the_same_wherever_the_chunks_end(ends: list[int]) -> None:
    product("S-1")
    product("S-3")
    job = planned(FIVE)

    for upto in ends:
        apply_chunk(job, upto=upto)
        assert job.checkpoint == upto
        assert Product.objects.exclude(name="Old").count() == upto

    assert {sku: (values[0], values[4]) for sku, values in catalogue().items()} == {
        "S-0": ("Mug 0", 1),
        "S-1": ("Mug 1", 2),
        "S-2": ("Mug 2", 1),
        "S-3": ("Mug 3", 2),
        "S-4": ("Mug 4", 1),
    }
    assert counts(job) == {"created": 3, "updated": 2}
    assert job.applied_at is not None


@pytest.mark.parametrize(
    ("rows", "seconds", "following"),
    [
        (20_000, 0.4, 20_000),  # just right
        (20_000, 0.1, 20_000),  # never more than is set
        (20_000, 0.8, 10_000),
        (20_000, 4.0, 2_000),
        (20_000, 60.0, 1_000),  # never fewer than are worth a transaction
        (5_000, 0.3, 6_666),
        (5_000, 0.1, 10_000),  # at most twice as many
        (5_000, 0.0, 10_000),
        (1_000, 9.0, 1_000),
    ],
)
def test_chunks_have_as_many_rows_as_can_be_applied_in_a_moment(
    settings: Settings, rows: int, seconds: float, following: int
) -> None:
    settings.IMPORT_CHUNK_ROWS = 20_000

    assert rows_of_next_chunk(rows, seconds=seconds) == following


@pytest.mark.parametrize("seconds", [0.0, 0.4, 9.0])
def test_small_chunks_that_are_set_stay_as_they_are(settings: Settings, seconds: float) -> None:
    settings.IMPORT_CHUNK_ROWS = 50

    assert rows_of_next_chunk(50, seconds=seconds) == 50


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_apply_goes_in_chunks_of_the_size_that_is_set_and_asks_before_each(settings: Settings, size: int) -> None:
    settings.IMPORT_CHUNK_ROWS = size
    job = planned(FIVE)
    seen: list[int] = []

    apply(job, go_on=lambda: seen.append(job.checkpoint))

    assert seen == [*range(0, 5, size)]
    assert (job.checkpoint, job.phase, job.progress) == (5, Phase.APPLYING, APPLIED_SHARE)
    assert Product.objects.count() == 5


def test_apply_stops_before_the_next_chunk_and_goes_on_there(settings: Settings) -> None:
    settings.IMPORT_CHUNK_ROWS = 2
    job = planned(FIVE)

    def stop() -> None:
        if job.checkpoint == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        apply(job, go_on=stop)
    assert [*Product.objects.order_by("sku").values_list("sku", flat=True)] == ["S-0", "S-1"]

    apply(job, go_on=go_on)
    assert (Product.objects.count(), counts(job)) == (5, {"created": 5})


def test_apply_of_an_empty_plan_writes_nothing() -> None:
    product("S-1", name="Mug 1")
    job = planned("sku,name\nS-1,Mug 1\n")

    apply(job, go_on=go_on)

    assert (job.phase, job.checkpoint, counts(job)) == (Phase.APPLYING, 0, {"unchanged": 1})


def test_progress_rises_with_the_rows_that_are_applied() -> None:
    job = planned(FIVE)
    span = APPLIED_SHARE - PLANNED_SHARE

    for upto in (1, 3, 5):
        apply_chunk(job, upto=upto)
        assert job.progress == PLANNED_SHARE + span * upto // 5


def test_ids_of_one_chunk_begin_alike_and_end_with_the_position() -> None:
    job = planned(FIVE)
    apply_chunk(job, upto=2)
    apply_chunk(job, upto=5)

    ids = [each.pk.hex for each in Product.objects.order_by("sku")]
    assert [int(each[-8:], 16) for each in ids] == [1, 2, 3, 4, 5]
    assert [len({each[:-8] for each in part}) for part in (ids[:2], ids[2:], ids)] == [1, 1, 2]
    assert {UUID(each).version for each in ids} == {7}


def test_new_product_gets_what_is_usual_where_the_file_says_nothing() -> None:
    apply(planned(FIVE), go_on=go_on)

    assert catalogue()["S-0"] == ("Mug 0", "", None, True, 1)


def test_changed_product_keeps_what_the_file_does_not_say() -> None:
    old = product("A-1", description="Kept", price="3.00", active=False)

    apply(planned(HEADER + "a-1,Cup,,,\n"), go_on=go_on)

    assert catalogue() == {"A-1": ("Cup", "Kept", "3.00", False, 2)}
    now = Product.objects.get()
    assert (now.pk, now.created_at) == (old.pk, old.created_at)


def test_clearing_empties_what_can_be_empty() -> None:
    product("A-1")

    apply(planned(HEADER + "A-1,Old,,,\n", on_blank="clear"), go_on=go_on)

    assert catalogue() == {"A-1": ("Old", "", None, True, 2)}


def test_product_that_came_after_the_plan_is_updated() -> None:
    job = planned(FIVE)
    product("s-2", description="By hand")

    apply_chunk(job, upto=5)

    assert catalogue()["s-2"] == ("Mug 2", "By hand", "1.00", True, 2)
    assert counts(job) == {"created": 4, "updated": 1}


def test_product_that_went_after_the_plan_is_created() -> None:
    old = product("S-2", description="Lost with it")
    job = planned(FIVE)
    old.delete()

    apply_chunk(job, upto=5)

    assert catalogue()["S-2"] == ("Mug 2", "", None, True, 1)
    assert counts(job) == {"created": 5}


def test_product_that_went_is_a_conflict_where_the_file_has_no_name_for_it() -> None:
    gone, kept = product("A-1"), product("B-2")
    job = planned("sku,price\nA-1,7\nB-2,8\n")
    gone.delete()

    apply_chunk(job, upto=2)

    kept.refresh_from_db()
    assert (str(kept.price), Product.objects.count()) == ("8.00", 1)
    assert counts(job) == {"updated": 1, "conflicts": 1}


def test_row_follows_the_key_when_its_product_got_another_one() -> None:
    moved = product("S-2")
    job = planned(FIVE)
    Product.objects.filter(pk=moved.pk).update(sku="Z-9", sku_key="z-9")

    apply_chunk(job, upto=5)

    moved.refresh_from_db()
    assert (moved.sku, moved.name, moved.version) == ("Z-9", "Old", 1)
    assert counts(job) == {"created": 5}


def test_only_the_chunk_at_hand_is_planned_again() -> None:
    first, later = product("S-0"), product("S-4")
    job = planned(FIVE)
    first.delete()
    later.delete()

    apply_chunk(job, upto=2)

    assert counts(job) == {"created": 2}
    assert [row["sku_key"] for row in plan_of(job) if row["product_id"]] == ["s-4"]


def test_chunk_is_written_whole_or_not_at_all() -> None:
    """A row of the plan that is lost is nothing that could be found by planning again."""
    make_webhook()
    product("S-1")
    job = planned(FIVE)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {} WHERE position = 4").format(planning.plan_table(job)))

    with pytest.raises(PlanOutdated):
        apply_chunk(job, upto=5)

    job.refresh_from_db()
    assert (job.checkpoint, counts(job)) == (0, {})
    assert catalogue() == {"S-1": ("Old", "Old text", "1.00", True, 1)}
    assert (Stretch.objects.count(), Event.objects.count()) == (0, 0)


def test_chunk_of_a_job_that_another_process_took_over_is_not_written() -> None:
    job = planned(FIVE)
    assert ImportJob.objects.get(pk=job.pk).begin()

    with pytest.raises(LockLost):
        apply_chunk(job, upto=5)

    assert Product.objects.count() == 0


def test_plan_that_is_outdated_is_not_made_anew_for_somebody_else() -> None:
    product("s-2")
    job = planned(FIVE)
    Product.objects.all().delete()
    assert ImportJob.objects.get(pk=job.pk).begin()

    with pytest.raises(LockLost):
        apply_chunk(job, upto=5)

    assert Product.objects.count() == 0
    assert [row["sku_key"] for row in plan_of(job) if row["product_id"]] == ["s-2"]
