"""Products shown, changed and deleted through the API."""

import threading
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from products.models import Change, Product
from tests.processes import eventually
from tests.products.api import CREATE, KETTLE, PRODUCTS, of, send
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db


def test_product_is_shown_with_its_tag(admin_client: Client) -> None:
    (product,) = make_products(1)

    response = admin_client.get(of(product))
    again = send(admin_client, "get", of(product), **{"If-None-Match": 'W/"1"'})
    any_version = send(admin_client, "get", of(product), **{"If-None-Match": "*"})

    assert (response.status_code, response["ETag"], response.json()["sku"]) == (200, '"1"', "A-0")
    assert (again.status_code, again["ETag"], again.content) == (304, '"1"', b"")
    assert any_version.status_code == 304


def test_product_is_replaced(admin_client: Client) -> None:
    (product,) = make_products(1, description="Long", active=False)

    response = send(admin_client, "put", of(product), {"sku": "a-0", "name": "Mug", "version": 1})

    body = response.json()
    assert response.status_code == 200
    assert [body[name] for name in ("sku", "name", "description", "price", "active", "version")] == [
        "a-0", "Mug", "", None, True, 2,
    ]  # fmt: skip
    assert response["ETag"] == '"2"'


def test_only_what_is_given_is_changed(admin_client: Client) -> None:
    (product,) = make_products(1, description="Long")

    body = send(admin_client, "patch", of(product), {"price": None}).json()

    assert [body[name] for name in ("name", "description", "price", "version")] == ["Kettle 0", "Long", None, 2]


def test_change_that_changes_nothing_keeps_the_version(admin_client: Client) -> None:
    (product,) = make_products(1)

    assert send(admin_client, "patch", of(product), {"price": "12.9"}).json()["version"] == 1
    assert send(admin_client, "patch", of(product), {}).json()["version"] == 1


@pytest.mark.parametrize("method", ["put", "patch"])
def test_change_is_refused_when_the_product_moved(admin_client: Client, method: str) -> None:
    (product,) = make_products(1, version=3)
    body = {"sku": "A-0", "name": "Mine"}

    stale = send(admin_client, method, of(product), body | {"version": 2})
    stale_tag = send(admin_client, method, of(product), body, **{"If-Match": '"2"'})
    fresh = send(admin_client, method, of(product), body | {"version": 3}, **{"If-Match": '"3"'})

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed_meanwhile")
    assert (stale_tag.status_code, stale_tag.json()["error"]["code"]) == (412, "changed_meanwhile")
    assert (fresh.status_code, fresh.json()["version"]) == (200, 4)


@pytest.mark.parametrize("tags", ["", ",", '"2", "3"'])
def test_change_that_no_version_would_match_is_refused(admin_client: Client, tags: str) -> None:
    (product,) = make_products(1)

    assert send(admin_client, "patch", of(product), {"price": "7.00"}, **{"If-Match": tags}).status_code == 412


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("headers", "status", "version"), [({"If-Match": '"1"'}, 412, 2), ({}, 200, 3)])
def test_change_that_waited_for_another_one_sees_it(
    admin_client: Client, headers: dict[str, str], status: int, version: int
) -> None:
    (product,) = make_products(1)
    answers = []

    def change() -> None:
        answers.append(send(admin_client, "patch", of(product), {"price": "7.00"}, **headers))
        connection.close()

    waiting = threading.Thread(target=change)
    with psycopg.connect(**connection.get_connection_params()) as somebody:
        somebody.execute("UPDATE products_product SET name = 'Theirs', version = version + 1")
        waiting.start()
        eventually(is_waiting_for_a_lock)
    waiting.join()

    product.refresh_from_db()
    assert (answers[0].status_code, product.name, product.version) == (status, "Theirs", version)


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "values",
    [
        {"sku": ""},
        {"name": ""},
        {"name": None},
        {"price": "1.234"},
        {"version": 0},
        {"version": "x"},
        {"version": "1"},
        {"active": "true"},
        {"id": 1},
    ],
)
def test_change_refuses_values_that_cannot_be_stored(admin_client: Client, values: dict[str, Any]) -> None:
    (product,) = make_products(1)

    response = send(admin_client, "patch", of(product), values)

    assert (response.status_code, list(response.json()["error"]["fields"])) == (422, list(values))


def test_change_to_a_taken_sku_is_refused(admin_client: Client) -> None:
    product, other = make_products(2)

    response = send(admin_client, "patch", of(product), {"sku": "a-1"})

    assert (response.status_code, response["Location"]) == (409, of(other))


@pytest.mark.parametrize("suffix", ["", "delete/"])
def test_product_is_deleted(admin_client: Client, suffix: str) -> None:
    (product,) = make_products(1)

    stale = send(admin_client, "delete", of(product) + suffix, **{"If-Match": '"7"'})
    response = send(admin_client, "delete", of(product) + suffix, **{"If-Match": '"1"'})

    assert (stale.status_code, response.status_code, response.content) == (412, 204, b"")
    assert not Product.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
@pytest.mark.parametrize("product", ["00000000-0000-4000-8000-000000000000", "7", "x"])
def test_product_that_does_not_exist_is_not_found(admin_client: Client, method: str, product: str) -> None:
    response = send(admin_client, method, f"{PRODUCTS}{product}/", {"sku": "A", "name": "B"})

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_who_may_only_look_is_refused(client: Client) -> None:
    (product,) = make_products(1)
    user = User.objects.create(username="viewer", is_staff=True)
    client.force_login(user)
    calls = [
        ("post", CREATE, KETTLE),
        ("patch", of(product), {}),
        ("put", of(product), KETTLE),
        ("delete", of(product), None),
    ]

    assert {send(client, *call).status_code for call in calls} == {403}
    assert client.get(of(product)).status_code == 200

    user.user_permissions.add(Permission.objects.get(codename="add_product"))
    assert send(client, "post", CREATE, KETTLE).status_code == 201


def test_session_needs_the_csrf_token(admin_client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin_client.cookies

    response = send(strict, "post", CREATE, KETTLE)

    assert (response.status_code, response.json()["error"]["code"]) == (403, "csrf_failed")


def test_history_says_who_changed_what_by_the_api(admin_client: Client, admin_user: User) -> None:
    created = send(admin_client, "post", CREATE, KETTLE).json()
    send(admin_client, "patch", f"{PRODUCTS}{created['id']}/", {"name": "Mug"})

    newest = Change.objects.of_product(created["id"])[0]
    assert (newest.values, newest.actor_kind, newest.actor_id) == (
        {"name": ["Kettle", "Mug"]},
        "user",
        str(admin_user.pk),
    )
