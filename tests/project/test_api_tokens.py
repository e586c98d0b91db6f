"""API tokens: made by a person, shown once, good for what they are good for, until they end."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from product_importer.accounts.models import ApiToken
from products.jobs.models import ImportJob
from products.models import Change, Product
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db

TOKENS = "/api/tokens/"
PAGE = "/accounts/tokens/"
PRODUCTS = "/products/api/products/"
KETTLE = {"sku": "KET-1", "name": "Kettle"}


@pytest.fixture
def issued(admin_user: User) -> tuple[ApiToken, str]:
    return ApiToken.objects.issue(admin_user, name="shop")


def call(client: Client, method: str, path: str, text: str, body: object = None) -> Any:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {text}"}, **data)


def test_token_opens_the_api_without_session_and_csrf(issued: tuple[ApiToken, str]) -> None:
    client = Client(enforce_csrf_checks=True)

    created = call(client, "post", PRODUCTS, issued[1], KETTLE)
    listed = call(client, "get", PRODUCTS, issued[1])

    assert (created.status_code, listed.status_code, listed.json()["count"]) == (201, 200, 1)
    assert client.cookies == {}
    assert Change.objects.values_list("actor_kind", "actor_id").get() == ("api", str(issued[0].pk))


def test_token_uploads_a_file_in_the_name_of_its_owner(
    issued: tuple[ApiToken, str], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")

    response = Client(enforce_csrf_checks=True).post(
        "/products/api/upload/", {"file": file}, headers={"Authorization": f"Bearer {issued[1]}"}
    )

    assert response.status_code == 202
    assert ImportJob.objects.get().created_by == issued[0].user


def test_token_opens_no_page(client: Client, issued: tuple[ApiToken, str]) -> None:
    assert call(client, "get", "/products/", issued[1]).status_code == 302


def test_token_is_stored_as_a_hash_only(issued: tuple[ApiToken, str]) -> None:
    token, text = issued
    secret = text.removeprefix(f"{token.prefix}_")

    assert len(secret) == 32
    assert secret not in str(ApiToken.objects.values().get())


def test_wrong_text_is_refused(client: Client, issued: tuple[ApiToken, str]) -> None:
    wrong = [
        "",
        "x",
        "pi_",
        "pi_12345678_",
        issued[0].prefix,
        issued[1][:-1],
        f"{issued[1]}x",
        issued[1].upper(),
        "pi_é_é",
    ]

    for text in wrong:
        response = call(client, "get", PRODUCTS, text)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "invalid_token"), text
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_revoked_token_lets_nobody_in(client: Client, issued: tuple[ApiToken, str]) -> None:
    assert issued[0].revoke() is True
    assert issued[0].revoke() is False

    response = call(client, "get", PRODUCTS, issued[1])

    assert (response.status_code, response.json()["error"]["message"]) == (401, "This token was revoked.")


def test_token_ends_at_its_time(client: Client, admin_user: User) -> None:
    end = datetime(2026, 3, 1, 12, tzinfo=UTC)
    _, text = ApiToken.objects.issue(admin_user, name="shop", expires_at=end)

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert call(client, "get", PRODUCTS, text).status_code == 200
    with time_machine.travel(end, tick=False):
        assert call(client, "get", PRODUCTS, text).json()["error"]["message"] == "This token has expired."


def test_token_of_somebody_who_left_lets_nobody_in(
    client: Client, admin_user: User, issued: tuple[ApiToken, str]
) -> None:
    User.objects.filter(pk=admin_user.pk).update(is_staff=False)
    assert call(client, "get", PRODUCTS, issued[1]).status_code == 403

    User.objects.filter(pk=admin_user.pk).update(is_active=False)
    assert call(client, "get", PRODUCTS, issued[1]).status_code == 401


def test_token_may_do_what_its_owner_may(client: Client) -> None:
    viewer = User.objects.create(username="viewer", is_staff=True)
    _, text = ApiToken.objects.issue(viewer, name="shop")

    assert call(client, "get", PRODUCTS, text).status_code == 200
    assert call(client, "post", PRODUCTS, text, KETTLE).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_read_only_token_changes_nothing(client: Client, admin_user: User, method: str) -> None:
    _, text = ApiToken.objects.issue(admin_user, name="shop", scopes=["read"])

    response = call(client, method, PRODUCTS, text, KETTLE)

    assert (response.status_code, response.json()["error"]["code"]) == (403, "read_only_token")
    assert call(client, "get", PRODUCTS, text).status_code == 200
    assert not Product.objects.exists()


def test_last_use_is_noted_at_most_once_a_minute(client: Client, issued: tuple[ApiToken, str]) -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    seen = []
    for seconds in (0, 59, 61):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            call(client, "get", PRODUCTS, issued[1])
        seen.append(ApiToken.objects.get().last_used_at)

    assert seen == [start, start, start + timedelta(seconds=61)]


def test_token_has_its_limit_and_hears_of_it(client: Client, issued: tuple[ApiToken, str], settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, 15, tzinfo=UTC), tick=False):
        answers = [call(client, "get", PRODUCTS, issued[1]) for _ in range(3)]
        other = call(client, "get", PRODUCTS, ApiToken.objects.issue(issued[0].user, name="other")[1])

    assert [answer.status_code for answer in (*answers, other)] == [200, 200, 429, 200]
    assert [answer["RateLimit-Remaining"] for answer in (*answers, other)] == ["1", "0", "0", "1"]
    assert {(answer["RateLimit-Limit"], answer["RateLimit-Reset"]) for answer in answers} == {("2", "45")}
    assert (answers[2]["Retry-After"], answers[2].json()["error"]["code"]) == ("45", "too_many_requests")


def test_token_hears_of_its_limit_whatever_is_refused(
    client: Client, issued: tuple[ApiToken, str], settings: Any
) -> None:
    _, text = issued

    answer = call(client, "put", PRODUCTS, text)

    assert (answer.status_code, answer["RateLimit-Limit"]) == (405, str(settings.API_REQUESTS_PER_MINUTE))


def test_nobody_is_held_up_while_redis_is_away(client: Client, issued: tuple[ApiToken, str], settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    with redis_at(NOWHERE):
        response = call(client, "get", PRODUCTS, issued[1])

    assert response.status_code == 200
    assert "RateLimit-Limit" not in response


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


def test_page_makes_a_token_and_shows_it_once(admin_client: Client) -> None:
    assertContains(admin_client.get(PAGE), "No tokens yet")

    response = admin_client.post(PAGE, {"name": "shop", "scope": "read", "days": "30"})

    token = ApiToken.objects.get()
    assert (response.status_code, response["Cache-Control"]) == (201, response["Cache-Control"])
    assert "no-store" in response["Cache-Control"]
    assertContains(response, f"{token.prefix}_", status_code=201)
    assertNotContains(admin_client.get(PAGE), f"{token.prefix}_")
    assert token.scopes == ["read"]
    assert token.expires_at
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)


def test_page_says_what_is_wrong_and_keeps_what_was_typed(admin_client: Client) -> None:
    response = admin_client.post(PAGE, {"name": "x" * 101, "scope": "read", "days": ""})

    assertContains(response, "at most 100 characters", status_code=422)
    assertContains(response, "x" * 101, status_code=422)


def test_page_revokes_a_token(admin_client: Client, issued: tuple[ApiToken, str]) -> None:
    response = admin_client.post(f"{PAGE}{issued[0].pk}/revoke/", follow=True)

    assertContains(response, "lets nobody in any more")
    assertContains(response, "revoked")
    assert admin_client.get(f"{PAGE}{issued[0].pk}/revoke/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, admin_user: User, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        ApiToken.objects.issue(admin_user, name="shop")

    with django_assert_num_queries(3):  # session, user, tokens
        admin_client.get(PAGE)


def test_command_prints_a_token_that_works(client: Client, admin_user: User, capsys: Any) -> None:
    call_command("create_api_token", "admin", "--name", "nightly")
    text = capsys.readouterr().out.strip()
    call_command("create_api_token", "admin", "--json", "--read-only", "--days", "7")
    other = json.loads(capsys.readouterr().out)

    assert call(client, "get", PRODUCTS, text).status_code == 200
    assert (other["scopes"], call(client, "post", PRODUCTS, other["token"], KETTLE).status_code) == (["read"], 403)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody"],
        ["admin", "--name", " "],
        ["admin", "--name", "x" * 101],
        ["admin", "--name", "a\udcff"],
        *(["admin", "--days", days] for days in ("0", "-3", "99999999")),
    ],
)
def test_command_refuses_what_it_cannot_do(admin_user: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_api_token", *arguments)


def test_admin_lists_tokens_and_revokes_them(admin_client: Client, issued: tuple[ApiToken, str]) -> None:
    url = "/admin/accounts/apitoken/"

    assertContains(admin_client.get(url), issued[0].prefix)
    assertNotContains(admin_client.get(f"{url}{issued[0].pk}/change/"), issued[0].digest)
    assert admin_client.get(f"{url}add/").status_code == 403
    admin_client.post(url, {"action": "revoke", "_selected_action": [str(issued[0].pk)]})
    assert ApiToken.objects.get().revoked_at
