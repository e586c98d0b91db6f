"""The pages of webhooks, as a browser without JavaScript uses them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.webhooks.factories import ANA, make_delivery, make_webhook, publish
from tests.webhooks.receivers import answering_status
from tests.webhooks.sending.test_delivering import Receive
from webhooks import actions
from webhooks.forms import WebhookForm
from webhooks.models import Attempt, Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

GIVEN = {"url": "https://shop.example.com/hooks", "event_types": ["product.created"]}


def text_of(answer: Any) -> str:
    """The page without tags and repeated blanks."""
    main = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def attempt(webhook: Webhook, *, error: str = "", milliseconds: float = 41.7, **values: Any) -> Attempt:
    delivery = make_delivery(webhook, state="failed" if error else "delivered")
    status = None if error else 200
    facts = {"status_code": status, "error": error, "response_time_ms": milliseconds, "started_at": timezone.now()}
    return Attempt.objects.create(
        **facts
        | {"delivery": delivery, "webhook": webhook, "number": 1, "url": webhook.url, "request_headers": {}}
        | values
    )


def test_empty_list_teaches_what_a_webhook_is(admin_client: Client) -> None:
    answer = admin_client.get("/webhooks/")

    assert "Nobody is told yet" in text_of(answer)
    assert 'href="/webhooks/new/"' in answer.content.decode()


def test_list_shows_how_each_webhook_is_doing(admin_client: Client) -> None:
    now = timezone.now()
    webhook = make_webhook(last_status=200, last_response_time_ms=41.7, last_attempt_at=now, description="The shop")
    for number in range(30):
        attempt(webhook, error="timeout" if number % 3 == 0 else "")
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
            attempt(make_webhook(f"https://{number}-{each}.example/"))
        with django_assert_num_queries(4):
            admin_client.get("/webhooks/")


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


def test_form_in_a_dialog_is_told_where_to_go(admin_client: Client) -> None:
    answer = admin_client.post("/webhooks/new/", GIVEN, headers={"X-Requested-With": "dialog"})

    assert (answer.status_code, answer.headers["Location"]) == (204, Webhook.objects.get().get_absolute_url())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": ""}, "Enter the URL that is to be told."),
        ({"url": "ftp://a.example/"}, "The URL must begin with https:// or http://."),
        ({"url": "https://10.0.0.1/"}, "The operator can allow it with WEBHOOK_ALLOWED_NETWORKS."),
        ({"url": "https://taken.example/"}, "There is a webhook with this URL already."),
        ({"event_types": []}, "Choose at least one kind of event."),
        ({"custom_headers": "nonsense"}, "“nonsense” is not a header."),
        ({"custom_headers": "X-A: b\nx-a: c"}, "The header x-a stands here twice."),
        ({"custom_headers": "Host: evil.example"}, "The header Host is set by us"),
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


def test_editing_writes_what_was_entered_and_nothing_that_changed_meanwhile() -> None:
    webhook = make_webhook()
    form = WebhookForm(GIVEN | {"description": "Changed"}, instance=Webhook.objects.get())
    assert form.is_valid()
    webhook.rotate_secret()
    webhook.pause()

    assert actions.save(form, actor=ANA)

    webhook.refresh_from_db()
    assert (webhook.description, webhook.secret_version, webhook.state) == ("Changed", 2, "paused")


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
    assert "It was so already." in text_of(admin_client.post(f"{path}resume/", follow=True))


def test_page_says_why_nothing_is_sent(admin_client: Client) -> None:
    now = timezone.now()
    path = f"/webhooks/{make_webhook().pk}/"

    Webhook.objects.update(disabled_at=now, disabled_reason="gone")
    assert "We disabled it just now : the receiver answered 410" in text_of(admin_client.get(path))
    admin_client.post(f"{path}enable/")
    Webhook.objects.update(failures=5, circuit=timedelta(minutes=1), circuit_until=now + timedelta(minutes=1))
    assert "It failed 5 times in a row. It is left alone until" in text_of(admin_client.get(path))
    admin_client.post(f"{path}disable/")
    assert "Its owner switched it off" in text_of(admin_client.get(path))


def test_test_tells_status_time_in_parts_and_address(admin_client: Client, receive: Receive) -> None:
    shop = receive()

    text = text_of(admin_client.post(f"/webhooks/{make_webhook(shop.url).pk}/test/"))

    assert re.search(rf"Delivered status 200 [\d.]+ m?s 127.0.0.1:{shop.port}", text)
    assert re.search(r"name looked up [\d.]+ ms connected [\d.]+ ms first byte [\d.]+ ms answer read [\d.]+ ms", text)
    assert "webhook.test delivered 200" in text


def test_failed_test_says_what_to_do(admin_client: Client, receive: Receive) -> None:
    text = text_of(admin_client.post(f"/webhooks/{make_webhook(receive(answering_status(405)).url).pk}/test/"))

    assert "The receiver answered 405. The receiver must take POST at this address." in text


def test_url_is_tested_before_it_is_saved(admin_client: Client, receive: Receive) -> None:
    answer = admin_client.post("/webhooks/test/", GIVEN | {"url": receive().url})
    refused = admin_client.post("/webhooks/test/", GIVEN | {"url": "https://10.0.0.1/"})

    assert "Delivered status 200" in text_of(answer)
    assert "product.created" in answer.content.decode()
    assert (refused.status_code, "Not tested 10.0.0.1 is not a public address." in text_of(refused)) == (422, True)
    assert not Event.objects.exists()


def test_too_many_tests_are_refused_with_a_sentence(admin_client: Client, receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TESTS_PER_MINUTE = 0
    webhook = make_webhook(receive().url)

    answer = admin_client.post(f"/webhooks/{webhook.pk}/test/")

    assert (answer.status_code, "You have tested very often" in text_of(answer)) == (429, True)


def test_secret_is_shown_after_the_password_only(client: Client) -> None:
    User.objects.create_superuser("ana", password="a long enough password")
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    webhook = make_webhook()
    path = f"/webhooks/{webhook.pk}/secret/"

    without = client.post(path, {"password": ""})
    wrong = client.post(path, {"password": "wrong"})
    right = client.post(path, {"password": "a long enough password"})

    assert (without.status_code, "Enter your password." in text_of(without)) == (422, True)
    assert (wrong.status_code, "This is not your password." in text_of(wrong)) == (422, True)
    assert webhook.secret not in wrong.content.decode()
    assert right.content.decode().count(webhook.secret) == 4  # and in the three samples
    assert right.headers["Cache-Control"] == "no-store"


def test_guessing_a_password_is_locked_out(client: Client) -> None:
    User.objects.create_superuser("ana", password="a long enough password")
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    webhook = make_webhook()

    for _ in range(5):
        client.post(f"/webhooks/{webhook.pk}/secret/", {"password": "wrong"})
    answer = client.post(f"/webhooks/{webhook.pk}/secret/", {"password": "a long enough password"})

    assert answer.status_code == 429
    assert webhook.secret not in answer.content.decode()


def test_secret_is_rotated_and_the_new_one_shown(admin_client: Client) -> None:
    webhook = make_webhook()
    old = webhook.secret

    page = admin_client.post(f"/webhooks/{webhook.pk}/secret/rotate/", follow=True).content.decode()

    webhook.refresh_from_db()
    assert webhook.secret in page
    assert old not in page


def test_log_is_filtered_and_leads_to_older_ones(admin_client: Client) -> None:
    webhook = make_webhook()
    for number in range(30):
        attempt(webhook, error="dns" if number == 0 else "")
    path = f"/webhooks/{webhook.pk}/"

    first = admin_client.get(path).content.decode()
    assert first.count('data-status="delivered"') == 25
    (older,) = re.findall(rf'href="{path}(\?before=[0-9a-f]{{32}})#log"', first)
    second = admin_client.get(path + older).content.decode()
    assert (second.count('data-status="delivered"'), "name not found" in second) == (4, True)
    failed = admin_client.get(f"{path}?state=failed").content.decode()
    assert (failed.count('data-status="failed"'), failed.count('data-status="delivered"')) == (1, 0)
    assert "This filter cannot be understood" in text_of(admin_client.get(f"{path}?state=melted"))
    assert admin_client.get(f"{path}?before=nonsense").status_code == 200


def test_delivery_shows_each_attempt_with_request_and_answer(admin_client: Client) -> None:
    webhook = make_webhook()
    made = attempt(
        webhook,
        error="status",
        status_code=500,
        detail="The receiver answered 500.",
        response_body="<b>out of order</b>",
        request_headers={"webhook-signature": "…"},
    )
    path = made.delivery.get_absolute_url()

    page = admin_client.get(path)

    text = text_of(page)
    assert "Attempt 1" in text
    assert "The receiver answered 500. Look into the receiver&#x27;s log." in text
    assert "webhook-signature: …" in text
    assert "&lt;b&gt;out of order&lt;/b&gt;" in page.content.decode()
    assert made.delivery.event.message_id in text
    admin_client.post(f"{path}resend/")
    assert Delivery.objects.get().state == "pending"


def test_all_that_failed_since_a_moment_is_sent_again(admin_client: Client) -> None:
    webhook = make_webhook()
    now = timezone.now()
    for hours in (1, 2, 30):
        make_delivery(webhook, state="failed", finished_at=now - timedelta(hours=hours))

    since = (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": since}, follow=True)

    assert "2 failed deliveries are sent again." in text_of(answer)
    assert Delivery.objects.pending().count() == 2
    assert admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": "soon"}).status_code == 422


def test_webhook_is_deleted_after_a_question(admin_client: Client) -> None:
    webhook = make_webhook()
    publish(2)

    assert "not even of the 2 events that are still owed to it" in text_of(
        admin_client.get(f"/webhooks/{webhook.pk}/delete/")
    )
    answer = admin_client.post(f"/webhooks/{webhook.pk}/delete/", follow=True)

    assert "is told nothing any more." in text_of(answer)
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
