"""The signing secret: shown once, then only to somebody who knows the password."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.webhooks.factories import make_webhook
from tests.webhooks.pages.text import GIVEN, text_of
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db


def test_webhook_is_made_and_its_secret_shown_once(admin_client: Client) -> None:
    answer = admin_client.post("/webhooks/new/", GIVEN | {"custom_headers": "X-A: b"}, follow=True)

    webhook = Webhook.objects.get()
    assert answer.redirect_chain == [(f"/webhooks/{webhook.pk}/", 302)]
    assert (webhook.event_types, webhook.custom_headers) == (["product.created"], {"X-A": "b"})
    assert webhook.secret in text_of(answer)
    assert webhook.secret not in admin_client.get(f"/webhooks/{webhook.pk}/").content.decode()


def test_refresh_of_parts_does_not_take_the_one_showing(admin_client: Client) -> None:
    admin_client.post("/webhooks/new/", GIVEN)
    webhook = Webhook.objects.get()

    admin_client.get(f"/webhooks/{webhook.pk}/", headers={"Sec-Fetch-Mode": "cors"})

    assert webhook.secret in text_of(admin_client.get(f"/webhooks/{webhook.pk}/"))


def test_secret_is_shown_after_the_password_only(client: Client) -> None:
    User.objects.create_superuser("ana", password="a long enough password")
    client.force_login(User.objects.get())
    webhook = make_webhook()
    path = f"/webhooks/{webhook.pk}/secret/"

    without = client.post(path, {"your_password": ""})
    wrong = client.post(path, {"your_password": "wrong"})
    right = client.post(path, {"your_password": "a long enough password"})

    assert (without.status_code, "Enter your password." in text_of(without)) == (422, True)
    assert (wrong.status_code, "That is not your password. Try again." in text_of(wrong)) == (422, True)
    assert webhook.secret not in wrong.content.decode()
    assert right.content.decode().count(webhook.secret) == 4  # and in the three samples


def test_guessing_a_password_is_locked_out(client: Client) -> None:
    User.objects.create_superuser("ana", password="a long enough password")
    client.force_login(User.objects.get())
    webhook = make_webhook()

    for _ in range(5):
        client.post(f"/webhooks/{webhook.pk}/secret/", {"your_password": "wrong"})
    answer = client.post(f"/webhooks/{webhook.pk}/secret/", {"your_password": "a long enough password"})

    assert answer.status_code == 429
    assert webhook.secret not in answer.content.decode()


def test_secret_is_rotated_and_the_new_one_shown(admin_client: Client) -> None:
    webhook = make_webhook()
    old = webhook.secret

    page = admin_client.post(f"/webhooks/{webhook.pk}/secret/rotate/", follow=True).content.decode()

    webhook.refresh_from_db()
    assert webhook.secret in page
    assert old not in page
