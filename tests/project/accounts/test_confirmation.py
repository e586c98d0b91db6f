"""Before what could hurt, the password is asked for again, and then it goes on with what was sent."""

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from product_importer.accounts.models import ApiToken
from product_importer.accounts.second_factor import codes, enrolment
from products import catalogue
from products.models import Product
from tests.products.factories import ANA
from tests.webhooks.factories import make_webhook

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
NEW = {"username": "ben", "email": "ben@example.com", "role": "importer"}


@pytest.fixture
def maria() -> User:
    return User.objects.create_superuser("maria", password=PASSWORD)


@pytest.fixture
def client(maria: User) -> Client:
    """Signed in for longer than ten minutes."""
    client = Client()
    client.force_login(maria)
    return client


def test_page_asks_and_goes_on_with_the_form_that_was_sent(client: Client) -> None:
    asked = client.post("/accounts/people/new/", NEW, headers={"Referer": "http://testserver/accounts/people/new/"})

    assert asked.status_code == 422
    assert asked.context["sent"] == [*NEW.items()]
    assert asked.context["back"] == "/accounts/people/new/"
    wrong = client.post("/accounts/people/new/", NEW | {"your_password": "wrong"})
    assert (wrong.status_code, "That is not your password." in wrong.content.decode()) == (422, True)
    assert wrong.context["sent"] == [*NEW.items()]
    assert not User.objects.filter(username="ben").exists()
    done = client.post("/accounts/people/new/", NEW | {"your_password": PASSWORD})
    assert (done.status_code, User.objects.get(username="ben").email) == (201, "ben@example.com")
    assert client.post("/accounts/people/new/", NEW | {"username": "eve", "email": ""}).status_code == 201  # not again


def test_proof_lasts_ten_minutes_after_signing_in(client: Client, maria: User) -> None:
    client.post("/accounts/login/", {"username": "maria", "password": PASSWORD})
    webhook = make_webhook()

    assert webhook.secret in client.post(f"/webhooks/{webhook.pk}/secret/").content.decode()
    session = client.session
    session["confirmed_at"] = int(time.time()) - 601
    session.save()
    assert webhook.secret not in client.post(f"/webhooks/{webhook.pk}/secret/").content.decode()


def test_code_of_the_second_factor_is_as_good(client: Client, maria: User) -> None:
    secret = codes.new_secret()
    step = int(time.time()) // codes.STEP_SECONDS
    enrolment.turn_on(maria, secret=secret, code=codes.code_at(secret, step))

    done = client.post("/accounts/people/new/", NEW | {"your_password": codes.code_at(secret, step + 1)})

    assert done.status_code == 201


def test_programs_in_a_session_are_told_and_programs_with_a_token_are_not_asked(client: Client, maria: User) -> None:
    catalogue.create(actor=ANA, sku="KET-1", name="Kettle", active=True)
    webhook = make_webhook()
    calls = [
        ("/api/tokens/", {"name": "shop"}),
        ("/products/api/products/bulk-delete/", {"confirm": "1"}),
        (f"/webhooks/api/webhooks/{webhook.pk}/rotate-secret/", {}),
    ]

    answers = [client.post(path, body, content_type="application/json") for path, body in calls]

    assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {(403, "password_needed")}
    assert (Product.objects.count(), ApiToken.objects.count()) == (1, 0)
    page = client.post("/accounts/confirm/", {"your_password": PASSWORD, "next": "https://evil.example/"})
    assert page.headers["Location"] == "/"
    assert client.post(*calls[0], content_type="application/json").status_code == 201
    _, text = ApiToken.objects.issue(maria, name="nightly")
    bearer = {"Authorization": f"Bearer {text}"}
    assert Client().post(*calls[1], content_type="application/json", headers=bearer).status_code == 202


def test_people_who_manage_nothing_make_their_tokens_without_being_asked() -> None:
    client = Client()
    client.force_login(User.objects.create_user("vera", is_staff=True))

    assert client.post("/accounts/tokens/", {"name": "shop", "scope": "read"}).status_code == 201


def test_admin_asks_before_it_changes_people(client: Client, maria: User) -> None:
    given = {"username": "ben", "usable_password": "false"}

    asked = client.post("/admin/auth/user/add/", given)

    assert (asked.status_code, User.objects.count()) == (422, 1)
    assert client.post("/admin/auth/user/add/", given | {"your_password": PASSWORD}).status_code == 302
    assert User.objects.filter(username="ben").exists()
