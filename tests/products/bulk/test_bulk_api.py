"""Programs that delete or change many products: what is taken, what is refused, what is answered."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products import catalogue
from products.fields.edits import set_active
from products.jobs.models import ImportJob
from products.models import Change, Product
from tests.products.bulk.asking import ACT, ALL, DELETE, UPDATE, call, do, facts, skus, tables_left
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("method", ["delete", "post"])
def test_program_deletes_products_by_id_and_follows_the_job(admin_client: Client, method: str) -> None:
    one, other, _ = make_products(3)

    answer = call(admin_client, DELETE, {"ids": [str(one.pk), str(other.pk)]}, method)
    queued = admin_client.get(answer.json()["status_url"]).json()
    job = do(answer)

    assert (queued["kind"], queued["status"], queued["created_by"]) == ("delete", "pending", "admin")
    assert (queued["title"], queued["file_name"]) == ("Delete 2 products", "")
    assert (facts(job), skus()) == (("completed", 2, 2, 0), {"A-2"})
    assert admin_client.get(answer.json()["status_url"]).json()["progress"] == 100
    assert admin_client.get(answer.json()["page_url"]).status_code == 200


def test_program_deletes_what_matches_a_filter_in_chunks(admin_client: Client, small: None, admin_user: User) -> None:
    make_products(5, name="Lamp")
    make_products(2, sku="B")

    job = do(call(admin_client, DELETE, {"filter": {"q": "lamp", "price_min": "1.00"}}))

    assert (facts(job), skus(), str(job)) == (("completed", 5, 5, 0), {"B-0", "B-1"}, "Delete 5 products")
    assert list(Change.objects.values_list("actor_kind", "actor_id").distinct()) == [("user", str(admin_user.pk))]
    assert tables_left() == []


def test_program_deletes_all_when_it_knows_how_many(admin_client: Client) -> None:
    make_products(3)

    wrong = call(admin_client, DELETE, {"confirm": "2"})
    job = do(call(admin_client, DELETE, {"confirm": "3"}))

    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "count_differs")
    assert (facts(job), skus(), str(job)) == (("completed", 3, 3, 0), set(), "Delete all 3 products")


COULD_BE_MISUNDERSTOOD: list[Any] = [
    {}, {"ids": []}, {"ids": ["x"]}, {"ids": None}, {"filter": {}}, {"filter": {"colour": "red"}}, {"confirm": "x"},
    {"confirm": 3}, {"filter": {"q": "x"}, "confirm": "3"}, {"all": True}, {"filter": {"page": 1}}, [], "all",
    {"filter": {"q": ""}}, {"filter": {"q": " "}}, {"filter": {"q": "\x1c", "name": "\u3000", "sku": "\t"}},
]  # fmt: skip


@pytest.mark.parametrize("method", ["delete", "post"])
def test_deletion_that_could_be_misunderstood_is_refused(admin_client: Client, method: str) -> None:
    make_products(3)

    for body in COULD_BE_MISUNDERSTOOD:
        assert call(admin_client, DELETE, body, method).status_code == 422, body
        assert not ImportJob.objects.exists(), body


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        ({}, "Give ids, or a filter, or confirm to delete all products.", {}),
        ([], "Send one JSON object.", {}),
        (
            {"confirm": "20,006"},
            "Some values are not valid.",
            {"confirm": ["Write the number of products in digits alone, such as 20006."]},
        ),
        (
            {"filter": {"q": "a\0"}},
            "Some values are not valid.",
            {"filter.q": ["This contains a character that is not allowed here."]},
        ),
        (
            {"ids": ["x", "x"]},
            "Some values are not valid.",
            {"ids": ["Input should be a valid UUID, invalid character: found `x` at 0."]},
        ),
        (
            {"filter": {"active": "x", "price_min": "1,5"}},
            "Some values are not valid.",
            {
                "filter.active": ["Input should be a valid boolean, unable to interpret input."],
                "filter.price_min": [
                    'Write a price as text, from "0" to "9999999999.99", with a point and at most two decimals.'
                ],
            },
        ),
    ],
)
def test_deletion_that_is_refused_says_what_is_wrong_where(
    admin_client: Client, body: Any, message: str, fields: dict[str, list[str]]
) -> None:
    error = call(admin_client, DELETE, body).json()["error"]

    assert error == {"code": "invalid", "message": message, "fields": fields}


def test_deletion_without_a_body_is_refused(admin_client: Client) -> None:
    assert admin_client.delete(DELETE).status_code == 422


def test_program_changes_few_products_at_once(admin_client: Client, small: None) -> None:
    one, other, _ = make_products(3)
    catalogue.change_selection([one.pk], set_active(False), actor=ANA)

    answer = call(admin_client, UPDATE, {"ids": [str(one.pk), str(other.pk)], "set": {"active": False}})

    record = ImportJob.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"matched": 2, "changed": 1, "job_id": str(record.id)})
    assert facts(record) == ("completed", 2, 1, 1)
    assert skus(active=False) == {"A-0", "A-1"}


def test_program_changes_many_products_by_a_job(admin_client: Client, small: None) -> None:
    make_products(5)
    make_products(1, active=False, sku="B")

    job = do(call(admin_client, UPDATE, {"filter": {}, "set": {"active": False}}))

    assert (facts(job), skus(active=False)) == (("completed", 6, 5, 1), skus())
    assert set(Product.objects.values_list("version", flat=True)) == {1, 2}


@pytest.mark.parametrize(
    "body",
    [
        {"ids": ["x"]},
        {"filter": {}},
        {"set": {"active": True}},
        {"filter": {}, "set": {"sku": "A-1"}},
        {"filter": {}, "set": {"active": None}},
        {"filter": {}, "add": {}, "remove": {}},
        {"filter": {}, "set": {}},
    ],
)
def test_change_that_could_be_misunderstood_is_refused(admin_client: Client, body: Any) -> None:
    assert call(admin_client, UPDATE, body).status_code == 422


def test_nobody_acts_on_products_without_permission(client: Client) -> None:
    (product,) = make_products(1)
    client.force_login(User.objects.create(username="viewer", is_staff=True))
    ids = [str(product.pk)]

    answers = [
        client.get(ALL), call(client, DELETE, {"ids": ids}),
        call(client, UPDATE, {"ids": ids, "set": {"active": False}}),
        *(client.post(ACT, {"action": action, "id": ids}) for action in ("activate", "deactivate", "delete")),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {403}
    assert client.post(ACT, {"action": "export", "id": ids}).status_code == 200
    assert skus(active=True) == {"A-0"}
