"""The shapes that the routes of webhooks take and answer with, as the API's description shows them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, StrictBool


class WebhookIn(Schema):
    """`event_type`: a single one, in place of `event_types`."""

    model_config = ConfigDict(extra="forbid")

    url: str
    description: str = ""
    event_types: list[str] | None = None
    event_type: str | None = None
    enabled: StrictBool = True
    paused: StrictBool = False
    custom_headers: dict[str, str] = {}


class WebhookChange(Schema):
    """What is not given stays. `held`: what becomes of the events kept meanwhile, when it is switched on or resumed."""

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


class NewWebhook(WebhookOut):
    """The secret is told here, and again after a rotation."""

    secret: str


class Webhooks(Schema):
    results: list[WebhookOut]


class Url(Schema):
    model_config = ConfigDict(extra="forbid")

    url: str


class Timings(Schema):
    """Milliseconds; null for what did not happen, such as a connection that was there already."""

    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    total_ms: float


class SendError(Schema):
    code: str
    message: str
    hint: str


class TestOut(Schema):
    delivered: bool
    status_code: int | None
    response_time_ms: float
    timings: Timings
    address: str
    error: SendError | None


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


class DeliveryDetail(DeliveryOut):
    body: Any
    attempts: list[AttemptOut]


class Deliveries(Schema):
    results: list[DeliveryOut]
    next_cursor: str | None
