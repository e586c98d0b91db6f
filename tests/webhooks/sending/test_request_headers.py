"""The headers of a request, and what the log may keep of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier

from webhooks.models import Event, Webhook
from webhooks.sending.request_headers import headers_of, masked

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT = Event(id=UUID("01997f3c-0000-7000-8000-000000000001"), type="product.created")
DELIVERY = UUID("01997f3c-0000-7000-8000-000000000002")
BODY = b'{"type":"product.created"}'


def headers(webhook: Webhook) -> dict[str, str]:
    return headers_of(webhook, EVENT, delivery_id=DELIVERY, attempt=3, body=BODY, now=NOW)


def test_headers_say_what_it_is_and_which_attempt() -> None:
    sent = headers(Webhook(custom_headers={"X-Shop": "7"}))

    signature = sent.pop("webhook-signature")
    assert signature.startswith("v1,")
    assert sent == {
        "X-Shop": "7",
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Product-Importer/1.0 (webhooks)",
        "webhook-id": "msg_01997f3c-0000-7000-8000-000000000001",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-event": "product.created",
        "webhook-delivery": str(DELIVERY),
        "webhook-attempt": "3",
    }


def test_every_live_secret_signs() -> None:
    webhook = Webhook(secret_version=2, secret_rotations=[NOW - timedelta(hours=1)])

    sent = headers(webhook)

    assert sent["webhook-signature"].count("v1,") == 2
    with time_machine.travel(NOW, tick=False):  # what is five minutes old is refused
        for secret in webhook.live_secrets(NOW):
            Verifier(secret).verify(BODY.decode(), sent)


def test_earlier_master_keys_sign_too(settings: Settings) -> None:
    settings.WEBHOOK_MASTER_KEYS = ["new", "old"]

    assert headers(Webhook())["webhook-signature"].count("v1,") == 2


def test_owner_cannot_replace_a_header_of_ours() -> None:
    assert headers(Webhook(custom_headers={"webhook-id": "msg_forged"}))["webhook-id"] == EVENT.message_id


def test_log_keeps_no_signature_and_no_value_of_the_owners_headers() -> None:
    webhook = Webhook(custom_headers={"Authorization": "Bearer hush", "X-Empty": ""})
    sent = headers(webhook)

    kept = masked(sent, webhook)

    changed = {name for name in sent if kept[name] != sent[name]}
    assert changed == {"webhook-signature", "Authorization", "X-Empty"}
    assert {kept[name] for name in changed} == {"…"}
    assert [*kept] == [*sent]
