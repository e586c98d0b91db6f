"""What an import that has ended did to each product, from the history."""

from decimal import Decimal

import pytest

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports.review.change_lists import NothingToSee, changes_of
from products.imports.review.changes import Change
from products.imports.review.filters import Filters, InvalidFilter
from products.jobs.models import ImportJob
from products.models import Product, Stretch
from tests.products.conftest import Import
from tests.products.factories import make_field
from tests.products.imports.review.conftest import FIRST, SECOND

BY_HAND = Actor("user", "1")


@pytest.fixture
def ended(import_file: Import) -> ImportJob:
    """Two products changed, one stayed, and one is new."""
    import_file(FIRST)
    return import_file(SECOND)


def shown(job: ImportJob, filters: Filters | None = None) -> list[Change]:
    return [*changes_of(job).page(filters or Filters(), size=100).changes]


def product(sku: str) -> Product:
    return Product.objects.with_sku(sku).get()


def test_ended_import_shows_what_it_did(ended: ImportJob) -> None:
    changes = shown(ended)

    assert [(each.action, each.sku, each.name, dict(each.before), dict(each.after)) for each in changes] == [
        ("create", "D", "Jug", {}, {"name": "Jug", "description": "Nice", "price": "8.00"}),
        ("update", "A", "Mug", {"description": "Old", "price": "5.00"}, {"description": "New", "price": "5.50"}),
        ("update", "B", "Cup!", {"name": "Cup"}, {"name": "Cup!"}),
    ]
    assert {each.product_id for each in changes} == {product(sku).id for sku in "ABD"}
    assert {(each.record_number, each.aside, each.is_deleted) for each in changes} == {(None, "", False)}


@pytest.mark.usefixtures("small_chunks")
def test_pages_go_through_all_chunks(import_file: Import) -> None:
    import_file("sku,name\n" + "".join(f"S-{number},Old\n" for number in range(10, 20)))
    job = import_file("sku,name\n" + "".join(f"S-{number},New\n" for number in range(15, 25)))
    changes = changes_of(job)

    for filters, skus in (
        (Filters(), {*range(15, 25)}),
        (Filters(action="create"), {*range(20, 25)}),
        (Filters(action="update"), {*range(15, 20)}),
    ):
        for size in (1, 2, 3, 100):
            found, behind = list[str](), 0
            while True:
                page = changes.page(filters, behind=behind, size=size)
                found += [each.sku for each in page.changes]
                assert len(page.changes) <= size
                if page.next_position is None:
                    break
                behind = page.next_position
            assert sorted(found) == [f"S-{number}" for number in sorted(skus)]
            assert found == sorted(found) or not filters.action  # of both kinds, the new ones of a chunk come first
        assert changes.count(filters, most=100) == len(skus)
        assert changes.count(filters, most=3) == 3


FOUND = [
    (Filters(action="create"), "D"),
    (Filters(action="update"), "AB"),
    (Filters(field="price"), "A"),
    (Filters(field="name"), "B"),
    (Filters(field="name", action="create"), ""),
    (Filters(q="cup"), "B"),
    (Filters(q="CUP!"), "B"),
    (Filters(q="d"), "D"),
    (Filters(q="jug"), "D"),
    (Filters(q="%"), ""),
    (Filters(q="\0"), "DAB"),
    (Filters(ratio_min=Decimal("1.05")), "A"),
    (Filters(ratio_max=Decimal("1.05")), ""),
    (Filters(ratio_min=Decimal("1.1"), ratio_max=Decimal("1.1"), q="mug"), "A"),
    (Filters(left_out=True), ""),
    (Filters(left_out=False), "DAB"),
]
"""The SKUs of the changes that each finds."""


def test_changes_are_filtered(ended: ImportJob) -> None:
    assert [(filters, "".join(each.sku for each in shown(ended, filters))) for filters, _ in FOUND] == FOUND
    counted = [(filters, changes_of(ended).count(filters, most=100)) for filters, _ in FOUND]
    assert counted == [(filters, len(skus)) for filters, skus in FOUND]


def test_prices_are_found_where_the_history_has_no_ratios_yet(ended: ImportJob) -> None:
    assert [*Stretch.objects.filter(action="changed").values_list("ratio_min", "ratio_max")] == [(1.1, 1.1)]
    Stretch.objects.update(ratio_min=None, ratio_max=None)

    assert [each.sku for each in shown(ended, Filters(ratio_min=Decimal("1.1"), ratio_max=Decimal("1.1")))] == ["A"]


