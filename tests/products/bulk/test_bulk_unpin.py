"""Pins are taken from many products at once: by program and on the page."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products.bulk import actions
from products.imports.undo import requesting
from products.jobs.models import ImportJob
from products.models import Change, Product
from tests.products.bulk.asking import UPDATE, call, do, facts
from tests.products.factories import make_field, make_products
from webhooks.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = "/products/edit-many/"


@pytest.fixture
def ids() -> list[str]:
    """Two products with pins and one without."""
    make_field("brand")
    made = [str(each.pk) for each in make_products(3)]
    Product.objects.filter(pk=made[0]).update(pinned=["name", "price", "brand"])
    Product.objects.filter(pk=made[1]).update(pinned=["price"])
    return made


def pins(ids: list[str]) -> list[Any]:
    found = dict(Product.objects.values_list("pk", "pinned"))
    return [{str(pk): found[pk] for pk in found}[each] for each in ids]


def test_program_unpins_fields_of_many(admin_client: Client, admin_user: User, ids: list[str]) -> None:
    first, again = (call(admin_client, UPDATE, {"ids": ids, "unpin": ["price", "brand"]}) for _ in "12")

    assert (first.status_code, first.json()["matched"], first.json()["changed"]) == (200, 3, 2)
    assert again.json() == {"matched": 3, "changed": 0, "job_id": None}
    assert pins(ids) == [["name"], None, None]
    assert set(Product.objects.values_list("version", flat=True)) == {1}
    assert not Event.objects.exists()
    written = {str(each.product_id): each for each in Change.objects.all()}
    assert {pk: (each.action, each.values, each.actor_id) for pk, each in written.items()} == {
        ids[0]: ("pinned", {"pinned": [["name", "price", "brand"], ["name"]]}, str(admin_user.pk)),
        ids[1]: ("pinned", {"pinned": [["price"], []]}, str(admin_user.pk)),
    }


def test_program_unpins_all(admin_client: Client, ids: list[str]) -> None:
    assert call(admin_client, UPDATE, {"filter": {}, "unpin": True}).json()["changed"] == 2
    assert pins(ids) == [None, None, None]


def test_values_are_set_and_unpinned_at_once(admin_client: Client, ids: list[str]) -> None:
    body = {"ids": ids[1:], "set": {"price": "7.00"}, "unpin": ["price"]}

    answer = call(admin_client, UPDATE, body)

    assert answer.json()["changed"] == 2
    assert pins(ids)[1:] == [None, None]
    assert set(Product.objects.filter(pk__in=ids[1:]).values_list("price", "version")) == {(Decimal("7.00"), 2)}
    record = ImportJob.objects.get()
    assert (record.title, record.updated) == ("Price set to 7.00; Price unpinned", 2)
    requesting.check(record)


@pytest.mark.parametrize(
    ("unpin", "place"), [(["price", "wings"], "unpin.wings"), (["sku"], "unpin.sku"), (False, "unpin"), ([], "")]
)
def test_what_cannot_be_unpinned_is_refused(admin_client: Client, ids: list[str], unpin: Any, place: str) -> None:
    answer = call(admin_client, UPDATE, {"ids": ids, "unpin": unpin})

    assert answer.status_code == 422
    assert place in "".join(answer.json()["error"]["fields"])
    assert pins(ids)[1] == ["price"]


@pytest.mark.parametrize("unpin", [["price"], True])
def test_many_are_unpinned_by_a_job(
    admin_client: Client, ids: list[str], monkeypatch: pytest.MonkeyPatch, unpin: Any
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)

    job = do(call(admin_client, UPDATE, {"ids": ids, "unpin": unpin}))

    assert facts(job) == ("completed", 3, 2, 1)
    assert job.title == ("All values unpinned" if unpin is True else "Price unpinned")
    assert pins(ids) == [None if unpin is True else ["name", "brand"], None, None]
    assert set(Change.objects.values_list("job_id", flat=True)) == {job.pk}
    assert "Open products it changed" not in admin_client.get(job.get_absolute_url()).text
    with pytest.raises(requesting.CannotUndo, match="only took pins away"):
        requesting.check(job)


def test_product_that_cannot_take_the_edit_keeps_its_pins(
    admin_client: Client, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    make_field("tags", kind="list", required=True)
    Product.objects.filter(pk=ids[0]).update(attributes={"tags": ["a"]})

    job = do(call(admin_client, UPDATE, {"ids": ids, "remove": {"tags": ["a"]}, "unpin": True}))

    assert (job.updated, job.conflicts) == (1, 1)
    assert pins(ids) == [["name", "price", "brand"], None, None]


def test_page_unpins_a_field(admin_client: Client, ids: list[str]) -> None:
    wanted = {"all_matching": "on", "query": "", "field": "price"}
    offered = admin_client.post(EDIT, wanted).text

    answer = admin_client.post(EDIT, wanted | {"verb": "unpin", "value_price": "no price"}, follow=True)

    assert 'name="verb" value="unpin"' in offered
    assert "Price unpinned: 2 products changed (1 already was like that)." in answer.text
    assert pins(ids) == [["name", "brand"], None, None]


def test_page_offers_it_only_where_there_are_pins(admin_client: Client, ids: list[str]) -> None:
    Product.objects.update(pinned=None)
    wanted = {"all_matching": "on", "query": "", "field": "price"}

    assert 'value="unpin"' not in admin_client.post(EDIT, wanted).text
    answer = admin_client.post(EDIT, wanted | {"verb": "unpin"}, follow=True)

    assert "Nothing changed: 3 products are like that already." in answer.text


def test_page_asks_before_it_unpins_many(admin_client: Client) -> None:
    make_products(60)
    Product.objects.update(pinned=["price"])

    asked = admin_client.post(EDIT, {"all_matching": "on", "query": "", "field": "price", "verb": "unpin"}).text

    assert "Price unpinned: imports may change it again." in asked
    assert Product.objects.pinned().count() == 60
