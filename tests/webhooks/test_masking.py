"""Extra headers that look like passwords are stored sealed, shown once, and masked from then on."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import Settings

from product_importer.accounts.models import SecondFactor
from product_importer.lib.sealing import Unreadable, sealed, unsealed
from tests.webhooks.factories import make_webhook
from tests.webhooks.pages.text import GIVEN
from tests.webhooks.receivers import Receive
from webhooks import masking
from webhooks.models import Webhook
from webhooks.sending import trial

HEADERS = {"Authorization": "Bearer hush", "X-Shop": "7"}
MASKED = {"Authorization": "…", "X-Shop": "7"}
API = "/webhooks/api/webhooks/"


def stored(webhook: Webhook) -> str:
    """What a dump of the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT custom_headers FROM webhooks_webhook WHERE id = %s", [webhook.pk])
        return str(cursor.fetchone()[0])


def send(client: Client, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = getattr(client, method)(f"{API}{path}", body, content_type="application/json")
    assert response.status_code in {200, 201}, response.content
    shown: dict[str, Any] = response.json()
    return shown


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("Authorization", "x", True),
        ("X-API-Key", "x", True),
        ("x-auth-token", "x", True),
        ("X-Hub-Signature", "x", True),
        ("X-Password", "", False),
        ("X-Shop", "7", False),
        ("X-Shop", "Rotterdam, the second one", False),
        ("X-Shop", "Bearer x", True),
        ("X-Shop", "basic eA==", True),
        ("X-Shop", "a8f5f167f44f4964e6c998dee827110c", True),
        ("X-Shop", "the-warehouse-in-rotterdam", False),
    ],
)
def test_header_is_taken_for_a_password_by_its_name_or_its_look(name: str, value: str, is_secret: bool) -> None:
    assert masking.is_secret(name, value) is is_secret


def test_mask_stands_for_the_stored_value_whatever_the_case_of_its_name() -> None:
    assert masking.unmasked({"authorization": " … ", "X-Shop": "8"}, HEADERS) == {
        "authorization": "Bearer hush",
        "X-Shop": "8",
    }
    assert masking.unmasked({}, HEADERS) == {}


def test_mask_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="X-New has no value yet"):
        masking.unmasked({"X-New": "…"}, HEADERS)


@pytest.mark.django_db
def test_api_shows_a_secret_once_and_takes_its_mask_for_it(admin_client: Client) -> None:
    new = send(admin_client, "post", "create/", {**GIVEN, "custom_headers": HEADERS})
    path = f"{new['id']}/"

    assert new["custom_headers"] == HEADERS
    assert admin_client.get(f"{API}{path}").json()["custom_headers"] == MASKED
    assert admin_client.get(API).json()["results"][0]["custom_headers"] == MASKED
    for method, change in (("put", GIVEN | {"custom_headers": MASKED}), ("patch", {"description": "The shop"})):
        assert send(admin_client, method, path, change)["custom_headers"] == MASKED
        assert Webhook.objects.get().custom_headers == HEADERS
    send(admin_client, "patch", path, {"custom_headers": {"Authorization": "Bearer new"}})
    assert Webhook.objects.get().custom_headers == {"Authorization": "Bearer new"}


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{}, {"custom_headers": MASKED}])
def test_secret_is_sent_to_no_other_server_unless_it_is_entered_again(
    admin_client: Client, change: dict[str, Any]
) -> None:
    webhook = make_webhook("https://a.example/in", custom_headers=HEADERS)
    elsewhere = {"url": "https://evil.example/in", **change}

    refused = admin_client.patch(f"{API}{webhook.pk}/", elsewhere, content_type="application/json")
    send(admin_client, "patch", f"{webhook.pk}/", {"url": "https://a.example/other", **change})
    webhook.refresh_from_db()
    assert (webhook.url, webhook.custom_headers) == ("https://a.example/other", HEADERS)
    send(admin_client, "patch", f"{webhook.pk}/", elsewhere | {"custom_headers": HEADERS})

    assert refused.status_code == 422
    assert refused.json()["error"]["fields"] == {
        "custom_headers": ["The URL leads to another server. Enter Authorization again in place of …"]
    }


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/webhooks/{}/edit/", "/admin/webhooks/webhook/{}/change/"])
def test_forms_show_masks_and_take_them_back(admin_client: Client, page: str) -> None:
    webhook = make_webhook(custom_headers=HEADERS)
    url = page.format(webhook.pk)

    shown = admin_client.get(url).content.decode()
    admin_client.post(url, GIVEN | {"enabled": "on", "custom_headers": "Authorization: …\nX-Shop: 8"})

    assert "Authorization: …" in shown
    assert "hush" not in shown
    webhook.refresh_from_db()
    assert webhook.custom_headers == HEADERS | {"X-Shop": "8"}


