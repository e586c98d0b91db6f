"""What a request may do that comes with an API token."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from product_importer.accounts.models import ApiToken
from products.jobs.models import ImportJob
from products.models import Change, Product
from tests.project.accounts.calls import PRODUCTS, call
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db
KETTLE = {"sku": "KET-1", "name": "Kettle"}


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
