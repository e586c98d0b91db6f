"""The history of what was done product by product."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from product_importer.lib.actor import Actor
from products.models import Change
from products.models.changes import Action, Step, record

pytestmark = pytest.mark.django_db

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_change_has_the_values_before_and_after_as_json_keeps_them() -> None:
    record(
        Action.CHANGED,
        [Step(ONE, {"price": Decimal("1.50"), "active": True}, {"price": None, "active": False})],
        Actor("user", "7"),
    )

    change = Change.objects.get()
    assert change.values == {"price": ["1.50", None], "active": [True, False]}
    assert (change.product_id, change.action, change.actor_kind, change.actor_id) == (ONE, "changed", "user", "7")
    assert abs((datetime.now(UTC) - change.at).total_seconds()) < 60
    assert str(change) == f"changed {ONE}"


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ({}, {"sku": "A"}, {"sku": [None, "A"]}),
        ({"sku": "A"}, {}, {"sku": ["A", None]}),
        ({"name": "A"}, {"sku": "B"}, {"name": ["A", None], "sku": [None, "B"]}),
    ],
)
def test_side_without_a_product_is_null(
    before: dict[str, str], after: dict[str, str], values: dict[str, list[str | None]]
) -> None:
    record(Action.CREATED, [Step(ONE, before, after)], Actor("command"))

    assert Change.objects.values_list("values", "actor_kind", "actor_id").get() == (values, "command", "")


@pytest.mark.parametrize("number", [1, 300])
def test_hundreds_are_recorded_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries, number: int) -> None:
    steps = [Step(UUID(int=each), {}, {"sku": str(each)}) for each in range(number)]

    with django_assert_num_queries(1):
        record(Action.CREATED, steps, Actor("user", "1"))

    assert Change.objects.count() == number


def test_history_of_a_product_is_its_own_and_begins_with_the_newest() -> None:
    for name in ("first", "second"):
        record(Action.CHANGED, [Step(product, {}, {"name": name}) for product in (ONE, OTHER)], Actor("user", "1"))

    newest, oldest = Change.objects.of_product(ONE)
    assert [newest.values, oldest.values] == [{"name": [None, "second"]}, {"name": [None, "first"]}]


def test_action_is_one_of_the_known_ones() -> None:
    with pytest.raises(IntegrityError, match="change_action_known"):
        Change.objects.create(product_id=ONE, action="lost", values={}, actor_kind="user")
