"""Texts are searched in a waiting plan by blocks of its rows, and found as if every row were looked at."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports.review import conflicts, plan_search
from products.imports.review.filters import Filters
from products.imports.review.leaving_out import Part, leave_out
from products.imports.review.plan_changes import PlanChanges
from products.imports.steps import plan_texts
from products.jobs import tables
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import

NAMES = ["Blue Mug", "blue cup", "Straße", "ÄNGSTLICHER Becher", "50% off_er", "Ὀδυσσεύς ΟΔΟΣ", "Mug \\ Saucer"]
TEXTS = ["mug", "BLUE", "straße", "ängst", "%", "_", "\\", "οδος", "sku-1", "old", "no such word"]


@pytest.fixture
def waiting(import_file: Import, monkeypatch: pytest.MonkeyPatch) -> ImportJob:
    """A plan of 14 products in blocks of two: seven that get other names, and seven new ones."""
    monkeypatch.setattr(plan_texts, "ROWS", 2)
    import_file(_file({f"SKU-{number}": f"Old {number}" for number in range(len(NAMES))}))
    names = dict(enumerate(NAMES * 2))
    return import_file(_file({f"SKU-{number}": name for number, name in names.items()}), mode="review")


def _file(names: dict[str, str]) -> str:
    return "sku,name,price\n" + "".join(f"{sku},{name},5.00\n" for sku, name in names.items())


def _found(job: ImportJob) -> dict[str, list[str]]:
    """Text → the SKUs that are found, on pages of two."""
    changes, found = PlanChanges(job), dict[str, list[str]]()
    for text in TEXTS:
        behind: int | None = 0
        found[text] = []
        while behind is not None:
            page = changes.page(Filters(q=text), behind=behind, size=2)
            found[text] += [each.sku for each in page.changes]
            behind = page.next_position
        assert changes.count(Filters(q=text), most=100) == len(found[text]), text
    return found


@pytest.mark.parametrize("tries", [0, 1, 3])
def test_texts_are_found_as_in_every_row(waiting: ImportJob, tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_search, "TRIES", tries)
    assert [*plan_texts.blocks_with(waiting, "Mug", behind=3, first=1)]
    by_blocks = _found(waiting)

    plan_texts.forget(waiting)

    assert not plan_texts.are_written(waiting)
    assert by_blocks == _found(waiting)
    assert (len(by_blocks["mug"]), len(by_blocks["old"]), by_blocks["no such word"]) == (4, 7, [])


def _leave_names_out(job: ImportJob) -> None:
    leave_out(job, Part(fields=["name"], filters=Filters(action="update")))


def _plan_again(job: ImportJob) -> None:
    """Of a product that somebody named otherwise meanwhile."""
    product = Product.objects.with_sku("SKU-1").get()
    catalogue.change(product, actor=Actor("user", "1"), name="Old Mug", price=Decimal(1))
    conflicts.resolve(job, skus=["SKU-1"], take="ours")


@pytest.mark.parametrize("act", [_leave_names_out, _plan_again])
def test_rows_that_a_person_changes_are_found(waiting: ImportJob, act: Callable[[ImportJob], None]) -> None:
    before = _found(waiting)

    act(waiting)

    found = _found(waiting)
    plan_texts.forget(waiting)
    assert found == _found(waiting)
    assert found != before


def test_plans_of_earlier_versions_are_searched_row_by_row(waiting: ImportJob) -> None:
    found = _found(waiting)

    tables.drop(plan_texts.texts_table(waiting))

    assert _found(waiting) == found
