"""Webhooks in Django's admin: edited there, their log looked at, and no secret anywhere."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from tests.webhooks.factories import make_attempt, make_delivery, make_webhook
from webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db

ADMIN = "/admin/webhooks/"
GIVEN: dict[str, Any] = {
    "url": "https://shop.example.com/",
    "description": "",
    "event_types": ["product.created"],
    "custom_headers": "",
}


def test_webhook_is_made_changed_and_deleted(admin_client: Client) -> None:
    admin_client.post(f"{ADMIN}webhook/add/", GIVEN)
    webhook = Webhook.objects.get()
    make_delivery(webhook)

    page = admin_client.get(f"{ADMIN}webhook/{webhook.pk}/change/").content.decode()
    assert webhook.secret not in page
    assert "whsec_" not in page
    admin_client.post(f"{ADMIN}webhook/{webhook.pk}/change/", GIVEN | {"custom_headers": "X-A: b"})
    webhook.refresh_from_db()
    assert webhook.custom_headers == {"X-A": "b"}
    assert "and its delivery log" in admin_client.get(f"{ADMIN}webhook/{webhook.pk}/delete/").content.decode()
    admin_client.post(f"{ADMIN}webhook/{webhook.pk}/delete/", {"post": "yes"})
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


def test_webhook_is_switched_off_and_on_with_what_was_kept(admin_client: Client) -> None:
    webhook = make_webhook(GIVEN["url"], failures=7)
    delivery = make_delivery(webhook)
    page = f"{ADMIN}webhook/{webhook.pk}/change/"

    admin_client.post(page, GIVEN)
    webhook.refresh_from_db()
    assert (webhook.enabled, webhook.failures) == (False, 7)

    admin_client.post(page, GIVEN | {"enabled": "on"})
    webhook.refresh_from_db()
    delivery.refresh_from_db()
    assert (webhook.enabled, webhook.failures, delivery.state) == (True, 0, "pending")


def test_editing_what_we_disabled_does_not_switch_it_on(admin_client: Client) -> None:
    webhook = make_webhook(GIVEN["url"], disabled_at=timezone.now(), disabled_reason="gone")

    admin_client.post(f"{ADMIN}webhook/{webhook.pk}/change/", GIVEN | {"enabled": "on", "description": "The shop"})

    webhook.refresh_from_db()
    assert (webhook.description, webhook.state) == ("The shop", "disabled")


def test_who_may_only_look_sees_no_value_of_a_header(client: Client, django_user_model: type[User]) -> None:
    webhook = make_webhook(custom_headers={"Authorization": "Bearer hush"})
    viewer = django_user_model.objects.create_user("vera", is_staff=True)
    viewer.groups.add(Group.objects.get(name="viewer"))
    client.force_login(viewer)

    page = client.get(f"{ADMIN}webhook/{webhook.pk}/change/").content.decode()

    assert "Authorization" in page
    assert "hush" not in page


def test_bad_input_is_refused_beside_its_field(admin_client: Client) -> None:
    make_webhook("https://shop.example.com/")

    answer = admin_client.post(f"{ADMIN}webhook/add/", GIVEN | {"custom_headers": "nonsense", "event_types": []})

    text = answer.content.decode()
    for sentence in ("with this URL already", "“nonsense” is not a header", "Choose at least one event"):
        assert sentence in text


@pytest.mark.parametrize("model", ["delivery", "attempt"])
def test_log_is_to_look_at_only(admin_client: Client, model: str) -> None:
    webhook = make_webhook()
    delivery = make_delivery(webhook)
    attempt = make_attempt(delivery, error="dns")
    pk = {"delivery": delivery.pk, "attempt": attempt.pk}[model]

    assert admin_client.get(f"{ADMIN}{model}/").status_code == 200
    assert "Save" not in admin_client.get(f"{ADMIN}{model}/{pk}/change/").content.decode()
    assert admin_client.get(f"{ADMIN}{model}/add/").status_code == 403
    assert admin_client.post(f"{ADMIN}{model}/{pk}/delete/").status_code == 403
