"""The shapes that the routes of webhooks take and answer with, as the API's description shows them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, StrictBool

from webhooks.models import Attempt, Delivery, Webhook
from webhooks.sending.attempts import outcome_of
from webhooks.sending.hints import hint
from webhooks.sending.outcome import RequestOutcome


class WebhookIn(Schema):
    """`event_type`: a single event type, instead of `event_types`."""

    model_config = ConfigDict(extra="forbid")

    url: str
    description: str = ""
    event_types: list[str] | None = None
    event_type: str | None = None
    enabled: StrictBool = True
    paused: StrictBool = False
    custom_headers: dict[str, str] = {}


class WebhookChange(Schema):
    """Anything left out stays as it is. `held`: what happens to held events when it is turned on or resumed."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    description: str | None = None
    event_types: list[str] | None = None
    event_type: str | None = None
    enabled: StrictBool | None = None
    paused: StrictBool | None = None
    custom_headers: dict[str, str] | None = None
    held: Literal["send", "discard"] = "send"


class WebhookOut(Schema):
    id: UUID
    url: str
    description: str
    event_types: list[str]
    enabled: bool
    paused: bool
    state: str
    custom_headers: dict[str, str]
    last_status: int | None
    last_response_time_ms: float | None
    last_delivered_at: datetime | None
    held_events: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, webhook: Webhook, *, headers: Mapping[str, str]) -> "WebhookOut":
        """`headers`: as much of the owner's as may be seen."""
        return WebhookOut(
            id=webhook.id,
            url=webhook.url,
            description=webhook.description,
            event_types=webhook.event_types,
            enabled=webhook.enabled,
            paused=webhook.paused_at is not None,
            state=webhook.state.value,
            custom_headers=dict(headers),
            last_status=webhook.last_status,
            last_response_time_ms=webhook.last_response_time_ms,
            last_delivered_at=webhook.last_delivered_at,
            held_events=webhook.held_events,
            created_at=webhook.created_at,
            updated_at=webhook.updated_at,
        )


class NewWebhook(WebhookOut):
    """The secret is returned here, and again after a rotation."""

    secret: str


class Webhooks(Schema):
    results: list[WebhookOut]


class Url(Schema):
    model_config = ConfigDict(extra="forbid")

    url: str


class Timings(Schema):
    """Milliseconds; null for what did not happen, such as connecting when a connection was already open."""

    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    total_ms: float

    @classmethod
    def of(cls, outcome: RequestOutcome) -> Self:
        return cls(
            dns_ms=outcome.dns_ms,
            connect_ms=outcome.connect_ms,
            tls_ms=outcome.tls_ms,
            first_byte_ms=outcome.first_byte_ms,
            total_ms=outcome.total_ms,
        )


class SendError(Schema):
    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, outcome: RequestOutcome) -> Self | None:
        if outcome.delivered:
            return None
        return cls(code=outcome.error, message=outcome.detail, hint=hint(outcome.error, outcome.status_code))


class TestOut(Schema):
    delivered: bool
    status_code: int | None
    response_time_ms: float
    timings: Timings
    address: str
    error: SendError | None

    @classmethod
    def of(cls, outcome: RequestOutcome) -> Self:
        return cls(
            delivered=outcome.delivered,
            status_code=outcome.status_code,
            response_time_ms=outcome.total_ms,
            timings=Timings.of(outcome),
            address=outcome.address,
            error=SendError.of(outcome),
        )


class AttemptOut(Schema):
    number: int
    started_at: datetime
    url: str
    address: str
    status_code: int | None
    response_time_ms: float
    timings: Timings
    error: SendError | None
    request_headers: dict[str, str]
    response_body: str

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        outcome = outcome_of(attempt)
        return cls(
            number=attempt.number,
            started_at=attempt.started_at,
            url=attempt.url,
            address=outcome.address,
            status_code=outcome.status_code,
            response_time_ms=outcome.total_ms,
            timings=Timings.of(outcome),
            error=SendError.of(outcome),
            request_headers=attempt.request_headers,
            response_body=outcome.body,
        )


class DeliveryOut(Schema):
    id: UUID
    message_id: str
    event_type: str
    state: str
    attempts_made: int
    due_at: datetime | None
    created_at: datetime
    finished_at: datetime | None
    last_attempt: AttemptOut | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryOut":
        attempts = sorted(delivery.attempts.all(), key=lambda attempt: attempt.number)
        return DeliveryOut(
            id=delivery.id,
            message_id=delivery.event.message_id,
            event_type=delivery.event.type,
            state=delivery.state,
            attempts_made=delivery.attempts_made,
            due_at=delivery.due_at,
            created_at=delivery.created_at,
            finished_at=delivery.finished_at,
            last_attempt=AttemptOut.of(attempts[-1]) if attempts else None,
        )


class DeliveryDetail(DeliveryOut):
    body: Any  # whatever JSON the event is
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryDetail":
        attempts = [AttemptOut.of(attempt) for attempt in delivery.attempts.order_by("number")]
        return cls(**dict(DeliveryOut.of(delivery)), body=json.loads(delivery.event.body), attempts=attempts)


class Deliveries(Schema):
    results: list[DeliveryOut]
    next_cursor: str | None