@pytest.mark.parametrize("few", [0, 1, 100])
def test_text_is_found_in_every_way(
    ended: ImportJob, import_file: Import, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """By reading all that the import did, or by the catalogue's indexes."""
    import_file("sku,name\nB,Beaker\n")
    catalogue.change(product("A"), actor=BY_HAND, sku="Z")
    monkeypatch.setattr("products.imports.review.history_search.FEW_MATCHES", few)
    monkeypatch.setattr("products.imports.review.history_changes.FEW_CHANGES", 0)

    for text, skus in {"cup": "B", "cup!": "B", "beaker": "B", "mug": "Z", "z": "Z", "jug": "D", "pot": ""}.items():
        assert [each.sku for each in shown(ended, Filters(q=text))] == [*skus]
        assert changes_of(ended).count(Filters(q=text), most=9) == len(skus)


def test_unknown_filters_are_refused(ended: ImportJob) -> None:
    for filters in (Filters(field="colour"), Filters(action="x")):  # type: ignore[arg-type]
        with pytest.raises(InvalidFilter):
            shown(ended, filters)


def test_new_products_show_the_values_that_they_had_at_first(ended: ImportJob, import_file: Import) -> None:
    catalogue.change(product("D"), actor=BY_HAND, price=Decimal(9), sku="D-2")
    import_file("sku,name,price\nD-2,Jar,\n", on_blank="clear")
    catalogue.change(product("D-2"), actor=BY_HAND, name="Bowl", description="Broken")

    change = shown(ended, Filters(action="create"))[0]

    assert (change.sku, change.name) == ("D-2", "Bowl")
    assert change.after == {"name": "Jug", "description": "Nice", "price": "8.00"}


def test_later_changes_do_not_show(ended: ImportJob, import_file: Import) -> None:
    import_file("sku,price\nA,7.00\n")

    assert [dict(each.after) for each in shown(ended, Filters(field="price"))] == [
        {"description": "New", "price": "5.50"}
    ]


def test_deleted_products_are_shown_as_they_were(ended: ImportJob) -> None:
    catalogue.change(product("D"), actor=BY_HAND, price=Decimal(9))
    for sku in "AD":
        catalogue.delete(product(sku), actor=BY_HAND)

    changes = shown(ended)

    assert [(each.sku, each.name, each.is_deleted) for each in changes] == [
        ("D", "Jug", True),
        ("A", "Mug", True),
        ("B", "Cup!", False),
    ]
    assert changes[0].after == {"name": "Jug", "description": "Nice", "price": "8.00"}
    assert shown(ended, Filters(q="Jug")) == []
    assert changes_of(ended).count(Filters(), most=9) == 3


def test_products_that_went_with_the_catalogue_have_no_names(ended: ImportJob) -> None:
    catalogue.delete_all(actor=BY_HAND)

    assert [(each.sku, each.is_deleted, dict(each.after)) for each in shown(ended)] == [
        ("", True, {"description": "New", "price": "5.50"}),
        ("", True, {"name": "Cup!"}),
    ]


def test_own_fields_are_shown(import_file: Import) -> None:
    make_field("brand")
    make_field("tags", kind="list")
    make_field("stock", kind="integer")
    import_file("sku,name,brand,stock,tags\nA,Mug,Old,1,x|y\nB,Cup,,2,\n")
    job = import_file("sku,name,brand,stock,tags\nA,Mug,New,1,y\nB,Cup,Made,3,\nC,Pot,Made,4,z|z2\n")
    catalogue.change(product("C"), actor=BY_HAND, stock=None, tags=("q",))

    changes = {each.sku: (dict(each.before), dict(each.after)) for each in shown(job)}

    assert changes == {
        "A": ({"brand": "Old", "tags": ["x", "y"]}, {"brand": "New", "tags": ["y"]}),
        "B": ({"brand": None, "stock": 2}, {"brand": "Made", "stock": 3}),
        "C": ({}, {"name": "Pot", "brand": "Made", "stock": 4, "tags": ["z", "z2"]}),
    }
    assert [each.sku for each in shown(job, Filters(field="stock"))] == ["B"]
    assert [each.sku for each in shown(job, Filters(field="tags"))] == ["A"]


def test_import_that_ended_before_its_columns_were_known_changed_nothing(import_file: Import) -> None:
    job = import_file("colour\nred\n", mapping={"sku": "no such column"})
    assert job.status == "failed"

    assert shown(job) == []
    assert changes_of(job).fields == ()


def test_import_under_way_shows_no_changes(keep_file: Import) -> None:
    with pytest.raises(NothingToSee):
        changes_of(keep_file(FIRST))
