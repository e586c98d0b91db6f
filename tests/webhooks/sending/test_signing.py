"""Signatures, judged by the published verifier of the Standard Webhooks specification."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from webhooks.models import secrets
from webhooks.sending import signing

ID = uuid.UUID("01997f3c-0000-7000-8000-000000000001")
BODY = '{"type":"product.created","data":{"name":"Größe"}}'


def headers(signing_secrets: list[str], body: str = BODY, message_id: str = "msg_1") -> dict[str, str]:
    now = int(datetime.now(UTC).timestamp())
    signature = signing.signature(signing_secrets, message_id=message_id, timestamp=now, body=body.encode())
    return {"webhook-id": message_id, "webhook-timestamp": str(now), "webhook-signature": signature}


@given(body=st.text(), message_id=st.from_regex(r"msg_[0-9a-f-]{1,40}", fullmatch=True))
def test_published_verifier_accepts_every_signature(body: str, message_id: str) -> None:
    secret = secrets.secret("key", ID, 1)

    Verifier(secret).verify(f'"{message_id}"', headers([secret], f'"{message_id}"', message_id))
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body + "x", headers([secret], body, message_id))


def test_receiver_verifies_with_the_old_and_with_the_new_secret_during_a_rotation() -> None:
    old, new = secrets.secret("key", ID, 1), secrets.secret("key", ID, 2)

    both = headers(secrets.secrets(["key"], ID, [2, 1]))

    assert both["webhook-signature"].count("v1,") == 2
    Verifier(old).verify(BODY, both)
    Verifier(new).verify(BODY, both)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(BODY, headers(secrets.secrets(["key"], ID, [2])))


def test_signature_is_that_of_the_specification() -> None:
    """The example of the specification's reference implementation."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    made = signing.signature(
        [secret], message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
