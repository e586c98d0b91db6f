"""Signing in and out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_an_account_that_is_not_staff_cannot_sign_in(client: Client) -> None:
    User.objects.create_user("customer", password="a-good-password")

    answer = client.post("/accounts/login/", {"username": "customer", "password": "a-good-password"})

    assert answer.status_code == 200
    assert "Ask an administrator to make this a staff account." in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_staff_signs_in_and_out(client: Client) -> None:
    User.objects.create_user("ana", password="a-good-password", is_staff=True)

    entered = client.post(
        "/accounts/login/?next=/products/", {"username": "ana", "password": "a-good-password", "next": "/products/"}
    )
    page = client.get("/products/")
    left = client.post("/accounts/logout/")

    assert (entered.status_code, entered.headers["Location"]) == (302, "/products/")
    assert page.status_code == 200
    assert (left.status_code, left.headers["Location"]) == (302, "/accounts/login/")
    assert client.get("/products/").status_code == 302


def test_sign_in_sends_nobody_to_another_site(client: Client) -> None:
    User.objects.create_user("ana", password="a-good-password", is_staff=True)

    answer = client.post(
        "/accounts/login/", {"username": "ana", "password": "a-good-password", "next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == "/"


def test_sign_out_by_a_mere_link_is_refused(admin_client: Client) -> None:
    assert admin_client.get("/accounts/logout/").status_code == 405


def test_wrong_password_is_told_in_our_words(client: Client) -> None:
    response = client.post("/accounts/login/", {"username": "ana", "password": "wrong"})

    assert "The username and password do not match." in response.content.decode()


def test_sign_in_pauses_after_five_wrong_passwords_for_that_name_only(client: Client) -> None:
    for name in ("ana", "ben"):
        User.objects.create_user(name, password="a-good-password", is_staff=True)
    for _ in range(5):
        client.post("/accounts/login/", {"username": "ana", "password": "wrong"})

    locked = client.post("/accounts/login/", {"username": "ana", "password": "a-good-password"})
    other = client.post("/accounts/login/", {"username": "ben", "password": "a-good-password"})

    assert locked.status_code == 429
    assert "Sign-in is paused" in locked.content.decode()
    assert "Wait 30 s, then try again" in locked.content.decode()
    assert other.status_code == 302


def test_sign_in_pauses_for_one_address_behind_a_proxy_only(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXY_HOPS = 1
    User.objects.create_user("ana", password="a-good-password", is_staff=True)

    def sign_in(address: str, password: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.post("/accounts/login/", {"username": "ana", "password": password}, headers=headers).status_code

    for _ in range(5):
        sign_in("203.0.113.1", "wrong")

    assert sign_in("203.0.113.1", "a-good-password") == 429
    assert sign_in("198.51.100.7", "a-good-password") == 302
