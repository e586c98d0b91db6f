"""Who gets in: staff, and nobody else."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from pytest_django import Settings

from product_importer.lib.client_address import address_of
from product_importer.lib.errors import API_PREFIXES
from tests.project.routes import every_path

pytestmark = pytest.mark.django_db

OPEN = {"/accounts/login/", "/admin/login/", "/health/", "/health/ready/"}


def test_routes_are_all_found() -> None:
    """The crawl below is worth as much as its list."""
    some = {"/", "/products/", "/products/imports/", "/admin/products/product/", "/products/api/upload/", "/api/docs"}

    assert some <= set(every_path())
    assert len(every_path()) > 50


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_sign_in_and_health_are_open_to_anybody(client: Client, method: str) -> None:
    answers = {path: getattr(client, method)(path) for path in every_path()}

    apis = {path for path in answers if path.startswith(API_PREFIXES)}
    closed = {path for path, answer in answers.items() if answer.status_code == 302 and "/login/?next=" in answer.url}
    refused = {path for path, answer in answers.items() if answer.status_code == 401}
    assert refused == apis
    assert closed == answers.keys() - apis - OPEN
    assert all("application/json" in answers[path]["Content-Type"] for path in apis)


def test_an_account_that_is_not_staff_is_refused_with_a_sentence(client: Client) -> None:
    client.force_login(User.objects.create(username="customer"))

    for path in every_path():
        if path in OPEN or path.startswith("/admin/"):
            continue
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "not a member of staff" in answer.content.decode()


def test_an_account_that_is_not_staff_cannot_sign_in(client: Client) -> None:
    User.objects.create_user("customer", password="a-good-password")

    answer = client.post("/accounts/login/", {"username": "customer", "password": "a-good-password"})

    assert answer.status_code == 200
    assert "not a member of staff" in answer.content.decode()
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

    assert "This username and password do not go together." in response.content.decode()


def test_sign_in_pauses_after_five_wrong_passwords_for_that_name_only(client: Client) -> None:
    for name in ("ana", "ben"):
        User.objects.create_user(name, password="a-good-password", is_staff=True)
    for _ in range(5):
        client.post("/accounts/login/", {"username": "ana", "password": "wrong"})

    locked = client.post("/accounts/login/", {"username": "ana", "password": "a-good-password"})
    other = client.post("/accounts/login/", {"username": "ben", "password": "a-good-password"})

    assert locked.status_code == 429
    assert "Sign-in is paused" in locked.content.decode()
    assert "Wait 15 min, then try again" in locked.content.decode()
    assert other.status_code == 302


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "198.51.100.7", "10.0.0.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "made.up, 203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7,10.0.0.8", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "nonsense", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_address_of_a_person_is_what_the_outermost_of_our_proxies_saw(
    rf: RequestFactory, settings: Settings, hops: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXY_HOPS = hops
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.9", headers=headers)) == address


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


def test_every_page_says_405_to_a_method_it_does_not_know(admin_client: Client) -> None:
    for path in ("/", "/products/", "/products/imports/", "/health/", "/health/ready/", "/products/api/imports/"):
        assert admin_client.delete(path).status_code == 405, path


def test_pages_answer_head_as_they_answer_get(admin_client: Client) -> None:
    pages = [path for path in every_path() if not path.startswith((*API_PREFIXES, "/admin/", "/accounts/logout/"))]

    assert {path: admin_client.head(path).status_code for path in pages} == {
        path: admin_client.get(path).status_code for path in pages
    }
