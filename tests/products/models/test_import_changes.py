"""What imports did: how it is kept in stretches, and how one product finds its part again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from product_importer.lib.ids import uuid7
from products.fields.registry import FIELDS
from products.models import Change, Product, Stretch
from products.models.changes import Action
from products.models.import_changes import SIDES, by_job, column_of, of_product
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db

FIRST_JOB, SECOND_JOB = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def in_order_of_ids(products: list[Product]) -> list[Product]:
    return sorted(products, key=lambda product: product.pk)


def created(job_id: UUID, first: Product, last: Product, *, at: datetime = NOON) -> Stretch:
    return Stretch.objects.create(
        job_id=job_id,
        action="created",
        at=at,
        first_key=first.sku_key,
        last_key=last.sku_key,
        first_id=first.pk,
        last_id=last.pk,
    )


def changed(job_id: UUID, products: list[Product], *, at: datetime = NOON, **values: list[object]) -> Stretch:
    return Stretch.objects.create(
        job_id=job_id,
        action="changed",
        at=at,
        first_key=products[0].sku_key,
        last_key=products[-1].sku_key,
        product_ids=[product.pk for product in products],
        **values,
    )


def history(product: Product, *keys: str) -> list[tuple[str, str, dict[str, list[object]]]]:
    changes = of_product(product.pk, keys or [product.sku_key])
    assert {change.actor_kind for change in changes} <= {"import"}
    return [(change.actor_id, change.action, change.values) for change in changes]


def test_every_field_that_an_import_may_change_has_an_array_for_each_side() -> None:
    arrays = {column.name for column in Stretch._meta.get_fields() if column.name.endswith(SIDES)}

    own = {f"attributes_{side}" for side in SIDES}
    assert arrays == own | {column_of(field, side) for field in FIELDS.changeable for side in SIDES}
    assert column_of(FIELDS["price"], "before") == "prices_before"


def test_products_between_the_first_and_the_last_id_were_created() -> None:
    before, *both, after = in_order_of_ids(make_products(4))
    created(FIRST_JOB, both[0], both[1])

    assert [history(product) for product in (before, *both, after)] == [
        [],
        [(str(FIRST_JOB), "created", {})],
        [(str(FIRST_JOB), "created", {})],
        [],
    ]


def test_changed_product_has_the_values_of_its_place_that_differ() -> None:
    one, two = make_products(2)
    changed(
        FIRST_JOB,
        [one, two],
        names_before=["A", None],
        names_after=["B", None],
        actives_before=[True, True],
        actives_after=[True, False],
    )

    assert history(one) == [(str(FIRST_JOB), "changed", {"name": ["A", "B"]})]
    assert history(two) == [(str(FIRST_JOB), "changed", {"active": [True, False]})]


def test_stretch_around_a_key_is_of_others_unless_it_has_the_product() -> None:
    one, between, three = make_products(3)
    changed(FIRST_JOB, [one, three], names_before=["A", "C"], names_after=["B", "D"])

    assert history(between) == []


def test_every_job_and_every_key_that_the_product_had_is_looked_up() -> None:
    (product,) = make_products(1)
    old = Product(pk=product.pk, sku_key="old")
    changed(FIRST_JOB, [old], names_before=["A"], names_after=["B"])
    changed(SECOND_JOB, [product], at=NOON + timedelta(hours=1), names_before=["B"], names_after=["C"])

    assert [job for job, _, _ in history(product)] == [str(SECOND_JOB)]
    assert sorted(job for job, _, _ in history(product, "old", product.sku_key)) == [str(FIRST_JOB), str(SECOND_JOB)]


def test_entries_are_not_stored() -> None:
    (product,) = make_products(1)
    stretch = created(FIRST_JOB, product, product)

    (change,) = of_product(product.pk, [])

    assert change.pk is None
    assert (change.at, change.product_id) == (NOON, product.pk)
    assert not Change.objects.exists()
    assert str(stretch) == "created a-0 … a-0"


def test_job_finds_the_products_that_it_created_or_changed() -> None:
    new, also_new, old, other = in_order_of_ids(make_products(4))
    created(FIRST_JOB, new, also_new)
    changed(FIRST_JOB, [old])
    changed(SECOND_JOB, [other])

    def skus(job_id: UUID, *actions: Action) -> list[str]:
        return sorted(Product.objects.filter(by_job(job_id, actions)).values_list("sku", flat=True))

    both = (Action.CREATED, Action.CHANGED)
    assert skus(FIRST_JOB, *both) == sorted(product.sku for product in (new, also_new, old))
    assert skus(FIRST_JOB, Action.CREATED) == sorted(product.sku for product in (new, also_new))
    assert skus(FIRST_JOB, Action.CHANGED) == [old.sku]
    assert skus(SECOND_JOB, *both) == [other.sku]
    assert skus(SECOND_JOB, Action.CREATED) == []
    assert skus(uuid7(), *both) == []


@pytest.mark.parametrize("action", ["created", "changed", "deleted"])
def test_stretch_must_say_which_products_it_is_about(action: str) -> None:
    with pytest.raises(IntegrityError, match="stretch_tells_which_products"):
        Stretch.objects.create(job_id=FIRST_JOB, action=action, at=NOON, first_key="a", last_key="b")


def test_changed_product_has_the_own_fields_that_differ() -> None:
    one, two, three, four = make_products(4)
    changed(
        FIRST_JOB,
        [one, two, three, four],
        names_before=["A", None, None, None],
        names_after=["B", None, None, None],
        attributes_before=[{"brand": "Acme"}, None, {"tags": ["a"], "stock": 1}, {}],
        attributes_after=[{"brand": "Bolt", "stock": 7}, {"organic": False}, {"tags": ["a", "b"], "stock": 1}, None],
    )

    assert [history(product)[0][2] for product in (one, two, three, four)] == [
        {"name": ["A", "B"], "brand": ["Acme", "Bolt"], "stock": [None, 7]},
        {"organic": [None, False]},
        {"tags": [["a"], ["a", "b"]]},
        {},
    ]


@pytest.mark.parametrize("sides", [{"attributes_before": [{"a": 1}]}, {"attributes_after": [None]}, {}])
def test_stretch_may_lack_a_side_of_the_own_fields(sides: dict[str, Any]) -> None:
    (product,) = make_products(1)
    changed(FIRST_JOB, [product], **sides)

    assert history(product)[0][2] == ({"a": [1, None]} if "attributes_before" in sides else {})
