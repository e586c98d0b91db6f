"""Signing secrets: derived from a master key, the webhook and a version, and always the same."""

import base64
import uuid

from webhooks.models import secrets

ID = uuid.UUID("01997f3c-0000-7000-8000-000000000001")

OTHER_ID = uuid.UUID("01997f3c-0000-7000-8000-000000000002")


def test_secret_has_the_prefix_and_32_bytes() -> None:
    secret = secrets.secret("key", ID, 1)

    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32


def test_secrets_differ_by_key_webhook_and_version_and_stay_the_same() -> None:
    made = [
        secrets.secret(key, webhook_id, version)
        for key in ("key", "other")
        for webhook_id in (ID, OTHER_ID)
        for version in (1, 2)
    ]

    assert len(set(made)) == 8
    assert made[0] == secrets.secret("key", ID, 1)


def test_first_master_key_and_newest_version_come_first() -> None:
    made = secrets.secrets(["new", "old"], ID, [3, 2])

    assert made == [secrets.secret(key, ID, version) for key in ("new", "old") for version in (3, 2)]
