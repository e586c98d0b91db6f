"""Webhooks, what is to be told them, and every attempt to do so.

A verb that changes the state is one conditional update and says whether it won.
"""

from webhooks.models.delivery import Attempt, Delivery, DeliveryQuerySet, DeliveryState
from webhooks.models.event import Event
from webhooks.models.webhook import DisabledReason, TooManyRotations, Webhook, WebhookQuerySet, WebhookState

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryState",
    "DisabledReason",
    "Event",
    "TooManyRotations",
    "Webhook",
    "WebhookQuerySet",
    "WebhookState",
]
