"""What an undo changed, and what an import had done that was undone, from the history."""

import pytest

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports.review import download
from products.imports.review.change_lists import changes_of
from products.imports.review.filters import Filters
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import
from tests.products.imports.undo.conftest import FIRST, SECOND, Undo

BY_HAND = Actor("user", "1")
JUG = {"name": "Jug", "description": "Nice", "price": "8.00", "active": True}


@pytest.fixture
def second(import_file: Import) -> ImportJob:
    """Two products changed, one stayed, and one is new."""
    import_file(FIRST)
    return import_file(SECOND)


def shown(
    job: ImportJob, filters: Filters | None = None
) -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
    page = changes_of(job).page(filters or Filters(), size=100)
    return [(each.action, each.sku, dict(each.before), dict(each.after)) for each in page.changes]


def test_undo_shows_what_it_changed_and_deleted(second: ImportJob, take_back: Undo) -> None:
    undone = take_back(second)

    assert shown(undone, Filters(action="update")) == [
        ("update", "A", {"description": "New", "price": "5.50"}, {"description": "Old", "price": "5.00"}),
        ("update", "B", {"name": "Cup!"}, {"name": "Cup"}),
    ]
    assert shown(undone, Filters(action="delete")) == [("delete", "D", JUG, dict.fromkeys(JUG))]
    assert [each[1] for each in shown(undone, Filters(q="jug"))] == ["D"]
    assert changes_of(undone).count(Filters(), most=100) == 3
    assert changes_of(undone).count(Filters(q="jug"), most=100) == 1


def test_import_that_was_undone_still_shows_what_it_created(second: ImportJob, take_back: Undo) -> None:
    take_back(second)

    created = {key: value for key, value in JUG.items() if key != "active"}
    assert shown(second, Filters(action="create")) == [("create", "D", {}, created)]
    assert changes_of(second).count(Filters(action="create"), most=100) == 1
    assert changes_of(second).page(Filters(action="create"), size=1).changes[0].is_deleted


def test_undo_of_an_undo_shows_what_it_restored(second: ImportJob, take_back: Undo) -> None:
    restored = take_back(take_back(second))

    assert shown(restored, Filters(action="create")) == [("create", "D", {}, JUG)]
    catalogue.delete(Product.objects.with_sku("D").get(), actor=BY_HAND)
    change = changes_of(restored).page(Filters(action="create"), size=1).changes[0]
    assert (change.sku, change.is_deleted) == ("D", True)


@pytest.mark.usefixtures("small_chunks")
def test_pages_go_through_what_was_deleted(import_file: Import, take_back: Undo) -> None:
    job = import_file("sku,name\n" + "".join(f"S-{number},Mug\n" for number in range(10, 20)))
    undone, skus, behind = take_back(job), list[str](), 0
    while True:
        page = changes_of(undone).page(Filters(), behind=behind, size=3)
        skus += [each.sku for each in page.changes]
        if page.next_position is None:
            break
        behind = page.next_position

    assert skus == [f"S-{number}" for number in range(10, 20)]
    created = changes_of(job).page(Filters(), size=100)
    assert [each.sku for each in created.changes] == skus


def test_file_of_changes_names_what_was_deleted(second: ImportJob, take_back: Undo) -> None:
    undone = take_back(second)

    answer = download.response(undone, changes_of(undone), Filters(action="delete"))
    text = b"".join(answer).decode()
    assert "D,Jug,delete,price,8.00,\r\n" in text
