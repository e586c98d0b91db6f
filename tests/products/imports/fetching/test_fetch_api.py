"""The API of how sources are fetched: it takes secrets and never tells them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from product_importer.accounts.models import AuditEntry
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import runs
from products.imports.models import Source
from products.imports.sources import actions as sources
from tests.confirmed import just_confirmed
from tests.products.imports.fetching.conftest import Serve, SetUp, fetch_once, url_of

pytestmark = pytest.mark.django_db
CANARY = "ganz-geheim"
PARTS = {
    "kind": "sftp",
    "address": "sftp://Files.example.com/out",
    "pattern": "prices-*.csv",
    "credentials": {"user": "acme", "password": CANARY},
    "schedule": "Weekdays at 6:00",
    "time_zone": "Europe/Berlin",
    "quiet_from": "22:00",
    "quiet_until": "05:00",
    "expected_by": "Monday 08:00",
}


@pytest.fixture
def source(transactional_db: None) -> Source:
    return sources.create(name="Acme", by=None, recipe={})


@pytest.fixture
def manager(transactional_db: None) -> Client:
    user = User.objects.create(username="mona", is_staff=True)
    user.groups.add(Group.objects.get(name="manager"))
    client = Client()
    client.force_login(user)
    return just_confirmed(client)


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(path, json.dumps(body) if body is not None else "", content_type="application/json")


def test_set_up_is_told_without_secrets(source: Source, manager: Client) -> None:
    path = f"/products/api/sources/{source.pk}/"

    response = call(manager, "put", f"{path}fetch/", PARTS)

    told = response.json()
    assert response.status_code == 200, told
    assert {name: told[name] for name in PARTS} == PARTS | {
        "address": "sftp://files.example.com/out",
        "credentials": ["password", "user"],
        "schedule": "weekdays at 06:00",
        "expected_by": "weekly on Monday at 08:00",
    }
    assert (told["state"], told["version"], told["paused"]) == ("waiting", 1, False)
    assert manager.get(path).json()["fetch"]["next_run_at"] == told["next_run_at"]
    assert CANARY not in response.content.decode() + manager.get(f"{path}fetch/").content.decode()
    assert CANARY not in "".join(map(str, AuditEntry.objects.values_list())) + "".join(_stored(SourceFetch))
    assert AuditEntry.objects.filter(action="PUT api:source_fetch", subject=str(source.pk)).exists()


def test_credentials_stay_until_they_are_replaced_and_go_to_no_other_server(source: Source, manager: Client) -> None:
    path = f"/products/api/sources/{source.pk}/fetch/"
    call(manager, "put", path, PARTS)

    for change, kept in (
        ({"pattern": ""}, {"user": "acme", "password": CANARY}),
        ({"credentials": {"password": "neu"}}, {"user": "acme", "password": "neu"}),
    ):
        assert call(manager, "patch", path, change).status_code == 200
        assert SourceFetch.objects.get().credentials == kept
    moved = call(manager, "patch", path, {"address": "sftp://evil.example.com/out"})
    assert moved.json()["error"]["fields"] == {"credentials": ["Give the user."]}
    call(manager, "patch", path, {"kind": "https", "address": "https://files.example.com/a.csv"})
    assert SourceFetch.objects.get().credentials == {}


def test_query_of_a_url_is_a_secret(source: Source, manager: Client) -> None:
    path = f"/products/api/sources/{source.pk}/fetch/"

    told = call(manager, "put", path, {"kind": "https", "address": f"https://a.example.com/p.csv?key={CANARY}"})
    call(manager, "patch", path, {"address": told.json()["address"], "schedule": "every hour"})

    assert (told.json()["address"], told.json()["credentials"]) == ("https://a.example.com/p.csv?…", [])
    assert SourceFetch.objects.get().credentials == {"query": f"key={CANARY}"}
    assert CANARY not in "".join(_stored(SourceFetch))


BAD_PARTS: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "gopher"}, "kind", "Use one of these: https"),
    ({"address": "files.example.com/out"}, "address", "Write it like sftp://"),
    ({"address": "sftp://me@files.example.com/"}, "address", "Leave the user and password out"),
    ({"address": "sftp://files.example.com:25/"}, "address", "Port 25 is not allowed"),
    ({"address": "sftp://files.example.com/a b"}, "address", "no spaces"),
    ({"address": "sftp://[::1/"}, "address", "This is no URL"),
    ({"kind": "s3", "address": "https://s3.example.com/", "credentials": {}}, "address", "Name the bucket"),
    ({"kind": "folder", "address": "/etc"}, "address", "SOURCE_FOLDERS"),
    ({"credentials": {"user": "acme"}}, "credentials", "Give the password, or a private key."),
    ({"credentials": {"token": "x"}}, "credentials", "There is no “token”"),
    ({"schedule": "now and then"}, "schedule", "Say it like one of these"),
    ({"expected_by": "every hour"}, "expected_by", "Give a time by which"),
    ({"time_zone": "Berlin"}, "time_zone", "no such time zone"),
    ({"quiet_from": "25:00"}, "quiet_from", "Give a time from 00:00"),
    ({"quiet_until": "24:00"}, "quiet_until", "Give a time from 00:00"),
    ({"quiet_until": ""}, "quiet_until", "Give both times"),
    ({"pattern": "../*.csv"}, "pattern", "Give a pattern"),
]


def test_bad_parts_are_named(source: Source, manager: Client, settings: Any) -> None:
    settings.SOURCE_FOLDERS = []

    for changed, field, words in BAD_PARTS:
        response = call(manager, "put", f"/products/api/sources/{source.pk}/fetch/", PARTS | changed)

        assert response.status_code == 422, changed
        assert words in response.json()["error"]["fields"][field][0]
    assert not SourceFetch.objects.exists()


def test_change_meanwhile_is_not_overwritten(source: Source, manager: Client) -> None:
    path = f"/products/api/sources/{source.pk}/fetch/"
    call(manager, "put", path, PARTS)
    call(manager, "patch", path, {"paused": True})

    response = call(manager, "patch", path, {"schedule": "every hour", "version": 1})

    assert (response.status_code, response.json()["error"]["code"]) == (409, "changed_meanwhile")
    assert manager.get(path).json()["state"] == "paused"


def test_run_is_asked_for_once_and_told(serve: Serve, set_up: SetUp, manager: Client) -> None:
    fetch = set_up(url_of(serve()))
    path = f"/products/api/sources/{fetch.pk}/"

    asked = call(manager, "post", f"{path}run/")
    again = call(manager, "post", f"{path}run/")
    runs.carry_out(asked.json()["id"])

    assert (asked.status_code, asked.json()["asked_by"], asked.json()["outcome"]) == (202, "mona", None)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "being_fetched")
    (told,) = manager.get(f"{path}runs/").json()["results"]
    assert (told["outcome"], told["file_name"], told["trigger"]) == ("imported", "prices.csv", "person")
    assert manager.get(f"/products/api/imports/{told['job_id']}/").json()["created_by"] == "mona"


def test_what_is_not_fetched_is_404_and_can_be_removed(serve: Serve, set_up: SetUp, manager: Client) -> None:
    fetch = set_up(url_of(serve()))
    fetch_once(fetch)
    path = f"/products/api/sources/{fetch.pk}/"

    assert call(manager, "delete", f"{path}fetch/").status_code == 204
    assert manager.get(f"{path}fetch/").status_code == call(manager, "post", f"{path}run/").status_code == 404
    assert manager.get(path).json()["fetch"] is None
    assert len(manager.get(f"{path}runs/").json()["results"]) == SourceRun.objects.count() == 1


def _stored(model: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model._meta.db_table}::text FROM {model._meta.db_table}")
        return [row[0] for row in cursor]
