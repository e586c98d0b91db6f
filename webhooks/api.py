"""The JSON routes of webhooks. Each loads, makes one call and translates the outcome."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.keyset import InvalidCursor
from webhooks import actions, rules, schemas
from webhooks.delivery_log import log_page
from webhooks.events import OTHER_NAMES, TEST, EventType
from webhooks.forms import WebhookForm
from webhooks.models import Attempt, Delivery, DeliveryState, Webhook
from webhooks.sending import hints, trial
from webhooks.sending.outcome import RequestOutcome
from webhooks.sending.request_headers import MASK

MOST_ON_A_PAGE = 100
LOGGED = [*EventType.values, TEST]

router = Router(tags=["webhooks"])


@router.get("", url_name="webhooks", response=schemas.Webhooks, summary="Webhooks, newest first")
def webhook_list(request: HttpRequest) -> dict[str, Any]:
    webhooks = Webhook.objects.with_waiting().newest_first()
    return {"results": [_described(webhook, request) for webhook in webhooks]}


@router.post("", url_name="webhooks_post", response={201: schemas.NewWebhook}, operation_id="create_webhook_in_list")
@router.post("create/", url_name="create_webhook", response={201: schemas.NewWebhook}, operation_id="create_webhook")
def create(request: HttpRequest, given: schemas.WebhookIn) -> Status[dict[str, Any]]:
    """Register a URL. The signing secret is in this answer, and later on its page after a password check."""
    _allow(request, "add")
    webhook = _saved(request, WebhookForm(_form_data(given.dict())))
    if not given.enabled:
        actions.switch(webhook, enabled=False, actor=actor_of(request))
    if given.paused:
        actions.pause(webhook, actor=actor_of(request))
    return Status(201, _described(_webhook(webhook.pk), request) | {"secret": webhook.secret})


@router.post("test/", url_name="test_url", response=schemas.TestOut, summary="Test a URL that is not saved")
def test_url(request: HttpRequest, given: schemas.Url) -> dict[str, Any]:
    """Sends `webhook.test` at once, signed with a secret nobody knows, and tells what came of it within ten seconds."""
    _allow(request, "add")
    try:
        url = rules.check_url(given.url)
    except ValidationError as error:
        raise ApiError(422, fields={"url": error.messages}) from error
    with _few_tests():
        return _told(trial.try_url(url, sent_by=_name(request), user_id=user_of(request).pk))


@router.get("{uuid:webhook_id}/", url_name="webhook", response=schemas.WebhookOut, summary="One webhook")
def detail(request: HttpRequest, webhook_id: UUID) -> dict[str, Any]:
    return _described(_webhook(webhook_id), request)


@router.put("{uuid:webhook_id}/", url_name="replace_webhook", response=schemas.WebhookOut, summary="Replace a webhook")
def replace(request: HttpRequest, webhook_id: UUID, given: schemas.WebhookIn) -> dict[str, Any]:
    """What is not given gets its usual value. `paused: false` ends its owner's pause, not one after failures."""
    return _change(request, webhook_id, given.dict(), held="send", is_whole=True)


@router.patch("{uuid:webhook_id}/", url_name="change_webhook", response=schemas.WebhookOut, summary="Change a webhook")
def change(request: HttpRequest, webhook_id: UUID, given: schemas.WebhookChange) -> dict[str, Any]:
    """`held` says what becomes of the events kept meanwhile when it is switched on again, or its pause ends."""
    values = given.dict(exclude_unset=True, exclude={"held"})
    return _change(
        request, webhook_id, {name: value for name, value in values.items() if value is not None}, given.held
    )


@router.delete(
    "{uuid:webhook_id}/", url_name="webhook_delete", response={204: None}, operation_id="delete_webhook_itself"
)
@router.delete(
    "{uuid:webhook_id}/delete/", url_name="delete_webhook", response={204: None}, operation_id="delete_webhook"
)
def delete(request: HttpRequest, webhook_id: UUID) -> Status[None]:
    """Its log goes with it."""
    _allow(request, "delete")
    actions.delete(get_object_or_404(Webhook, pk=webhook_id), actor=actor_of(request))
    return Status(204, None)


