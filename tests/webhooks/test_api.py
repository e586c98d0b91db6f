"""The JSON routes of webhooks."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from standardwebhooks import Webhook as Verifier

from tests.webhooks.factories import make_delivery, make_webhook, publish
from tests.webhooks.receivers import answering_status
from tests.webhooks.sending.test_delivering import Receive, deliver_all, held_by_somebody
from webhooks.models import Attempt, Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

LIST = "/webhooks/api/webhooks/"
NEW = {"url": "https://shop.example.com/hooks", "event_types": ["product.created"]}


class Api:
    def __init__(self, client: Client) -> None:
        self.client = client

    def call(self, method: str, path: str, given: Any = None, *, status: int = 200) -> Any:
        body = json.dumps(given if given is not None else {})
        options = {"data": body, "content_type": "application/json"} if method != "get" else {}
        answer = getattr(self.client, method)(path if path.startswith("/") else LIST + path, **options)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    def refusal(self, method: str, path: str, given: Any, *, status: int = 422) -> dict[str, list[str]]:
        return self.call(method, path, given, status=status)["error"]["fields"]  # type: ignore[no-any-return]


@pytest.fixture
def api(admin_client: Client) -> Api:
    return Api(admin_client)


@pytest.fixture
def viewer() -> Api:
    """Staff without any permission."""
    client = Client()
    client.force_login(User.objects.create(username="ben", is_staff=True))
    return Api(client)


@pytest.mark.parametrize("path", ["", "create/"])
def test_webhook_is_created_and_its_secret_told_once(api: Api, path: str) -> None:
    given = NEW | {"description": "The shop", "custom_headers": {"X-A": "b"}}

    made = api.call("post", path, given, status=201)

    webhook = Webhook.objects.get()
    assert made.pop("secret") == webhook.secret
    shown = api.call("get", f"{webhook.pk}/")
    assert made == shown
    assert shown | {"created_at": 0, "updated_at": 0} == {
        "id": str(webhook.pk),
        "url": "https://shop.example.com/hooks",
        "description": "The shop",
        "event_types": ["product.created"],
        "enabled": True,
        "paused": False,
        "state": "active",
        "custom_headers": {"X-A": "b"},
        "last_status": None,
        "last_response_time_ms": None,
        "last_delivered_at": None,
        "held_events": 0,
        "created_at": 0,
        "updated_at": 0,
    }


def test_single_event_type_and_other_names_are_accepted(api: Api) -> None:
    made = api.call("post", "", {"url": NEW["url"], "event_type": "import.completed"}, status=201)

    assert made["event_types"] == ["upload.completed"]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"url": ""}, "url", "Enter the URL that is to be told."),
        ({"url": "shop"}, "url", "This is not a URL."),
        ({"url": "ftp://shop.example.com/"}, "url", "The URL must begin with https:// or http://."),
        ({"url": "https://a:b@shop.example.com/"}, "url", "Leave user name and password out of the URL."),
        ({"url": "https://shop.example.com:0/"}, "url", "Port 0 is not possible."),
        ({"url": "https://shop.example.com/" + "x" * 2_975}, "url", "The URL has 3,000 characters."),
        ({"url": "https://10.0.0.1/"}, "url", "10.0.0.1 is not a public address. The operator can allow it with WEB"),
        ({"url": "https://shop.example.com/\x00"}, "url", "Null characters are not allowed."),
        ({"url": "https://taken.example.com/"}, "url", "There is a webhook with this URL already."),
        ({"event_types": ["product.melted"]}, "event_types", "There is no event type “product.melted”. The types are"),
        ({"event_types": []}, "event_types", "Choose at least one kind of event."),
        ({"event_types": None}, "event_types", "Choose at least one kind of event."),
        ({"event_type": "x", "event_types": None}, "event_types", "There is no event type “x”."),
        ({"custom_headers": {"X-A": "b\r\nX-B: c"}}, "custom_headers", "The value of X-A has a character that"),
        ({"event_types": [5]}, "event_types", "Input should be a valid string."),
        ({"custom_headers": {"Host": "b"}}, "custom_headers", "The header Host is set by us"),
        ({"custom_headers": {"webhook-id": "b"}}, "custom_headers", "The header webhook-id is set by us"),
        ({"description": "x" * 201}, "description", "Ensure this value has at most 200 characters"),
        ({"description": "a\ud800"}, "description", "The description has a character that cannot be stored."),
        ({"url": "https://shop.example.com/\ud800"}, "url", "This is not a URL."),
        ({"paused": "off"}, "paused", "Input should be a valid boolean"),
        ({"enabled": "perhaps"}, "enabled", "Input should be a valid boolean"),
        ({"url": 7}, "url", "Input should be a valid string."),
        ({"secret": "mine"}, "secret", "Extra inputs are not permitted."),
    ],
)
def test_bad_input_is_refused_beside_its_field(api: Api, given: dict[str, Any], field: str, sentence: str) -> None:
    make_webhook("https://taken.example.com/")

    fields = api.refusal("post", "", NEW | given)

    assert [*fields] == [field]
    assert fields[field][0].startswith(sentence)
    assert Webhook.objects.count() == 1


def test_repeated_event_types_are_one(api: Api) -> None:
    made = api.call(
        "post", "", NEW | {"event_types": ["product.deleted", "product.created", "product.deleted"]}, status=201
    )

    assert made["event_types"] == ["product.created", "product.deleted"]


def test_webhook_is_changed_in_part_and_replaced_whole(api: Api) -> None:
    webhook = make_webhook(description="The shop", custom_headers={"X-A": "b"})

    part = api.call("patch", f"{webhook.pk}/", {"description": "The new shop"})
    assert (part["description"], part["custom_headers"]) == ("The new shop", {"X-A": "b"})
    whole = api.call("put", f"{webhook.pk}/", NEW)
    assert (whole["description"], whole["custom_headers"], whole["event_types"]) == ("", {}, ["product.created"])
    assert [*api.refusal("patch", f"{webhook.pk}/", {"url": "nonsense"})] == ["url"]


def test_held_events_are_sent_or_discarded_when_the_pause_ends(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"

    assert api.call("patch", path, {"paused": True})["state"] == "paused"
    publish(3)
    assert api.call("get", path)["held_events"] == 3
    assert api.call("patch", path, {"paused": False, "held": "discard"})["held_events"] == 0
    assert {*Delivery.objects.values_list("state", flat=True)} == {"discarded"}

    api.call("patch", path, {"paused": True})
    publish(2)
    assert api.call("patch", path, {"paused": False})["state"] == "active"
    assert Delivery.objects.pending().count() == 2


def test_pause_after_failures_is_ended_and_what_it_held_is_discarded(api: Api) -> None:
    webhook = make_webhook(
        failures=5, circuit=timedelta(minutes=1), circuit_until=timezone.now() + timedelta(minutes=1)
    )
    publish(2)
    path = f"{webhook.pk}/"
    assert api.call("get", path)["state"] == "paused"

    told = api.call("patch", path, {"paused": False, "held": "discard"})

    assert (told["state"], told["held_events"]) == ("active", 0)
    assert {*Delivery.objects.values_list("state", flat=True)} == {"discarded"}


def test_switching_on_ends_a_pause_from_before(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"
    for values in ({"paused": True}, {"enabled": False}):
        api.call("patch", path, values)

    told = api.call("patch", path, {"enabled": True, "held": "send"})

    assert (told["state"], told["paused"]) == ("active", False)


def test_whole_one_leaves_a_pause_after_failures_alone(api: Api) -> None:
    until = timezone.now() + timedelta(minutes=1)
    webhook = make_webhook(failures=5, circuit=timedelta(minutes=1), circuit_until=until)
    publish()

    told = api.call("put", f"{webhook.pk}/", NEW | {"description": "The shop", "paused": False})

    assert (told["state"], told["description"], told["held_events"]) == ("paused", "The shop", 1)


def test_switching_on_what_is_to_stay_paused_sends_nothing(api: Api) -> None:
    webhook = make_webhook(paused_at=timezone.now(), disabled_at=timezone.now(), disabled_reason="gone")
    tomorrow = timezone.now() + timedelta(days=1)
    delivery = make_delivery(webhook, due_at=tomorrow)

    told = api.call("put", f"{webhook.pk}/", NEW | {"enabled": True, "paused": True})

    delivery.refresh_from_db()
    assert (told["state"], told["paused"], delivery.due_at) == ("paused", True, tomorrow)


def test_what_is_held_waits_when_it_is_switched_off_though_its_pause_ends(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"
    api.call("patch", path, {"paused": True})
    publish()

    told = api.call("patch", path, {"enabled": False, "paused": False, "held": "discard"})

    assert (told["state"], told["paused"], told["held_events"]) == ("off", False, 1)


def test_switched_off_and_on(api: Api) -> None:
    webhook = make_webhook()

    assert api.call("patch", f"{webhook.pk}/", {"enabled": False})["state"] == "off"
    publish()
    assert not Event.objects.exists()
    assert api.call("patch", f"{webhook.pk}/", {"enabled": True})["state"] == "active"


def test_what_we_disabled_is_enabled_again(api: Api) -> None:
    webhook = make_webhook(disabled_at=timezone.now(), disabled_reason="gone")

    assert api.call("get", f"{webhook.pk}/")["state"] == "disabled"
    assert api.call("patch", f"{webhook.pk}/", {"enabled": True})["state"] == "active"


@pytest.mark.parametrize("path", ["", "delete/"])
def test_webhook_is_deleted_with_its_log(api: Api, path: str) -> None:
    webhook = make_webhook()
    publish(2)

    api.call("delete", f"{webhook.pk}/{path}", status=204)

    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
    api.call("delete", f"{webhook.pk}/{path}", status=404)


def test_secret_is_rotated(api: Api) -> None:
    webhook = make_webhook()
    old = webhook.secret

    told = api.call("post", f"{webhook.pk}/rotate-secret/")

    webhook.refresh_from_db()
    assert told["secret"] == webhook.secret != old


def test_test_of_a_saved_webhook_tells_time_in_parts_and_is_logged(api: Api, receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url, enabled=False)

    told = api.call("post", f"{webhook.pk}/test/")

    assert (told["delivered"], told["status_code"], told["error"]) == (True, 200, None)
    assert told["response_time_ms"] == told["timings"]["total_ms"] >= told["timings"]["first_byte_ms"]
    (request,) = shop.requests
    body = Verifier(webhook.secret).verify(request.body.decode(), request.headers)
    assert (body["type"], body["data"]["sent_by"]) == ("webhook.test", "admin")
    (row,) = api.call("get", f"{webhook.pk}/deliveries/")["results"]
    assert (row["event_type"], row["state"], row["attempts_made"]) == ("webhook.test", "delivered", 1)
    shown = api.call("get", f"{webhook.pk}/")
    assert (shown["last_status"], shown["last_response_time_ms"]) == (200, told["response_time_ms"])


def test_failed_test_has_a_hint_and_is_not_tried_again(api: Api, receive: Receive) -> None:
    webhook = make_webhook(receive(answering_status(404)).url)

    told = api.call("post", f"{webhook.pk}/test/")

    assert told["error"] == {
        "code": "status",
        "message": "The receiver answered 404.",
        "hint": "Check the path of the URL.",
    }
    assert Delivery.objects.get().state == "failed"
    webhook.refresh_from_db()
    assert (webhook.last_status, webhook.last_error, webhook.failures) == (404, "status", 0)


def test_test_of_a_url_that_is_not_saved_leaves_nothing(api: Api, receive: Receive) -> None:
    shop = receive()

    told = api.call("post", "test/", {"url": shop.url})

    assert told["delivered"]
    assert told["address"] == f"127.0.0.1:{shop.port}"
    assert (Webhook.objects.count(), Event.objects.count(), len(shop.requests)) == (0, 0, 1)
    assert [*api.refusal("post", "test/", {"url": "https://10.0.0.1/"})] == ["url"]


def test_tests_are_limited_for_each_person(api: Api, receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TESTS_PER_MINUTE = 2
    webhook = make_webhook(receive().url)
    statuses = [
        api.client.post(f"{LIST}{webhook.pk}/test/", content_type="application/json").status_code for _ in range(4)
    ]

    assert statuses == [200, 200, 429, 429]


def test_log_is_filtered_and_paged(api: Api) -> None:
    webhook, other = (
        make_webhook("https://a.example/"),
        make_webhook("https://b.example/", event_types=["upload.failed"]),
    )
    made = [
        make_delivery(webhook, state=state) for state in ("delivered", "failed", "delivered", "pending", "delivered")
    ]
    make_delivery(other, state="delivered")
    path = f"{webhook.pk}/deliveries/"

    found, cursor = [], ""
    while cursor is not None:
        page = api.call("get", f"{path}?page_size=2&cursor={cursor}")
        found += [row["id"] for row in page["results"]]
        cursor = page["next_cursor"]
    assert found == [str(each.pk) for each in sorted(made, key=lambda each: each.pk, reverse=True)]

    failed = api.call("get", f"{path}?state=failed")["results"]
    assert [row["state"] for row in failed] == ["failed"]
    assert len(api.call("get", f"{path}?event_type=product.created")["results"]) == 5
    assert api.call("get", f"{path}?event_type=product.deleted")["results"] == []
    assert api.call("get", f"{path}?event_type=import.completed")["results"] == []
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert api.call("get", f"{path}?since={tomorrow}")["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        *("cursor=nonsense", "state=melted", "since=yesterday", "page_size=0", "page_size=101"),
        *("event_type=product.melted", "event_type=%00"),
    ],
)
def test_nonsense_about_the_log_is_refused(api: Api, query: str) -> None:
    assert [*api.refusal("get", f"{make_webhook().pk}/deliveries/?{query}", None)] == [query.partition("=")[0]]


@pytest.mark.django_db(transaction=True)
def test_delivery_tells_all_and_is_sent_again(api: Api, receive: Receive) -> None:
    shop = receive(answering_status(500, body=b"out of order"))
    webhook = make_webhook(shop.url)
    (event,) = publish()
    deliver_all(webhook)
    path = f"{webhook.pk}/deliveries/{webhook.deliveries.get().pk}/"

    told = api.call("get", path)
    assert (told["message_id"], told["body"]["type"]) == (event.message_id, "product.created")
    (attempt,) = told["attempts"]
    assert (attempt["status_code"], attempt["response_body"]) == (500, "out of order")
    assert attempt["error"]["hint"] == "Look into the receiver's log."
    assert attempt["request_headers"]["webhook-signature"] == "…"

    assert api.call("post", f"{path}resend/", status=202)["state"] == "pending"
    Delivery.objects.update(lane=0)
    with held_by_somebody(webhook):
        assert api.call("post", f"{path}resend/", status=409)["error"]["code"] == "under_way"


def test_who_may_only_look_may_only_look(viewer: Api) -> None:
    webhook = make_webhook(custom_headers={"Authorization": "hush"})
    delivery = make_delivery(webhook, state="failed")
    path = f"{webhook.pk}/"

    assert viewer.call("get", path)["custom_headers"] == {"Authorization": "…"}
    viewer.call("get", f"{path}deliveries/")
    for method, refused in [
        ("post", ""),
        ("post", "create/"),
        ("patch", path),
        ("put", path),
        ("delete", path),
        ("post", f"{path}test/"),
        ("post", "test/"),
        ("post", f"{path}rotate-secret/"),
        ("post", f"{path}deliveries/{delivery.pk}/resend/"),
    ]:
        viewer.call(method, refused, NEW if "test" not in refused else {"url": NEW["url"]}, status=403)
    viewer.client.logout()
    viewer.call("get", path, status=401)


def test_each_permission_opens_its_own_routes(viewer: Api) -> None:
    user = User.objects.get()
    user.user_permissions.add(Permission.objects.get(codename="change_webhook"))
    webhook = make_webhook()

    viewer.call("patch", f"{webhook.pk}/", {"description": "x"})
    viewer.call("delete", f"{webhook.pk}/", status=403)
    viewer.call("post", "", NEW, status=403)


def test_unknown_ids_are_not_found(api: Api) -> None:
    webhook, other = make_webhook("https://a.example/"), make_webhook("https://b.example/")
    theirs = make_delivery(other)

    api.call("get", f"{uuid4()}/", status=404)
    api.call("post", f"{uuid4()}/test/", status=404)
    api.call("get", f"{webhook.pk}/deliveries/{theirs.pk}/", status=404)
    api.call("post", f"{webhook.pk}/deliveries/{theirs.pk}/resend/", status=404)


def test_lists_cost_the_same_however_long_they_are(api: Api, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in (1, 3):
        for each in range(number):
            webhook = make_webhook(f"https://{number}-{each}.example/")
            delivery = make_delivery(webhook, state="failed")
            Attempt.objects.create(
                delivery=delivery,
                webhook=webhook,
                number=1,
                started_at=timezone.now(),
                url=webhook.url,
                request_headers={},
                error="dns",
                response_time_ms=1,
            )
        with django_assert_num_queries(3):
            api.call("get", "")
        for _ in range(number):
            make_delivery(webhook)
        with django_assert_num_queries(5):
            api.call("get", f"{webhook.pk}/deliveries/")
