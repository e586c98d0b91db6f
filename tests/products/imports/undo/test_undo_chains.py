"""Several imports that are undone in one plan, the newest first."""

from typing import Any

import pytest

from products import catalogue as door
from products.imports.undo import requesting
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.undo.conftest import FIRST, SECOND, undo
from tests.products.imports.undo.test_undoing import SOMEBODY, product

THIRD = "sku,name,description,price\nA,Big mug,New,5.60\nD,Jug!,Nice,8.00\nE,Fork,,1.00\n"


@pytest.fixture
def pair(import_file: Import, monkeypatch: pytest.MonkeyPatch) -> list[ImportJob]:
    """Two imports, the newest first, that are undone together."""
    import_file(FIRST)
    second = import_file(SECOND)
    together = [import_file(THIRD), second]
    monkeypatch.setattr(requesting, "undone_together", lambda job: together)
    return together


def without_versions() -> dict[str, Any]:
    return {sku: row[:4] for sku, row in catalogue().items()}


def test_oldest_values_come_back_and_what_either_created_goes(pair: list[ImportJob]) -> None:
    taken_back = undo(pair[1])

    assert counts(taken_back) == {"updated": 2, "deleted": 2}
    assert without_versions() == {
        "A": ("Mug", "Old", "5.00", True),
        "B": ("Cup", "Old", "6.00", True),
        "C": ("Pot", "Same", "7.00", True),
    }


def test_undo_of_both_can_be_undone(pair: list[ImportJob], monkeypatch: pytest.MonkeyPatch) -> None:
    before = without_versions()
    taken_back = undo(pair[1])
    monkeypatch.setattr(requesting, "undone_together", lambda job: [job])

    undo(taken_back)

    assert without_versions() == before


def test_value_that_somebody_changed_after_both_is_a_conflict(pair: list[ImportJob]) -> None:
    door.change(product("A"), actor=SOMEBODY, price="9.00")
    door.change(product("D"), actor=SOMEBODY, price="9.00")

    taken_back = undo(pair[1])

    assert counts(taken_back) == {"updated": 2, "deleted": 1, "conflicts": 1}
    assert {row.sku: row.values for row in taken_back.conflict_rows.all()} == {
        "A": {"price": {"before": "5.00", "imported": "5.60", "now": "9.00"}},
        "D": {"price": {"before": None, "imported": "8.00", "now": "9.00"}},
    }
    assert catalogue()["A"][:3] == ("Mug", "Old", "9.00")


def test_value_that_somebody_changed_in_between_is_a_conflict(
    import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_file(FIRST)
    second = import_file(SECOND)
    door.change(product("A"), actor=SOMEBODY, price="7.77")
    together = [import_file(THIRD), second]
    monkeypatch.setattr(requesting, "undone_together", lambda job: together)

    taken_back = undo(second)

    assert catalogue()["A"][:3] == ("Mug", "Old", "5.60")
    (conflict,) = taken_back.conflict_rows.all()
    assert conflict.values == {"price": {"before": "5.00", "imported": "5.60", "now": "5.60"}}


def test_product_that_is_gone_and_was_made_by_one_of_them_is_undone_already(pair: list[ImportJob]) -> None:
    door.delete(product("D"), actor=SOMEBODY)

    assert counts(undo(pair[1])) == {"updated": 2, "deleted": 1, "unchanged": 1}