@router.post("{uuid:webhook_id}/test/", url_name="test_webhook", response=schemas.TestOut, summary="Test a webhook")
def test(request: HttpRequest, webhook_id: UUID) -> dict[str, Any]:
    """Sends `webhook.test` at once and tells what came of it within ten seconds; the log tells of it, too."""
    _allow(request, "change")
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    with _few_tests():
        return _told(trial.try_webhook(webhook, sent_by=_name(request), user_id=user_of(request).pk))


@router.post(
    "{uuid:webhook_id}/rotate-secret/", url_name="rotate_secret", response=schemas.NewWebhook, summary="A new secret"
)
def rotate_secret(request: HttpRequest, webhook_id: UUID) -> dict[str, Any]:
    """The earlier one signs too for 24 hours."""
    _allow(request, "change")
    webhook = _webhook(webhook_id)
    if not actions.rotate_secret(webhook, actor=actor_of(request)):
        raise ApiError(409, "changed_meanwhile", "Somebody gave it a new secret at the same moment.")
    return _described(_webhook(webhook_id), request) | {"secret": webhook.secret}


@router.get("{uuid:webhook_id}/deliveries/", url_name="deliveries", response=schemas.Deliveries, summary="Delivery log")
def deliveries(
    request: HttpRequest,
    webhook_id: UUID,
    state: DeliveryState | None = None,
    event_type: str = "",
    since: datetime | None = None,
    cursor: str = "",
    page_size: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 25,
) -> dict[str, Any]:
    """Newest first. `next_cursor` leads to older ones."""
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    named = str(OTHER_NAMES.get(event_type, event_type))
    if named and named not in LOGGED:
        raise ApiError(422, fields={"event_type": [f"The types are {', '.join(LOGGED)}."]})
    wanted = webhook.deliveries.all().matching(state=state or "", event_type=named, since=since)
    try:
        page = log_page(wanted, cursor=cursor, size=page_size)
    except InvalidCursor as error:
        raise ApiError(422, fields={"cursor": ["This cursor is not one of ours."]}) from error
    return {"results": [_logged(delivery) for delivery in page.rows], "next_cursor": page.next_cursor}


