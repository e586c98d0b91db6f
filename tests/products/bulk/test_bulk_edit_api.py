"""Programs that edit any field of many products."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products.bulk import actions
from products.jobs.models import ImportJob
from products.models import Change, OwnField, Product
from tests.products.bulk.asking import UPDATE, call, do, facts
from tests.products.factories import make_products
from tests.products.own_fields import FULL, add_fields, archive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids() -> list[str]:
    add_fields()
    return [str(each.pk) for each in make_products(2, attributes={"brand": "Acme", "tags": ["a"]})]


def faults(answer: Any) -> dict[str, list[str]]:
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid"), answer.content
    found: dict[str, list[str]] = answer.json()["error"]["fields"]
    return found


def test_program_sets_several_fields_at_once(admin_client: Client, ids: list[str], admin_user: User) -> None:
    wanted = {"active": False, "price": "7.5", "description": None, "attributes": {"stock": 5, "brand": None}}

    answer = call(admin_client, UPDATE, {"ids": ids, "set": wanted})

    assert (answer.status_code, answer.json()) == (200, {"matched": 2, "changed": 2, "job_id": record_id()})
    assert {(each.active, str(each.price), each.version) for each in Product.objects.all()} == {(False, "7.50", 2)}
    assert [each.attributes for each in Product.objects.all()] == [{"stock": 5, "tags": ["a"]}] * 2
    assert set(Change.objects.values_list("actor_kind", "actor_id")) == {("user", str(admin_user.pk))}


def test_program_sets_every_kind_of_own_field(admin_client: Client, ids: list[str]) -> None:
    assert call(admin_client, UPDATE, {"ids": ids, "set": {"attributes": FULL}}).json()["changed"] == 2
    assert [each.attributes for each in Product.objects.all()] == [FULL] * 2


def test_program_adds_and_removes_members(admin_client: Client, ids: list[str]) -> None:
    body = {"ids": ids, "add": {"tags": ["new", "sale"]}, "remove": {"tags": ["a", "b"]}, "set": {"name": "Mug"}}

    first, again = call(admin_client, UPDATE, body), call(admin_client, UPDATE, body)

    assert first.json() == {"matched": 2, "changed": 2, "job_id": record_id()}
    assert again.json() == {"matched": 2, "changed": 0, "job_id": None}
    assert {each.name for each in Product.objects.all()} == {"Mug"}
    assert [each.attributes["tags"] for each in Product.objects.all()] == [["new", "sale"]] * 2


NOT_POSSIBLE: list[tuple[Any, list[str]]] = [
    ({"set": {"sku": "A"}}, ["set.sku"]),
    ({"set": {"colour": "Red"}}, ["set.colour"]),
    ({"set": {"name": None}}, ["set.name"]),
    ({"set": {"name": " "}}, ["set.name"]),
    ({"set": {"name": "x" * 2_000}}, ["set.name"]),
    ({"set": {"active": "yes"}}, ["set.active"]),
    ({"set": {"price": 5}}, ["set.price"]),
    ({"set": {"price": "1,5"}}, ["set.price"]),
    ({"set": {"description": "a\0"}}, ["set.description"]),
    ({"set": {"attributes": []}}, ["set.attributes"]),
    ({"set": {"attributes": {"wings": 2}}}, ["set.attributes.wings"]),
    ({"set": {"attributes": {"old": "x"}}}, ["set.attributes.old"]),
    ({"set": {"attributes": {"name": "x"}}}, ["set.attributes.name"]),
    ({"set": {"attributes": {"stock": "5"}}}, ["set.attributes.stock"]),
    ({"set": {"attributes": {"organic": "yes"}}}, ["set.attributes.organic"]),
    ({"set": {"attributes": {"colour": "Pink"}}}, ["set.attributes.colour"]),
    ({"set": {"attributes": {"ean": "4006381333930"}}}, ["set.attributes.ean"]),
    ({"set": {"attributes": {"maker": None}}}, ["set.attributes.maker"]),
    ({"set": {"attributes": {"tags": "new"}}}, ["set.attributes.tags"]),
    ({"set": {"attributes": {"brand": "\ud800"}}}, ["set.attributes.brand"]),
    ({"set": {"name": "x", "attributes": {"name": "x"}}}, ["set.attributes.name"]),
    (
        {"set": {"name": "", "attributes": {"stock": 1.5}}, "add": {"x": []}},
        ["set.name", "set.attributes.stock", "add.x"],
    ),
    ({"add": []}, ["add"]),
    ({"add": {"brand": ["x"]}}, ["add.brand"]),
    ({"add": {"name": ["x"]}}, ["add.name"]),
    ({"add": {"tags": "x"}}, ["add.tags"]),
    ({"add": {"tags": []}}, ["add.tags"]),
    ({"add": {"tags": ["a|b"]}}, ["add.tags"]),
    ({"add": {"tags": [{}]}}, ["add.tags"]),
    ({"remove": {"tags": [1]}}, ["remove.tags"]),
    ({"remove": {"tags": ["a\0"]}}, ["remove.tags"]),
    ({"remove": {"wings": ["x"]}}, ["remove.wings"]),
    ({"add": {"tags": ["x"]}, "remove": {"tags": ["x"]}}, ["remove.tags"]),
    ({"add": {"tags": ["x"]}, "set": {"attributes": {"tags": None}}}, ["add.tags"]),
    ({"clear": ["brand"], "set": {"active": True}}, ["clear"]),
    ({"set": {}}, []),
    ({"set": None}, ["set"]),
    ({"add": {}, "set": {"attributes": {}}}, []),
]
"""An edit, and the names of the fields that are refused."""


def test_edit_that_cannot_be_done_is_refused_where_it_stands(admin_client: Client, ids: list[str]) -> None:
    OwnField.objects.create(key="maker", label="Maker", kind="text", required=True)
    OwnField.objects.create(key="old", label="Old", kind="text")
    archive("old")

    named = [(body, [*faults(call(admin_client, UPDATE, {"ids": ids} | body))]) for body, _ in NOT_POSSIBLE]

    assert named == NOT_POSSIBLE
    assert not Change.objects.exists()


def test_refusal_says_what_is_wrong(admin_client: Client, ids: list[str]) -> None:
    answer = call(admin_client, UPDATE, {"ids": ids, "set": {"attributes": {"stock": "5"}}, "add": {"brand": ["x"]}})

    assert faults(answer) == {
        "set.attributes.stock": ["The stock 5 must be a whole number."],
        "add.brand": ["“Brand” is not a list: it can only be set or cleared."],
    }


def test_one_product_that_cannot_take_it_refuses_the_call(admin_client: Client, ids: list[str]) -> None:
    full = list(map(str, range(100)))
    Product.objects.filter(sku="A-1").update(attributes={"tags": full})

    answer = call(admin_client, UPDATE, {"ids": ids, "add": {"tags": ["new"]}})

    assert faults(answer) == {"add.tags": ["A-1: The tags has 101 members; at most 100 are allowed."]}
    assert not Change.objects.exists()


def test_many_are_edited_by_a_job_with_a_title_in_words(admin_client: Client, ids: list[str], small: None) -> None:
    make_products(3, sku="B")
    body = {"filter": {}, "set": {"price": "9.90", "attributes": {"stock": 5}}, "add": {"tags": ["new"]}}

    answer = call(admin_client, UPDATE, body)
    described = admin_client.get(f"/products/api/imports/{answer.json()['job_id']}/").json()
    job = do(answer)

    assert (str(job), facts(job)) == ("Price set to 9.90; Stock set to 5; Tags: added new", ("completed", 5, 5, 0))
    assert described["options"]["edit"] == {
        "set": {"price": "9.90", "attributes": {"stock": 5}}, "add": {"tags": ["new"]}, "remove": {},
    }  # fmt: skip
    assert {each.attributes["stock"] for each in Product.objects.all()} == {5}


def test_bad_edit_of_many_starts_no_job(admin_client: Client, ids: list[str], small: None) -> None:
    make_products(3, sku="B")

    assert faults(call(admin_client, UPDATE, {"filter": {}, "set": {"attributes": {"wings": 1}}}))
    assert not ImportJob.objects.exists()


def test_fewer_products_are_done_at_once_where_long_texts_are_replaced(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FEW_LONG_TEXTS", 2)
    make_products(3)

    short = call(admin_client, UPDATE, {"filter": {}, "set": {"name": "Mug"}})
    long = call(admin_client, UPDATE, {"filter": {}, "set": {"description": "For tea"}})

    assert (short.status_code, long.status_code) == (200, 202)
    assert str(do(long)) == "Description set to For tea"


def test_description_of_the_api_tells_what_can_be_edited(admin_client: Client) -> None:
    add_fields("stock", "tags")

    schemas = admin_client.get("/api/openapi.json").json()["components"]["schemas"]

    setting, update = schemas["SettingIn"]["properties"], schemas["UpdateIn"]["properties"]
    assert [*setting] == ["name", "description", "price", "active", "attributes"]
    assert [*setting["attributes"]["properties"]] == ["stock", "tags"]
    assert [[*update[name]["properties"]] for name in ("add", "remove")] == [["tags"], ["tags"]]
    assert update["add"]["properties"]["tags"]["minItems"] == 1


def record_id() -> str:
    """Of the only job: what was done at once is recorded as one."""
    return str(ImportJob.objects.get().id)
