"""What an undo brings back, and what it leaves as it is."""

import pytest

from product_importer.lib.actor import Actor
from products import catalogue as door
from products.imports.review import deciding
from products.imports.review.leaving_out import Part, leave_out
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.undo.conftest import FIRST, SECOND, carry_on, plan_undo, undo

SOMEBODY = Actor("user", "1")


def product(sku: str) -> Product:
    return Product.objects.with_sku(sku).get()


def test_new_products_go_and_changed_values_come_back(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)

    taken_back = undo(job)

    assert counts(taken_back) == {"updated": 2, "deleted": 1}
    assert taken_back.total_rows == 3
    assert catalogue() == {
        "A": ("Mug", "Old", "5.00", True, 3),
        "B": ("Cup", "Old", "6.00", True, 3),
        "C": ("Pot", "Same", "7.00", True, 1),
    }


def test_nothing_happens_before_somebody_agrees(import_file: Import) -> None:
    import_file(FIRST)
    before = catalogue()
    job = import_file(SECOND)
    after = catalogue()

    planned = plan_undo(job)

    assert (planned.status, planned.plan) == (
        "awaiting_review",
        {"create": 0, "update": 2, "delete": 1, "unchanged": 0, "missing": 0},
    )
    assert catalogue() == after
    deciding.discard(planned, by=None)
    planned.refresh_from_db()
    assert counts(planned) == {"skipped": 3}
    assert before.keys() < catalogue().keys()


def test_new_products_become_inactive_if_that_is_wanted(import_file: Import) -> None:
    job = import_file(FIRST)
    door.change(product("A"), actor=SOMEBODY, active=False)

    taken_back = undo(job, deactivate=True)

    assert counts(taken_back) == {"updated": 2, "unchanged": 1}
    assert [row[3] for row in catalogue().values()] == [False, False, False]


