"""Programs look after own fields: what is taken, what is refused, what is answered."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from products.fields.models import OwnField
from products.fields.own_settings import OWN_KINDS
from products.jobs.models import ImportJob
from products.own_fields import actions
from tests.products.factories import ANA
from tests.products.managed_fields.making import give, keys, make_field, make_sizes, work

pytestmark = pytest.mark.django_db(transaction=True)

API = "/products/api/fields/"
BRAND = {"key": "brand", "label": "Brand", "kind": "text"}


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(f"{API}{path}", **data)


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], [*error["fields"]]


def test_field_is_added_and_shown(admin_client: Client) -> None:
    given = BRAND | {"synonyms": ["Marke"], "searchable": True, "sortable": True, "required": True, "told": False}

    answer = send(admin_client, "post", "", given)

    assert (answer.status_code, answer["Location"]) == (201, f"{API}brand/")
    shown = answer.json()
    assert shown.pop("created_at").endswith("Z")
    assert re.fullmatch("[0-9a-f]{16}", shown.pop("version"))
    assert shown == given | {"settings": {}, "in_list": True, "position": 1, "archived": False, "products": 0}
    assert admin_client.get(answer["Location"]).json().items() >= shown.items()
    assert send(admin_client, "get", "").json()["results"][0].items() >= shown.items()


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("decimal", {"unit": "kg"}, {"places": 6, "unit": "kg"}),
        ("money", {"negative": True}, {"negative": True}),
        ("choice", {"choices": ["S"]}, {"choices": ["S"], "synonyms": {}}),
        ("list", {}, {"separator": "|"}),
        ("date", {}, {}),
    ],
)
def test_settings_are_shown_whole(admin_client: Client, kind: str, given: object, shown: object) -> None:
    answer = send(admin_client, "post", "", BRAND | {"kind": kind, "settings": given})

    assert answer.json()["settings"] == shown


def test_list_is_in_order_and_has_archived_fields_if_asked(admin_client: Client) -> None:
    for key in ("brand", "colour", "size"):
        make_field(key)
    actions.archive("brand", actor=ANA)
    actions.move("size", by=-1, actor=ANA)
    give("size", "S", "M")

    in_use = send(admin_client, "get", "").json()["results"]
    all_fields = send(admin_client, "get", "?archived=true").json()["results"]

    assert [(each["key"], each["position"], each["products"]) for each in in_use] == [("size", 1, 2), ("colour", 2, 0)]
    assert [(each["key"], each["position"], each["archived"]) for each in all_fields] == [
        ("size", 1, False),
        ("colour", 2, False),
        ("brand", None, True),
    ]
    assert refusal(send(admin_client, "get", "?archive=true")) == (422, "invalid", ["archive"])


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for n in range(number):
        make_field(f"f{n}")

    with django_assert_num_queries(5):  # session, user, fields, numbers, erasures
        send(admin_client, "get", "")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (BRAND | {"key": "size"}, (409, "key_taken", ["key"])),
        (BRAND | {"key": "price"}, (409, "key_reserved", ["key"])),
        (BRAND | {"label": "Size"}, (409, "label_taken", ["label"])),
        (BRAND | {"synonyms": ["Grösse"]}, (409, "synonym_taken", ["synonyms"])),
        (BRAND | {"key": "Brand"}, (422, "invalid", ["key"])),
        (BRAND | {"label": ""}, (422, "invalid", ["label"])),
        (BRAND | {"kind": "colour"}, (422, "invalid", ["kind"])),
        (BRAND | {"kind": "decimal", "settings": {"places": "2"}}, (422, "invalid", ["settings.places"])),
        (BRAND | {"settings": {"unit": "\ud800"}}, (422, "invalid", ["settings.unit"])),
        (BRAND | {"kind": "decimal", "settings": {"unit": "\ud800"}}, (422, "invalid", ["settings.unit"])),
        (BRAND | {"kind": "choice", "settings": {"choices": [{}]}}, (422, "invalid", ["settings.choices"])),
        (BRAND | {"settings": []}, (422, "invalid", ["settings"])),
        (BRAND | {"synonyms": [1]}, (422, "invalid", ["synonyms"])),
        (BRAND | {"synonyms": ["a\0"]}, (422, "invalid", ["synonyms"])),
        (BRAND | {"required": "yes"}, (422, "invalid", ["required"])),
        (BRAND | {"position": 1}, (422, "invalid", ["position"])),
        ({"key": "brand"}, (422, "invalid", ["label", "kind"])),
        ([], (422, "invalid", [])),
    ],
)
def test_field_that_cannot_be_is_refused(
    admin_client: Client, body: object, refused: tuple[int, str, list[str]]
) -> None:
    make_field("size", synonyms=["Grösse"])

    assert refusal(send(admin_client, "post", "", body)) == refused
    assert keys() == ["size"]


def test_limits_are_conflicts(admin_client: Client, settings: Settings) -> None:
    settings.OWN_FIELDS_MAX = 0

    assert refusal(send(admin_client, "post", "", BRAND)) == (409, "too_many_fields", [])


def test_only_what_is_given_changes(admin_client: Client) -> None:
    make_field("weight", kind="decimal", settings={"places": 3, "unit": "kg"}, synonyms=["Gewicht"], sortable=True)

    answer = send(admin_client, "patch", "weight/", {"settings": {"places": 2}, "told": False})

    assert answer.status_code == 200
    assert answer.json()["settings"] == {"places": 2, "unit": "kg"}
    field = OwnField.objects.get()
    assert (field.told, field.in_list, field.sortable, field.synonyms) == (False, True, True, ["Gewicht"])


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"key": "maker"}, (409, "field_in_use", ["key"])),
        ({"kind": "text"}, (409, "field_in_use", ["kind"])),
        ({"settings": {"choices": ["M"]}}, (409, "choice_in_use", ["settings.choices"])),
        ({"settings": {"choices": []}}, (422, "invalid", ["settings.choices"])),
        ({"label": None}, (422, "invalid", ["label"])),
        ({"position": 0}, (422, "invalid", ["position"])),
        ({"position": True}, (422, "invalid", ["position"])),
        ({"colour": "red"}, (422, "invalid", ["colour"])),
    ],
)
def test_change_that_cannot_be_is_refused(
    admin_client: Client, body: object, refused: tuple[int, str, list[str]]
) -> None:
    make_sizes("S", "M")
    give("size", "S")
    before = OwnField.objects.values().get()

    assert refusal(send(admin_client, "patch", "size/", body)) == refused
    assert OwnField.objects.values().get() == before


def test_field_is_moved_archived_and_restored(admin_client: Client) -> None:
    for key in ("brand", "colour", "size"):
        make_field(key)

    moved = send(admin_client, "patch", "size/", {"position": 1}).json()["position"]
    deleted = send(admin_client, "delete", "size/")
    archived = send(admin_client, "get", "size/").json()["archived"]
    refused = refusal(send(admin_client, "patch", "size/", {"label": "Size!"}))
    restored = send(admin_client, "patch", "size/", {"archived": False, "position": 2}).json()

    assert (moved, deleted.status_code, deleted.content, archived) == (1, 204, b"", True)
    assert refused == (409, "archived", [])
    assert (restored["archived"], restored["position"], keys()) == (False, 2, ["brand", "size", "colour"])


@pytest.mark.parametrize("where", ["query", "body"])
def test_field_is_erased_by_a_job_that_can_be_followed(admin_client: Client, where: str) -> None:
    make_field("brand")
    give("brand", "N", "Q")
    path = "brand/?erase=true" + ("&confirm=2" if where == "query" else "")

    answer = send(admin_client, "delete", path, {"confirm": "2"} if where == "body" else None)

    assert answer.status_code == 202
    job = work(ImportJob.objects.get(pk=answer.json()["job_id"]))
    shown = admin_client.get(answer.json()["status_url"]).json()
    assert (shown["kind"], shown["title"], shown["status"]) == ("erase", "Erase the values of Brand", "completed")
    assert (shown["counts"]["updated"], shown["created_by"]) == (2, "admin")
    assert admin_client.get(answer.json()["page_url"]).status_code == 200
    assert str(job.pk) in admin_client.get("/products/activity/").content.decode()
    assert send(admin_client, "get", "brand/").status_code == 404
    assert refusal(send(admin_client, "post", "", BRAND)) == (409, "key_taken", ["key"])


@pytest.mark.parametrize(
    ("query", "body", "refused"),
    [
        ("?erase=true", None, (422, "invalid", ["confirm"])),
        ("?erase=true", {}, (422, "invalid", ["confirm"])),
        ("?erase=true", {"confirm": 2}, (422, "invalid", ["confirm"])),
        ("?erase=true", {"confirm": "2", "sure": True}, (422, "invalid", ["sure"])),
        ("?erase=true&confirm=x", None, (422, "invalid", ["confirm"])),
        ("?erase=maybe&confirm=2", None, (422, "invalid", ["erase"])),
        ("?confirm=2", None, (422, "invalid", ["confirm"])),
        ("?eraze=true", None, (422, "invalid", ["eraze"])),
        ("?erase=true&confirm=1", None, (409, "count_differs", ["confirm"])),
    ],
)
def test_erasure_that_could_be_misunderstood_is_refused(
    admin_client: Client, query: str, body: object, refused: tuple[int, str, list[str]]
) -> None:
    make_field("brand")
    give("brand", "N", "Q")

    assert refusal(send(admin_client, "delete", f"brand/{query}", body)) == refused
    assert (keys(), ImportJob.objects.count()) == (["brand"], 0)


def test_field_that_is_being_erased_is_left_alone(admin_client: Client) -> None:
    make_field("brand")
    send(admin_client, "delete", "brand/?erase=true&confirm=0")

    for method, path, body in [
        ("patch", "brand/", {"archived": False}),
        ("delete", "brand/?erase=true&confirm=0", None),
    ]:
        assert refusal(send(admin_client, method, path, body)) == (409, "being_erased", [])


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
@pytest.mark.parametrize("path", ["nothing/", "Not-a-key/", "x" * 60 + "/", "%00/"])
def test_unknown_field_is_not_found(admin_client: Client, method: str, path: str) -> None:
    assert send(admin_client, method, path, {} if method == "patch" else None).status_code == 404


@pytest.mark.parametrize("method", ["put", "post"])
def test_other_methods_are_refused(admin_client: Client, method: str) -> None:
    make_field("brand")

    assert send(admin_client, method, "brand/", {}).status_code == 405


@pytest.mark.parametrize("role", ["", "viewer", "importer"])
def test_all_staff_may_look_and_only_managers_change(client: Client, role: str) -> None:
    make_field("brand")
    user = User.objects.create(username="vera", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)

    assert send(client, "get", "").status_code == send(client, "get", "brand/").status_code == 200
    for method, path, body in [("post", "", BRAND), ("patch", "brand/", {"told": False}), ("delete", "brand/", None)]:
        assert send(client, method, path, body).status_code == 403
    assert Client().get(API).status_code == 401


def test_manager_may_change(client: Client) -> None:
    user = User.objects.create(username="max", is_staff=True)
    user.groups.set(Group.objects.filter(name="manager"))
    client.force_login(user)

    assert send(client, "post", "", BRAND).status_code == 201
    assert send(client, "patch", "brand/", {"told": False}).status_code == 200
    assert send(client, "delete", "brand/?erase=true&confirm=0").status_code == 202


def test_description_tells_the_settings_of_each_kind(admin_client: Client) -> None:
    schemas = admin_client.get("/api/openapi.json").json()["components"]["schemas"]

    for name in ("FieldIn", "FieldChange", "FieldOut"):
        properties = schemas[name]["properties"]
        assert properties["kind"]["enum"] == [*OWN_KINDS]
        settings = {each["title"]: each for each in properties["settings"]["anyOf"]}
        assert settings["DecimalSettings"]["properties"]["places"]["maximum"] == 6
        assert settings["ChoiceSettings"]["required"] == ["choices"]
        assert all(each["additionalProperties"] is False for each in settings.values())
