"""The JSON routes of webhooks."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User

from tests.webhooks.api.client import NEW, Api
from tests.webhooks.factories import make_delivery, make_webhook, publish
from webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db


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
        ({"url": ""}, "url", "Enter the URL to send events to."),
        ({"url": "shop"}, "url", "This is not a URL."),
        ({"url": "ftp://shop.example.com/"}, "url", "The URL must begin with https:// or http://."),
        ({"url": "https://a:b@shop.example.com/"}, "url", "Leave the username and password out of the URL."),
        ({"url": "https://shop.example.com:0/"}, "url", "Port 0 is not allowed."),
        ({"url": "https://shop.example.com/" + "x" * 2_975}, "url", "The URL has 3,000 characters."),
        ({"url": "https://10.0.0.1/"}, "url", "10.0.0.1 is not a public address. The operator can allow it with WEB"),
        ({"url": "https://shop.example.com/\x00"}, "url", "Null characters are not allowed."),
        ({"url": "https://taken.example.com/"}, "url", "A webhook with this URL already exists."),
        ({"event_types": ["product.melted"]}, "event_types", "There is no event type “product.melted”. The types are"),
        ({"event_types": []}, "event_types", "Choose at least one event."),
        ({"event_types": None}, "event_types", "Choose at least one event."),
        ({"event_type": "x", "event_types": None}, "event_types", "There is no event type “x”."),
        ({"custom_headers": {"X-A": "b\r\nX-B: c"}}, "custom_headers", "The value of X-A contains a character that"),
        ({"event_types": [5]}, "event_types", "Input should be a valid string."),
        ({"custom_headers": {"Host": "b"}}, "custom_headers", "The header Host is set by Product Importer"),
        ({"custom_headers": {"webhook-id": "b"}}, "custom_headers", "The header webhook-id is set by Product Importer"),
        ({"description": "x" * 201}, "description", "Ensure this value has at most 200 characters"),
        ({"description": "a\ud800"}, "description", "The description contains a character that cannot be stored."),
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
    for _ in range(4):
        api.call("post", f"{webhook.pk}/rotate-secret/")
    refused = api.call("post", f"{webhook.pk}/rotate-secret/", status=409)["error"]
    assert refused["code"] == "rotated_too_often"
    assert refused["message"].startswith("This secret was rotated 5 times within 24 hours")


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
