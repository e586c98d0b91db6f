"""The pages of webhooks, as a browser without JavaScript uses them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.webhooks.factories import log_attempt, make_webhook, publish
from tests.webhooks.pages.text import GIVEN, text_of
from webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db


def test_empty_list_teaches_what_a_webhook_is(admin_client: Client) -> None:
    answer = admin_client.get("/webhooks/")

    assert "No webhooks yet" in text_of(answer)
    assert 'href="/webhooks/new/"' in answer.content.decode()


def test_list_shows_how_each_webhook_is_doing(admin_client: Client) -> None:
    now = timezone.now()
    webhook = make_webhook(last_status=200, last_response_time_ms=41.7, last_attempt_at=now, description="The shop")
    for number in range(30):
        log_attempt(webhook, error="timeout" if number % 3 == 0 else "")
    make_webhook("https://" + "a" * 50 + ".example/a/rather/long/path/that/ends", paused_at=now)
    publish(2)

    answer = admin_client.get("/webhooks/")

    text, page = text_of(answer), answer.content.decode()
    assert "https://shop.example.com/hooks The shop product.created product.updated" in text
    assert "active 200 42 ms just now" in text
    assert "67 % of the last 30 delivered" in text
    assert "The last 24 attempts: 16 delivered, 8 failed" in page
    assert page.count("<rect data-delivery") == 26  # each picture has a base line
    assert "paused nothing sent yet 2 held" in text
    assert "…long/path/that/ends" in text


def test_list_costs_the_same_for_one_and_for_three(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 2):
        for each in range(number):
            log_attempt(make_webhook(f"https://{number}-{each}.example/"))
        with django_assert_num_queries(4):
            admin_client.get("/webhooks/")


def test_form_in_a_dialog_is_told_where_to_go(admin_client: Client) -> None:
    answer = admin_client.post("/webhooks/new/", GIVEN, headers={"X-Requested-With": "dialog"})

    assert (answer.status_code, answer.headers["Location"]) == (204, Webhook.objects.get().get_absolute_url())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": ""}, "Enter the URL to send events to."),
        ({"url": "ftp://a.example/"}, "The URL must begin with https:// or http://."),
        ({"url": "https://10.0.0.1/"}, "The operator can allow it with WEBHOOK_ALLOWED_NETWORKS."),
        ({"url": "https://taken.example/"}, "A webhook with this URL already exists."),
        ({"event_types": []}, "Choose at least one event."),
        ({"custom_headers": "nonsense"}, "“nonsense” is not a header."),
        ({"custom_headers": "X-A: b\nx-a: c"}, "The header x-a is given twice."),
        ({"custom_headers": "Host: evil.example"}, "The header Host is set by Product Importer"),
    ],
)
def test_bad_input_is_refused_beside_its_field(admin_client: Client, given: dict[str, Any], sentence: str) -> None:
    make_webhook("https://taken.example/")

    answer = admin_client.post("/webhooks/new/", GIVEN | given)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Webhook.objects.count() == 1


def test_webhook_is_edited(admin_client: Client) -> None:
    webhook = make_webhook(custom_headers={"X-A": "b"})
    path = f"/webhooks/{webhook.pk}/edit/"

    assert "X-A: b" in admin_client.get(path).content.decode()
    admin_client.post(path, GIVEN | {"description": "Changed", "custom_headers": ""})
    assert admin_client.post(path, GIVEN | {"url": "x"}).status_code == 422

    webhook.refresh_from_db()
    assert (webhook.description, webhook.custom_headers, webhook.event_types) == ("Changed", {}, ["product.created"])


def test_webhook_is_paused_and_resumed_with_what_was_held(admin_client: Client) -> None:
    webhook = make_webhook()
    path = f"/webhooks/{webhook.pk}/"

    admin_client.post(f"{path}pause/")
    publish(3)
    text = text_of(admin_client.get(path))
    assert "3 events are held." in text
    assert "Resume and send 3 Resume and discard them" in text

    admin_client.post(f"{path}resume/", {"held": "discard"})
    webhook.refresh_from_db()
    assert webhook.state == "active"
    assert {*Delivery.objects.values_list("state", flat=True)} == {"discarded"}
    assert "Nothing changed: the webhook is active." in text_of(admin_client.post(f"{path}resume/", follow=True))


def test_page_says_why_nothing_is_sent(admin_client: Client) -> None:
    now = timezone.now()
    path = f"/webhooks/{make_webhook().pk}/"

    Webhook.objects.update(disabled_at=now, disabled_reason="gone")
    assert "Disabled automatically just now : the receiver answered 410" in text_of(admin_client.get(path))
    admin_client.post(f"{path}enable/")
    Webhook.objects.update(failures=5, circuit=timedelta(minutes=1), circuit_until=now + timedelta(minutes=1))
    assert "It failed 5 times in a row. Paused until" in text_of(admin_client.get(path))
    admin_client.post(f"{path}disable/")
    assert "Turned off" in text_of(admin_client.get(path))


def test_webhook_is_deleted_after_a_question(admin_client: Client) -> None:
    webhook = make_webhook()
    publish(2)

    assert "not even the 2 events still waiting to be sent" in text_of(
        admin_client.get(f"/webhooks/{webhook.pk}/delete/")
    )
    answer = admin_client.post(f"/webhooks/{webhook.pk}/delete/", follow=True)

    assert "was deleted." in text_of(answer)
    assert not Webhook.objects.exists()


POSTS = ["enable", "disable", "pause", "resume", "test", "secret", "secret/rotate", "resend"]


def test_pages_refuse_wrong_methods_unknown_ids_and_those_who_may_only_look(admin_client: Client) -> None:
    webhook = make_webhook(custom_headers={"Authorization": "hush"})
    viewer = Client()
    viewer.force_login(User.objects.create(username="ben", is_staff=True))
    path = f"/webhooks/{webhook.pk}/"

    for verb in POSTS:
        assert admin_client.get(f"{path}{verb}/").status_code == 405, verb
        assert admin_client.post(f"/webhooks/{uuid4()}/{verb}/").status_code in {404, 422}, verb
        assert viewer.post(f"{path}{verb}/").status_code == 403, verb
    for page in ("/webhooks/new/", f"{path}edit/", f"{path}delete/"):
        assert viewer.get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page
    shown = viewer.get(path).content.decode()
    assert ("hush" in shown, "Authorization" in shown, "Signing secret" in shown) == (False, True, False)
    assert viewer.get("/webhooks/").status_code == 200
    assert admin_client.get(f"/webhooks/{uuid4()}/").status_code == 404
    assert admin_client.delete(path).status_code == 405


def test_dashboard_tells_what_we_disabled(admin_client: Client) -> None:
    assert "is disabled" not in text_of(admin_client.get("/"))
    webhook = make_webhook(disabled_at=timezone.now(), disabled_reason="failing")

    answer = admin_client.get("/")

    assert f"The webhook {webhook.url} is disabled: nothing was delivered for five days." in text_of(answer)
    assert f'href="{webhook.get_absolute_url()}"' in answer.content.decode()