@router.get(
    "{uuid:webhook_id}/deliveries/{uuid:delivery_id}/",
    url_name="delivery",
    response=schemas.DeliveryDetail,
    summary="One delivery with its attempts",
)
def delivery(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> dict[str, Any]:
    found = _delivery(webhook_id, delivery_id)
    attempts = [_attempt(attempt) for attempt in found.attempts.order_by("number")]
    return _logged(found) | {"body": json.loads(found.event.body), "attempts": attempts}


@router.post(
    "{uuid:webhook_id}/deliveries/{uuid:delivery_id}/resend/",
    url_name="resend",
    response={202: schemas.DeliveryOut},
    summary="Send a delivery again",
)
def resend(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> Status[dict[str, Any]]:
    """With the same `webhook-id` and the full schedule."""
    _allow(request, "change")
    found = _delivery(webhook_id, delivery_id)
    if not actions.resend(found):
        raise ApiError(409, "under_way", "It is being sent at this moment.")
    return Status(202, _logged(found))


def _allow(request: HttpRequest, verb: str) -> None:
    if not request.user.has_perm(f"webhooks.{verb}_webhook"):
        raise ApiError(403, message="You may look at webhooks but not do this.")


def _webhook(webhook_id: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.with_waiting(), pk=webhook_id)


def _delivery(webhook_id: UUID, delivery_id: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("event"), pk=delivery_id, webhook_id=webhook_id)


def _form_data(given: dict[str, Any]) -> dict[str, Any]:
    """A single `event_type` stands in place of the list."""
    single = given.pop("event_type", None)
    return {**given, "event_types": [single]} if single is not None else given


def _saved(request: HttpRequest, form: WebhookForm) -> Webhook:
    webhook = actions.save(form, actor=actor_of(request)) if form.is_valid() else None
    if webhook is None:
        raise ApiError(422, fields={name: [*map(str, errors)] for name, errors in form.errors.items()})
    return webhook


def _change(
    request: HttpRequest, webhook_id: UUID, given: dict[str, Any], held: actions.Held, *, is_whole: bool = False
) -> dict[str, Any]:
    _allow(request, "change")
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    kept = {name: getattr(webhook, name) for name in WebhookForm.Meta.fields}
    values = _form_data(given)
    if {*values} & {*kept}:
        webhook = _saved(request, WebhookForm(kept | values, instance=webhook))
    _switch(webhook, values, held, request, is_whole=is_whole)
    return _described(_webhook(webhook_id), request)


def _switch(
    webhook: Webhook, values: dict[str, Any], held: actions.Held, request: HttpRequest, *, is_whole: bool
) -> None:
    """A whole one says `paused: false` of a pause after failures, too, and does not mean to end it."""
    actor, paused = actor_of(request), values.get("paused")
    if "enabled" in values:
        actions.switch(webhook, enabled=values["enabled"], paused=bool(paused), held=held, actor=actor)
    if paused:
        actions.pause(webhook, actor=actor)
    elif paused is False and (webhook.paused_at or not is_whole):
        actions.resume(webhook, held=held, actor=actor)


def _described(webhook: Webhook, request: HttpRequest) -> dict[str, Any]:
    """The owner's headers may be passwords: they are shown to those who may change them."""
    may_see = request.user.has_perm("webhooks.change_webhook")
    names = ("id", "url", "description", "event_types", "enabled", "last_status", "last_response_time_ms")
    return {
        **{name: getattr(webhook, name) for name in (*names, "last_delivered_at", "created_at", "updated_at")},
        "paused": webhook.paused_at is not None,
        "state": webhook.state,
        "custom_headers": {name: value if may_see else MASK for name, value in webhook.custom_headers.items()},
        "held_events": webhook.held_events,
    }


def _logged(delivery: Delivery) -> dict[str, Any]:
    attempts = sorted(delivery.attempts.all(), key=lambda attempt: attempt.number)
    names = ("id", "state", "attempts_made", "due_at", "created_at", "finished_at")
    return {
        **{name: getattr(delivery, name) for name in names},
        "message_id": delivery.event.message_id,
        "event_type": delivery.event.type,
        "last_attempt": _attempt(attempts[-1]) if attempts else None,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    names = ("number", "started_at", "url", "address", "status_code", "response_time_ms", "request_headers")
    parts = ("dns_ms", "connect_ms", "tls_ms", "first_byte_ms")
    return {
        **{name: getattr(attempt, name) for name in (*names, "response_body")},
        "timings": {**{name: getattr(attempt, name) for name in parts}, "total_ms": attempt.response_time_ms},
        "error": _error(attempt.error, attempt.detail, attempt.status_code),
    }


def _told(outcome: RequestOutcome) -> dict[str, Any]:
    parts = ("dns_ms", "connect_ms", "tls_ms", "first_byte_ms", "total_ms")
    return {
        "delivered": outcome.delivered,
        "status_code": outcome.status_code,
        "response_time_ms": outcome.total_ms,
        "timings": {name: getattr(outcome, name) for name in parts},
        "address": outcome.address,
        "error": _error(outcome.error, outcome.detail, outcome.status_code),
    }


def _error(code: str, message: str, status: int | None) -> dict[str, str] | None:
    return {"code": code, "message": message, "hint": hints.hint(code, status)} if code else None


def _name(request: HttpRequest) -> str:
    return user_of(request).get_username()


@contextmanager
def _few_tests() -> Iterator[None]:
    """Turns TooManyTests into 429."""
    try:
        yield
    except trial.TooManyTests as error:
        raise ApiError(429, message="Too many tests in one minute. Wait a moment.") from error
