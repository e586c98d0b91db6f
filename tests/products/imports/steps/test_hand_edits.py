"""The catalogue edited by hand in the seconds between plan and apply: the file wins, and the counters say so."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from product_importer.lib.actor import Actor
from products import catalogue as door
from products.imports import running
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.interruptions import empty_unlogged_tables, run_with, stop_at

ANA = Actor("user", "999999")
HEADER = "sku,name,description,price,active\n"
FILE = HEADER + "A-1,Chair,Oak,12.00,yes\nB-2,Lamp,,5.00,no\nC-3,Mug,Blue,3.00,yes\n"


@pytest.fixture
def edited_before_applying(transactional_db: None, import_file: Import, keep_file: Import) -> Callable[..., ImportJob]:
    """Imports A-1 and B-2, then a file that changes both and adds C-3; after its plan is made, somebody edits."""

    def run(edit: Callable[[], object], file: str = FILE) -> ImportJob:
        import_file(HEADER + "A-1,Stool,Oak,10.00,yes\nB-2,Lantern,Brass,4.00,no\n")
        job = keep_file(file)
        run_with(job, edit, at="applying")
        job.refresh_from_db()
        return job

    return run


def product(sku: str) -> Product:
    return Product.objects.get(sku=sku)


def test_file_wins_when_a_product_was_changed_by_hand(edited_before_applying: Callable[..., ImportJob]) -> None:
    job = edited_before_applying(
        lambda: door.change(product("A-1"), name="Throne", description="Gold", active=False, actor=ANA)
    )

    assert catalogue()["A-1"] == ("Chair", "Oak", "12.00", True, 3)
    assert counts(job) == {"created": 1, "updated": 2}


def test_blank_cell_keeps_what_was_written_by_hand(edited_before_applying: Callable[..., ImportJob]) -> None:
    job = edited_before_applying(lambda: door.change(product("B-2"), description="Copper", actor=ANA))

    assert catalogue()["B-2"] == ("Lamp", "Copper", "5.00", False, 3)
    assert counts(job) == {"created": 1, "updated": 2}


def test_product_that_was_deleted_by_hand_is_created_anew(edited_before_applying: Callable[..., ImportJob]) -> None:
    job = edited_before_applying(lambda: door.delete(product("A-1"), actor=ANA))

    assert catalogue() == {
        "A-1": ("Chair", "Oak", "12.00", True, 1),
        "B-2": ("Lamp", "Brass", "5.00", False, 2),
        "C-3": ("Mug", "Blue", "3.00", True, 1),
    }
    assert counts(job) == {"created": 2, "updated": 1}


def test_product_that_was_created_by_hand_gets_the_files_values(
    edited_before_applying: Callable[..., ImportJob],
) -> None:
    job = edited_before_applying(lambda: door.create(sku="c-3", name="Cup", description="Red", actor=ANA))

    assert catalogue()["c-3"] == ("Mug", "Blue", "3.00", True, 2)
    assert counts(job) == {"updated": 3}


def test_row_follows_its_sku_when_a_product_got_another_one_by_hand(
    edited_before_applying: Callable[..., ImportJob],
) -> None:
    job = edited_before_applying(lambda: door.change(product("A-1"), sku="Z-9", actor=ANA))

    assert catalogue() == {
        "A-1": ("Chair", "Oak", "12.00", True, 1),
        "B-2": ("Lamp", "Brass", "5.00", False, 2),
        "C-3": ("Mug", "Blue", "3.00", True, 1),
        "Z-9": ("Stool", "Oak", "10.00", True, 2),
    }
    assert counts(job) == {"created": 2, "updated": 1}


def test_rows_follow_their_skus_when_two_products_swapped_them_by_hand(
    edited_before_applying: Callable[..., ImportJob],
) -> None:
    def swap() -> None:
        one, other = product("A-1"), product("B-2")
        door.change(one, sku="Z-9", actor=ANA)
        door.change(other, sku="A-1", actor=ANA)
        door.change(one, sku="B-2", actor=ANA)

    job = edited_before_applying(swap)

    assert catalogue() == {
        "A-1": ("Chair", "Oak", "12.00", True, 3),
        "B-2": ("Lamp", "Oak", "5.00", False, 4),
        "C-3": ("Mug", "Blue", "3.00", True, 1),
    }
    assert counts(job) == {"created": 1, "updated": 2}


def test_deleted_product_is_a_conflict_when_the_file_has_no_name_for_it(
    edited_before_applying: Callable[..., ImportJob],
) -> None:
    job = edited_before_applying(lambda: door.delete(product("A-1"), actor=ANA), "sku,price\nA-1,12.00\nB-2,5.00\n")

    assert catalogue() == {"B-2": ("Lantern", "Brass", "5.00", False, 2)}
    assert counts(job) == {"updated": 1, "conflicts": 1}
    assert job.processed_rows == job.total_rows == 2
    assert [(row.record_number, row.line_number, row.sku) for row in job.conflict_rows.all()] == [(2, 2, "A-1")]


@pytest.mark.parametrize(
    ("options", "prices", "came_of_it"),
    [({}, {"B-2": "5.00"}, "conflicts"), ({"new_without_price": "accept"}, {"A-1": None, "B-2": "5.00"}, "created")],
)
def test_deleted_product_comes_back_without_a_price_only_if_new_ones_may(
    transactional_db: None,
    import_file: Import,
    keep_file: Import,
    options: dict[str, str],
    prices: dict[str, str | None],
    came_of_it: str,
) -> None:
    import_file(HEADER + "A-1,Stool,,10.00,yes\nB-2,Lantern,,4.00,no\n")
    job = keep_file("sku,name,price\nA-1,Chair,\nB-2,Lantern,5.00\n", **options)
    stop_at(job, "applying")
    door.delete(product("A-1"), actor=ANA)

    running.run(job.id)

    job.refresh_from_db()
    assert {sku: price for sku, (_, _, price, _, _) in catalogue().items()} == prices
    assert counts(job) == {"updated": 1, came_of_it: 1}


def test_conflict_becomes_a_rejected_row_when_the_file_is_read_again(
    transactional_db: None, import_file: Import, keep_file: Import, settings: Settings
) -> None:
    settings.IMPORT_CHUNK_ROWS = 1
    import_file(HEADER + "A-1,Stool,,10.00,yes\nB-2,Lantern,,4.00,no\n")
    job = keep_file("sku,name,price\nA-1,,12.00\nB-2,,5.00\n")
    stop_at(job, "applying")
    door.delete(product("A-1"), actor=ANA)
    stop_at(job, "applying", 1)
    job.refresh_from_db()
    assert counts(job) == {"conflicts": 1}
    empty_unlogged_tables(job)

    running.run(job.id)

    job.refresh_from_db()
    assert counts(job) == {"updated": 1, "rejected": 1}
    assert not job.conflict_rows.exists()


def test_every_product_is_created_anew_when_the_catalogue_was_emptied_by_hand(
    edited_before_applying: Callable[..., ImportJob],
) -> None:
    job = edited_before_applying(lambda: Product.objects.all().delete())

    assert catalogue() == {
        "A-1": ("Chair", "Oak", "12.00", True, 1),
        "B-2": ("Lamp", "", "5.00", False, 1),
        "C-3": ("Mug", "Blue", "3.00", True, 1),
    }
    assert counts(job) == {"created": 3}
