"""The routes for API tokens."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertNotContains

from product_importer.accounts.models import ApiToken
from tests.project.accounts.calls import PRODUCTS, TOKENS, call

pytestmark = pytest.mark.django_db
PAGE = "/accounts/tokens/"


def test_token_is_stored_as_a_hash_only(issued: tuple[ApiToken, str]) -> None:
    token, text = issued
    secret = text.removeprefix(f"{token.prefix}_")

    assert len(secret) == 32
    assert secret not in str(ApiToken.objects.values().get())


def test_person_makes_a_token_by_the_api_and_revokes_it(admin_client: Client, client: Client) -> None:
    body = {"name": " shop ", "scopes": ["read"], "expires_at": "2099-01-01T05:30:00+05:30"}

    made = admin_client.post(TOKENS, body, content_type="application/json")
    text = made.json()["token"]
    listed = admin_client.get(TOKENS).json()["results"]
    used = call(Client(), "get", PRODUCTS, text)
    revoked = admin_client.delete(f"{TOKENS}{made.json()['id']}/")

    assert made.status_code == 201
    assert text.startswith(made.json()["prefix"])
    assert (made.json()["name"], made.json()["scopes"]) == ("shop", ["read"])
    assert made.json()["expires_at"] == "2099-01-01T00:00:00Z"
    assert [each["prefix"] for each in listed] == [made.json()["prefix"]]
    assert "token" not in listed[0]
    assert (used.status_code, revoked.status_code) == (200, 204)
    assert call(Client(), "get", PRODUCTS, text).status_code == 401


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""}, {"name": "  "}, {"name": "x" * 101}, {"scopes": []}, {"scopes": ["admin"]}, {"scopes": "read"},
        {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "2099-01-01T00:00:00"},
        {"expires_at": "9999-12-31T23:59:59-08:00"}, {"expires_at": "9999-12-31T23:59:59-23:59"}, {"user": 1},
    ],
)  # fmt: skip
def test_token_is_not_made_of_bad_values(admin_client: Client, values: dict[str, Any]) -> None:
    response = admin_client.post(TOKENS, {"name": "shop"} | values, content_type="application/json")

    assert response.status_code == 422
    assert not ApiToken.objects.exists()


def test_token_makes_no_tokens(client: Client, issued: tuple[ApiToken, str]) -> None:
    response = call(client, "post", TOKENS, issued[1], {"name": "child"})

    assert (response.status_code, response.json()["error"]["code"]) == (403, "session_needed")


def test_nobody_sees_or_revokes_the_tokens_of_others(client: Client, issued: tuple[ApiToken, str]) -> None:
    client.force_login(User.objects.create(username="ben", is_staff=True))

    assert client.get(TOKENS).json()["results"] == []
    assertNotContains(client.get(PAGE), "shop")
    assert client.delete(f"{TOKENS}{issued[0].pk}/").status_code == 404
    assert client.post(f"{PAGE}{issued[0].pk}/revoke/").status_code == 404