def test_value_that_was_changed_since_stays_and_the_others_come_back(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    door.change(product("A"), actor=SOMEBODY, price="9.99")

    taken_back = undo(job)

    assert catalogue()["A"] == ("Mug", "Old", "9.99", True, 4)
    assert counts(taken_back) == {"updated": 2, "deleted": 1}
    (conflict,) = taken_back.conflict_rows.all()
    assert (conflict.sku, conflict.code) == ("A", "changed_since")
    assert conflict.values == {"price": {"before": "5.00", "imported": "5.50", "now": "9.99"}}


def test_product_all_of_whose_values_were_changed_since_is_a_conflict(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    door.change(product("B"), actor=SOMEBODY, name="Beaker")

    taken_back = undo(job)

    assert catalogue()["B"] == ("Beaker", "Old", "6.00", True, 3)
    assert counts(taken_back) == {"updated": 1, "deleted": 1, "conflicts": 1}


def test_new_product_that_was_changed_since_is_a_conflict(import_file: Import) -> None:
    job = import_file(FIRST)
    door.change(product("A"), actor=SOMEBODY, price="9.99", description="Mine")

    taken_back = undo(job)

    assert [*catalogue()] == ["A"]
    assert counts(taken_back) == {"deleted": 2, "conflicts": 1}
    (conflict,) = taken_back.conflict_rows.all()
    assert (conflict.sku, conflict.code) == ("A", "touched_since")
    assert conflict.values == {
        "price": {"before": None, "imported": "5.00", "now": "9.99"},
        "description": {"before": None, "imported": "Old", "now": "Mine"},
    }


def test_products_that_are_gone_are_undone_already_or_a_conflict(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    door.delete(product("D"), actor=SOMEBODY)
    door.delete(product("A"), actor=SOMEBODY)

    taken_back = undo(job)

    assert counts(taken_back) == {"updated": 1, "unchanged": 1, "conflicts": 1}
    (conflict,) = taken_back.conflict_rows.all()
    assert (conflict.sku, conflict.code) == ("A", "deleted_since")
    assert conflict.values == {
        "price": {"before": "5.00", "imported": "5.50", "now": None},
        "description": {"before": "Old", "imported": "New", "now": None},
    }


def test_value_that_somebody_put_back_is_undone_already(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    door.change(product("B"), actor=SOMEBODY, name="Cup")

    assert counts(undo(job)) == {"updated": 1, "unchanged": 1, "deleted": 1}
    assert catalogue()["B"] == ("Cup", "Old", "6.00", True, 3)


def test_price_comes_back_where_there_was_none_and_goes_where_there_was_none(import_file: Import) -> None:
    import_file("sku,name,price\nA,Mug,\nB,Cup,5.00\n", new_without_price="accept")
    job = import_file("sku,name,price\nA,Mug,3.00\nB,Cup,\n", on_blank="clear")
    assert [row[2] for row in catalogue().values()] == ["3.00", None]

    undo(job)

    assert [row[2] for row in catalogue().values()] == [None, "5.00"]


def test_product_that_moves_between_plan_and_apply_is_a_conflict(import_file: Import) -> None:
    import_file(FIRST)
    planned = plan_undo(import_file(SECOND))
    door.change(product("D"), actor=SOMEBODY, price="1.00")
    door.change(product("A"), actor=SOMEBODY, price="2.00")
    door.delete(product("B"), actor=SOMEBODY)
    deciding.apply(planned, by=None)

    carry_on(planned)

    assert counts(planned) == {"conflicts": 3}
    assert {row.sku: row.code for row in planned.conflict_rows.all()} == {
        "A": "changed_before",
        "B": "deleted_before",
        "D": "changed_before",
    }
    assert catalogue().keys() == {"A", "C", "D"}


def test_what_an_undone_import_did_is_no_change_since(import_file: Import) -> None:
    first = import_file(FIRST)
    undo(import_file(SECOND))
    assert catalogue()["A"][4] == 3

    assert counts(undo(first)) == {"deleted": 3}
    assert catalogue() == {}


def test_what_an_import_did_that_was_undone_in_part_is_a_change_since(import_file: Import) -> None:
    first = import_file(FIRST)
    second = import_file(SECOND)
    door.change(product("B"), actor=SOMEBODY, name="Beaker")
    undo(second)

    taken_back = undo(first)

    assert counts(taken_back) == {"deleted": 2, "conflicts": 1}
    assert [*catalogue()] == ["B"]


def test_value_that_an_undo_was_told_to_leave_is_a_change_since(import_file: Import) -> None:
    first = import_file(FIRST)
    planned = plan_undo(import_file(SECOND))
    leave_out(planned, Part(skus=["A"], fields=["price"]))
    deciding.apply(planned, by=None)
    carry_on(planned)

    taken_back = undo(first)

    assert counts(taken_back) == {"deleted": 2, "conflicts": 1}
    (conflict,) = taken_back.conflict_rows.all()
    assert conflict.values == {"price": {"before": None, "imported": "5.00", "now": "5.50"}}


def test_later_import_is_a_change_since(import_file: Import) -> None:
    first = import_file(FIRST)
    import_file(SECOND)

    taken_back = undo(first)

    assert counts(taken_back) == {"deleted": 1, "conflicts": 2}
    told = {row.sku: row.values for row in taken_back.conflict_rows.all()}
    assert told["B"] == {"name": {"before": None, "imported": "Cup", "now": "Cup!"}}


@pytest.mark.parametrize("times", [1, 2, 3])
def test_undo_of_an_undo_restores_and_so_on(import_file: Import, times: int) -> None:
    import_file(FIRST)
    old = catalogue()
    job = import_file(SECOND)
    new, jug = catalogue(), product("D")

    for _ in range(times):
        job = undo(job)

    expected = new if times == 2 else old
    assert {sku: row[:4] for sku, row in catalogue().items()} == {sku: row[:4] for sku, row in expected.items()}
    if times == 2:
        assert counts(job) == {"updated": 2, "created": 1}
        again = product("D")
        assert (again.id, again.created_at, again.version) == (jug.id, jug.created_at, 2)


def test_restored_product_that_was_changed_since_is_not_deleted_again(import_file: Import) -> None:
    restored = undo(undo(import_file(FIRST)))
    door.change(product("A"), actor=SOMEBODY, price="9.99")

    assert counts(undo(restored)) == {"deleted": 2, "conflicts": 1}


def test_import_can_be_undone_once_more_after_its_undo_was_undone(import_file: Import) -> None:
    job = import_file(FIRST)
    undo(undo(job))

    assert counts(undo(job)) == {"deleted": 3}


def test_sku_that_was_taken_meanwhile_is_a_conflict(import_file: Import) -> None:
    taken_back = undo(import_file(FIRST))
    door.create(actor=SOMEBODY, sku="a", name="Another")

    again = undo(taken_back)

    assert counts(again) == {"created": 2, "conflicts": 1}
    assert catalogue()["a"][0] == "Another"
    (conflict,) = again.conflict_rows.all()
    assert (conflict.sku, conflict.code) == ("A", "sku_taken")


def test_sku_that_is_taken_between_plan_and_apply_is_a_conflict(import_file: Import) -> None:
    planned = plan_undo(undo(import_file(FIRST)))
    door.create(actor=SOMEBODY, sku="a", name="Another")
    deciding.apply(planned, by=None)

    assert counts(carry_on(planned)) == {"created": 2, "conflicts": 1}