@pytest.mark.django_db
def test_dump_holds_no_header_and_equal_ones_do_not_look_alike() -> None:
    one, other = make_webhook(custom_headers=HEADERS), make_webhook("https://b.example/", custom_headers=HEADERS)

    assert "hush" not in stored(one)
    assert "X-Shop" not in stored(one)
    assert stored(one) != stored(other)


def test_every_key_of_the_list_opens_and_the_first_one_seals(settings: Settings) -> None:
    settings.CREDENTIALS_KEYS = ["old"]
    text = sealed(HEADERS)
    settings.CREDENTIALS_KEYS = ["new", "old"]
    assert unsealed(text) == HEADERS
    newer = sealed(HEADERS)
    settings.CREDENTIALS_KEYS = ["new"]
    assert unsealed(newer) == HEADERS
    assert isinstance(unsealed(text), Unreadable)


@pytest.mark.django_db
def test_headers_that_no_key_opens_are_not_left_out_of_a_request_nor_lost(
    receive: Receive, admin_client: Client, settings: Settings
) -> None:
    shop = receive()
    webhook = make_webhook(shop.url, custom_headers=HEADERS)
    before, keys = stored(webhook), settings.CREDENTIALS_KEYS
    settings.CREDENTIALS_KEYS = ["another"]
    webhook.refresh_from_db()

    outcome = trial.try_webhook(webhook, sent_by="ana", user_id=1)
    page = admin_client.get(webhook.get_absolute_url())
    send(admin_client, "patch", f"{webhook.pk}/", {"description": "The shop"})

    assert (outcome.error, shop.requests, page.status_code) == ("headers", [], 200)
    assert stored(webhook) == before
    settings.CREDENTIALS_KEYS = keys
    webhook.refresh_from_db()
    assert (webhook.custom_headers, webhook.description) == (HEADERS, "The shop")


@pytest.mark.django_db
def test_command_seals_anew_with_the_first_key_and_names_what_none_opens(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = make_webhook("https://lost.example/", custom_headers=HEADERS)
    settings.CREDENTIALS_KEYS = ["old"]
    webhook = make_webhook(custom_headers=HEADERS)
    owner = User.objects.create(username="ana")
    SecondFactor.objects.create(user=owner, sealed={"secret": "ABC"})
    settings.CREDENTIALS_KEYS = ["new", "old"]

    with pytest.raises(CommandError, match=r"opens those of: https://lost\.example/"):
        call_command("reseal_credentials")

    said = capsys.readouterr().out
    assert ("those of 1 webhook" in said, "those of 1 second factor" in said) == (True, True)
    settings.CREDENTIALS_KEYS = ["new"]
    webhook.refresh_from_db()
    lost.refresh_from_db()
    assert webhook.custom_headers == HEADERS
    assert SecondFactor.objects.get().secret == "ABC"
    assert isinstance(lost.custom_headers, Unreadable)


def test_headers_of_an_older_version_are_sealed_and_can_be_taken_back(newest_migrations: None) -> None:
    MigrationExecutor(connection).migrate([("webhooks", "0005_words")])
    with connection.cursor() as cursor:
        cursor.execute(OLD_WEBHOOK)

    MigrationExecutor(connection).migrate([("webhooks", "0006_sealed_headers")])
    webhook = Webhook.objects.get()
    assert webhook.custom_headers == HEADERS
    assert "hush" not in stored(webhook)

    MigrationExecutor(connection).migrate([("webhooks", "0005_words")])
    assert json.loads(stored(webhook)) == HEADERS


OLD_WEBHOOK = """
    INSERT INTO webhooks_webhook (id, url, description, event_types, custom_headers, enabled, disabled_reason, failures,
        secret_version, secret_rotations, last_error, created_at, updated_at)
    VALUES (gen_random_uuid(), 'https://a.example/', '', '{product.created}',
        '{"Authorization": "Bearer hush", "X-Shop": "7"}', true, '', 0, 1, '{}', '', now(), now())
"""
