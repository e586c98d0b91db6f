"""Pages of other sites may call the API if their origin is named: with a token, never with a cookie."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from product_importer.accounts.models import ApiToken
from tests.project.accounts.calls import PRODUCTS

pytestmark = pytest.mark.django_db

SHOP = "https://shop.example.com"
OPENED = {"Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Credentials"}


@pytest.fixture
def browser(settings: Settings) -> Client:
    settings.CORS_ALLOWED_ORIGINS = [SHOP, "http://localhost:3000"]
    return Client(enforce_csrf_checks=True)


def preflight(client: Client, path: str, origin: str) -> Any:
    return client.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})


@pytest.mark.parametrize("path", [PRODUCTS, "/webhooks/api/webhooks/", "/api/tokens/"])
def test_named_origin_may_ask_before_and_then_send_its_token(
    browser: Client, issued: tuple[ApiToken, str], path: str
) -> None:
    asked = preflight(browser, path, SHOP)
    answer = browser.get(path, headers={"Origin": SHOP, "Authorization": f"Bearer {issued[1]}"})

    assert (asked.status_code, asked["Access-Control-Allow-Origin"], asked["Vary"]) == (204, SHOP, "Origin")
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    assert "DELETE" in asked["Access-Control-Allow-Methods"]
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert "Origin" in answer["Vary"]
    assert "RateLimit-Remaining" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_named_origin_can_read_why_it_is_refused(browser: Client) -> None:
    answer = browser.get(PRODUCTS, headers={"Origin": SHOP, "Authorization": "Bearer wrong"})

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, SHOP)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "null",
        "",
        f"{SHOP}.evil.example.com",
        SHOP.upper(),
        f"{SHOP}:8443",
        "http://shop.example.com",
    ],
)
def test_other_origins_are_told_nothing(browser: Client, admin_user: User, origin: str) -> None:
    browser.force_login(admin_user)

    for answer in (preflight(browser, PRODUCTS, origin), browser.get(PRODUCTS, headers={"Origin": origin})):
        assert OPENED.isdisjoint(answer.headers)


def test_pages_are_opened_to_no_origin(browser: Client, admin_user: User) -> None:
    browser.force_login(admin_user)

    for path in ("/products/", "/admin/", "/metrics", "/health/", "/accounts/login/"):
        assert OPENED.isdisjoint(preflight(browser, path, SHOP).headers), path
        assert OPENED.isdisjoint(browser.get(path, headers={"Origin": SHOP}).headers), path


def test_nothing_is_opened_unless_an_origin_is_named(settings: Settings) -> None:
    assert settings.CORS_ALLOWED_ORIGINS == []

    answer = preflight(Client(), PRODUCTS, SHOP)

    assert answer.status_code == 401
    assert OPENED.isdisjoint(answer.headers)
