"""The page of a person's API tokens, and the admin's list of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from product_importer.accounts.models import ApiToken

pytestmark = pytest.mark.django_db
PAGE = "/accounts/tokens/"


def test_page_makes_a_token_and_shows_it_once(admin_client: Client) -> None:
    assertContains(admin_client.get(PAGE), "No tokens yet")

    response = admin_client.post(PAGE, {"name": "shop", "scope": "read", "days": "30"})

    token = ApiToken.objects.get()
    assert response.status_code == 201
    assertContains(response, f"{token.prefix}_", status_code=201)
    assertNotContains(admin_client.get(PAGE), f"{token.prefix}_")
    assert token.scopes == ["read"]
    assert token.expires_at
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)


def test_page_says_what_is_wrong_and_keeps_what_was_typed(admin_client: Client) -> None:
    response = admin_client.post(PAGE, {"name": "x" * 101, "scope": "read", "days": ""})

    assertContains(response, "at most 100 characters", status_code=422)
    assertContains(response, "x" * 101, status_code=422)


def test_page_asks_before_it_revokes_a_token(admin_client: Client, issued: tuple[ApiToken, str]) -> None:
    assertContains(admin_client.get(f"{PAGE}{issued[0].pk}/revoke/"), "lose access at once")
    issued[0].refresh_from_db()
    assert issued[0].revoked_at is None

    response = admin_client.post(f"{PAGE}{issued[0].pk}/revoke/", follow=True)

    assertContains(response, "was revoked.")
    assertContains(response, '<span class="status" data-status="cancelled">revoked</span>')


def test_page_revokes_all_of_a_person_and_those_of_nobody_else(admin_client: Client, admin_user: User) -> None:
    other = User.objects.create_user("ben", is_staff=True)
    for user in (admin_user, admin_user, other):
        ApiToken.objects.issue(user, name="shop")
    assertContains(admin_client.get(PAGE), "Revoke all…")

    asked = admin_client.get(f"{PAGE}revoke-all/")
    done = admin_client.post(f"{PAGE}revoke-all/", follow=True)

    assertContains(asked, "Revoke 2 tokens")
    assertContains(done, "Revoked 2 tokens.")
    assertNotContains(done, "Revoke all…")
    assertContains(admin_client.get(f"{PAGE}revoke-all/"), "You have no active token.")
    assert [token.user for token in ApiToken.objects.active()] == [other]


def test_password_change_leads_to_the_tokens_that_still_give_access(client: Client) -> None:
    ana = User.objects.create_user("ana", password="a-good-password", is_staff=True)
    client.force_login(ana)
    ApiToken.objects.issue(ana, name="shop")
    new = {"new_password1": "another good one", "new_password2": "another good one"}

    done = client.post("/accounts/password/", {"old_password": "a-good-password", **new}, follow=True)

    assertContains(done, "Your password was changed. Other browsers are signed out.")
    assertContains(done, f'<a href="{PAGE}revoke-all/">revoke all your API tokens</a>')


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, admin_user: User, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        ApiToken.objects.issue(admin_user, name="shop")

    with django_assert_num_queries(3):  # session, user, tokens
        admin_client.get(PAGE)


def test_admin_lists_tokens_and_revokes_them(admin_client: Client, issued: tuple[ApiToken, str]) -> None:
    url = "/admin/accounts/apitoken/"

    assertContains(admin_client.get(url), issued[0].prefix)
    assertNotContains(admin_client.get(f"{url}{issued[0].pk}/change/"), issued[0].digest)
    assert admin_client.get(f"{url}add/").status_code == 403
    admin_client.post(url, {"action": "revoke", "_selected_action": [str(issued[0].pk)]})
    assert ApiToken.objects.get().revoked_at
