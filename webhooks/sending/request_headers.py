"""The headers of a request: as the receiver sees them, and as the log keeps them."""

import uuid
from datetime import datetime

from webhooks.models import Event, Webhook
from webhooks.sending import signing

USER_AGENT = "Product-Importer/1.0 (webhooks)"
SIGNATURE = "webhook-signature"
MASK = "…"


def headers_of(
    webhook: Webhook, event: Event, *, delivery_id: uuid.UUID, attempt: int, body: bytes, now: datetime
) -> dict[str, str]:
    """Ours, signed with every live secret, on top of those that the owner wants to send along."""
    timestamp = int(now.timestamp())
    return {
        **webhook.custom_headers,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "webhook-id": event.message_id,
        "webhook-timestamp": str(timestamp),
        SIGNATURE: signing.signature(
            webhook.live_secrets(now), message_id=event.message_id, timestamp=timestamp, body=body
        ),
        "webhook-event": event.type,
        "webhook-delivery": str(delivery_id),
        "webhook-attempt": str(attempt),
    }


def masked(headers: dict[str, str], webhook: Webhook) -> dict[str, str]:
    """Without what does not belong in a log: the signature, and the owner's headers, which may be passwords."""
    hidden = {SIGNATURE, *webhook.custom_headers}
    return {name: MASK if name in hidden else value for name, value in headers.items()}
