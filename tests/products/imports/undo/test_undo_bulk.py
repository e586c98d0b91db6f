"""Bulk work is undone as imports are."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from products import catalogue as door
from products.bulk import actions
from products.edit_schemas import EditIn
from products.fields.models import current_fields
from products.imports.review import deciding
from products.imports.undo import requesting
from products.jobs import chunked
from products.jobs.models import ImportJob
from products.models import Change, OwnField, Product
from products.pins import pin_exactly
from products.search.query import Selection
from tests.products.bulk.asking import work
from tests.products.conftest import catalogue, counts
from tests.products.factories import ANA, make_field, make_products
from tests.products.imports.undo.conftest import carry_on, plan_undo, undo
from tests.products.imports.undo.test_undoing import product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(chunked, "CHUNK_ROWS", 2)


@pytest.fixture
def user() -> User:
    return User.objects.create(username="ana")


@pytest.fixture
def ids() -> tuple[UUID, ...]:
    """Three products, of which one is inactive, with own fields."""
    make_field("brand")
    make_field("tags", "list", settings={"separator": "|"})
    made = make_products(3, description="Long", attributes={"brand": "Acme", "tags": ["a", "b"]}, version=4)
    Product.objects.filter(pk=made[2].pk).update(active=False, attributes={}, price=None)
    return tuple(each.pk for each in made)


def stored() -> list[dict[str, Any]]:
    columns = [each.name for each in Product._meta.fields if each.name not in ("version", "updated_at")]
    return list(Product.objects.in_sku_order().values(*columns))


def edited(ids: tuple[UUID, ...], user: User, asked: dict[str, Any]) -> ImportJob:
    edit = EditIn.model_validate(asked).edit(current_fields())
    job = actions.change(Selection(ids=ids), edit, user=user, actor=ANA).job
    assert job
    return work(job)


def deleted(ids: tuple[UUID, ...], user: User) -> ImportJob:
    job = actions.delete(Selection(ids=ids), user=user, actor=ANA).job
    assert job
    return work(job)


@pytest.mark.parametrize(
    "asked",
    [
        {"set": {"active": False}},
        {"set": {"price": None, "name": "Mug", "attributes": {"brand": "Other", "tags": None}}},
        {"add": {"tags": ["c"]}, "remove": {"tags": ["a"]}},
    ],
)
def test_edits_come_back_and_go_again(ids: tuple[UUID, ...], user: User, asked: dict[str, Any]) -> None:
    before = stored()
    job = edited(ids, user, asked)
    after, changed = stored(), job.updated
    assert changed
    assert after != before

    back = undo(job)
    assert (counts(back), stored()) == ({"updated": changed}, before)

    undo(back)
    assert stored() == after


def test_deleted_products_come_back_whole(ids: tuple[UUID, ...], user: User) -> None:
    pin_exactly(Product.objects.get(pk=ids[0]), ["name"], actor=ANA)
    before = stored()

    back = undo(deleted(ids, user))

    assert counts(back) == {"created": 3}
    assert stored() == before
    assert {each.version for each in Product.objects.all()} == {5}
    assert counts(undo(back)) == {"deleted": 3}
    assert catalogue() == {}


def test_what_was_done_at_once_is_recorded_and_undone(
    ids: tuple[UUID, ...], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    before = stored()
    edit = EditIn.model_validate({"set": {"active": False}}).edit(current_fields())
    edited = actions.change(Selection(ids=ids), edit, user=user, actor=ANA)
    same = actions.change(Selection(ids=ids), edit, user=user, actor=ANA)
    deleted = actions.delete(Selection(ids=ids), user=user, actor=ANA)

    assert (edited.changed, same.changed, same.record, deleted.changed) == (2, 0, None, 3)
    assert edited.record
    assert deleted.record
    assert (str(edited.record), counts(edited.record)) == ("Deactivate 3 products", {"updated": 2, "unchanged": 1})
    assert (str(deleted.record), counts(deleted.record)) == ("Delete 3 products", {"deleted": 3})
    assert counts(undo(deleted.record)) == {"created": 3}
    assert counts(undo(edited.record)) == {"updated": 2}
    assert stored() == before


def test_restored_product_that_somebody_edits_stays(ids: tuple[UUID, ...], user: User) -> None:
    back = undo(deleted(ids, user))
    door.change(product("A-0"), actor=ANA, brand="Mine")

    again = undo(back)

    assert counts(again) == {"deleted": 2, "conflicts": 1}
    (conflict,) = again.conflict_rows.all()
    assert conflict.values == {"brand": {"before": None, "imported": "Acme", "now": "Mine"}}


def test_own_value_that_was_changed_since_is_a_conflict(ids: tuple[UUID, ...], user: User) -> None:
    job = edited(ids, user, {"set": {"attributes": {"brand": "Other", "tags": ["x"]}}})
    door.change(product("A-1"), actor=ANA, brand="Mine")

    back = undo(job)

    assert counts(back) == {"updated": 3}
    assert product("A-1").attributes == {"brand": "Mine", "tags": ["a", "b"]}
    assert product("A-2").attributes == {}
    (conflict,) = back.conflict_rows.all()
    assert conflict.values == {"brand": {"before": "Acme", "imported": "Other", "now": "Mine"}}


def test_erased_field_does_not_come_back(ids: tuple[UUID, ...], user: User) -> None:
    job = deleted(ids, user)
    planned = plan_undo(job)
    OwnField.objects.filter(key="brand").update(erased_at=timezone.now(), archived_at=timezone.now())
    deciding.apply(planned, by=None)

    carry_on(planned)

    assert product("A-0").attributes == {"tags": ["a", "b"]}


def test_deleting_everything_at_once_cannot_be_undone(ids: tuple[UUID, ...], user: User) -> None:
    job = work(actions.delete_all(confirmed=3, user=user, actor=ANA))

    with pytest.raises(requesting.CannotUndo, match="keeps none of them"):
        requesting.prepare(job, user=None)


def test_bulk_work_of_an_earlier_version_says_that_it_cannot_be_undone(ids: tuple[UUID, ...], user: User) -> None:
    job = edited(ids, user, {"set": {"active": False}})
    Change.objects.update(job_id=None)

    with pytest.raises(requesting.CannotUndo, match="an earlier version"):
        requesting.prepare(job, user=None)


def test_single_deletion_keeps_the_whole_product(ids: tuple[UUID, ...]) -> None:
    one = product("A-0")

    door.delete(one, actor=ANA)

    kept = Change.objects.get(action="deleted").kept
    assert kept
    assert kept["id"] == str(one.id)
    assert (kept["attributes"], kept["description"], kept["version"]) == (one.attributes, "Long", 4)
