"""The JSON routes of webhooks. Each loads, makes one call and translates what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from product_importer.accounts.confirmation.session import require_confirmed
from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.keyset import InvalidCursor
from webhooks import actions, masking, rules
from webhooks.delivery_log import log_page
from webhooks.events import OTHER_NAMES, TEST, EventType
from webhooks.forms import WebhookForm
from webhooks.models import Delivery, DeliveryState, TooManyRotations, Webhook
from webhooks.schemas import (
    Deliveries,
    DeliveryDetail,
    DeliveryOut,
    NewWebhook,
    TestOut,
    Url,
    WebhookChange,
    WebhookIn,
    WebhookOut,
    Webhooks,
)
from webhooks.sending import trial

MOST_ON_A_PAGE = 100
LOGGED = [*EventType.values, TEST]

router = Router(tags=["webhooks"])


@router.get("", url_name="webhooks", response=Webhooks, summary="Webhooks, newest first")
def webhook_list(request: HttpRequest) -> Webhooks:
    webhooks = Webhook.objects.with_waiting().newest_first()
    return Webhooks(results=[_shown(webhook, request) for webhook in webhooks])


@router.post("", url_name="webhooks_post", response={201: NewWebhook}, operation_id="create_webhook_in_list")
@router.post("create/", url_name="create_webhook", response={201: NewWebhook}, operation_id="create_webhook")
def create(request: HttpRequest, given: WebhookIn) -> Status[NewWebhook]:
    """Register a URL. The response has the signing secret; the webhook's page shows it again after a password check.

    Headers that look like passwords are shown in this response for the last time; afterwards `…` stands for their
    values, and writing it back leaves them unchanged.
    """
    _allow(request, "add")
    webhook = _saved(request, WebhookForm(_form_data(given)))
    if not given.enabled:
        actions.switch(webhook, enabled=False, actor=actor_of(request))
    if given.paused:
        actions.pause(webhook, actor=actor_of(request))
    return Status(201, _shown_with_secret(webhook.pk, headers=webhook.custom_headers))


@router.post("test/", url_name="test_url", response=TestOut, summary="Test a URL that is not saved")
def test_url(request: HttpRequest, given: Url) -> TestOut:
    """Sends `webhook.test` at once, signed with a throwaway secret, and returns the result within ten seconds."""
    _allow(request, "add")
    try:
        url = rules.check_url(given.url)
    except ValidationError as error:
        raise ApiError(422, fields={"url": error.messages}) from error
    with _few_tests():
        return TestOut.of(trial.try_url(url, sent_by=_name(request), user_id=user_of(request).pk))


@router.get("{uuid:webhook_id}/", url_name="webhook", response=WebhookOut, summary="One webhook")
def detail(request: HttpRequest, webhook_id: UUID) -> WebhookOut:
    return _shown(_webhook(webhook_id), request)


@router.put("{uuid:webhook_id}/", url_name="replace_webhook", response=WebhookOut, summary="Replace a webhook")
def replace(request: HttpRequest, webhook_id: UUID, given: WebhookIn) -> WebhookOut:
    """Anything left out gets its default. `paused: false` ends its owner's pause, not one after failures."""
    return _change(request, webhook_id, given, held="send", is_whole=True)


@router.patch("{uuid:webhook_id}/", url_name="change_webhook", response=WebhookOut, summary="Change a webhook")
def change(request: HttpRequest, webhook_id: UUID, given: WebhookChange) -> WebhookOut:
    """`held` says what happens to the events it was holding when it is turned on again or resumed."""
    return _change(request, webhook_id, given, held=given.held)


@router.delete(
    "{uuid:webhook_id}/", url_name="webhook_delete", response={204: None}, operation_id="delete_webhook_itself"
)
@router.delete(
    "{uuid:webhook_id}/delete/", url_name="delete_webhook", response={204: None}, operation_id="delete_webhook"
)
def delete(request: HttpRequest, webhook_id: UUID) -> Status[None]:
    """Also deletes its log."""
    _allow(request, "delete")
    actions.delete(get_object_or_404(Webhook, pk=webhook_id), actor=actor_of(request))
    return Status(204, None)


@router.post("{uuid:webhook_id}/test/", url_name="test_webhook", response=TestOut, summary="Test a webhook")
def test(request: HttpRequest, webhook_id: UUID) -> TestOut:
    """Sends `webhook.test` at once and returns the result within ten seconds. The log shows it too."""
    _allow(request, "change")
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    with _few_tests():
        return TestOut.of(trial.try_webhook(webhook, sent_by=_name(request), user_id=user_of(request).pk))


@router.post(
    "{uuid:webhook_id}/rotate-secret/", url_name="rotate_secret", response=NewWebhook, summary="Rotate the secret"
)
def rotate_secret(request: HttpRequest, webhook_id: UUID) -> NewWebhook:
    """For 24 hours, requests are signed with the previous secret too. 409 `rotated_too_often`: the sixth in a day.
    403 `password_needed`: a signed-in person has not entered their password within 10 minutes, at
    `/accounts/confirm/`; a token needs none."""
    _allow(request, "change")
    require_confirmed(request)
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    try:
        if not actions.rotate_secret(webhook, actor=actor_of(request)):
            raise ApiError(409, "changed_meanwhile", "Someone else rotated the secret at the same moment.")
    except TooManyRotations as error:
        raise ApiError(409, "rotated_too_often", str(error)) from error
    return _shown_with_secret(webhook_id, headers=masking.masked(webhook.custom_headers))


@router.get("{uuid:webhook_id}/deliveries/", url_name="deliveries", response=Deliveries, summary="Delivery log")
def deliveries(
    request: HttpRequest,
    webhook_id: UUID,
    state: DeliveryState | None = None,
    event_type: str = "",
    since: datetime | None = None,
    cursor: str = "",
    page_size: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 25,
) -> Deliveries:
    """Newest first. `next_cursor` leads to older ones."""
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    named = str(OTHER_NAMES.get(event_type, event_type))
    if named and named not in LOGGED:
        raise ApiError(422, fields={"event_type": [f"The types are {', '.join(LOGGED)}."]})
    wanted = webhook.deliveries.all().matching(state=state or "", event_type=named, since=since)
    try:
        page = log_page(wanted, cursor=cursor, size=page_size)
    except InvalidCursor as error:
        raise ApiError(422, fields={"cursor": ["This cursor is not valid. Start again without it."]}) from error
    return Deliveries(results=[DeliveryOut.of(delivery) for delivery in page.rows], next_cursor=page.next_cursor)


@router.get(
    "{uuid:webhook_id}/deliveries/{uuid:delivery_id}/",
    url_name="delivery",
    response=DeliveryDetail,
    summary="One delivery with its attempts",
)
def delivery(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> DeliveryDetail:
    return DeliveryDetail.of(_delivery(webhook_id, delivery_id))


@router.post(
    "{uuid:webhook_id}/deliveries/{uuid:delivery_id}/resend/",
    url_name="resend",
    response={202: DeliveryOut},
    summary="Send a delivery again",
)
def resend(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> Status[DeliveryOut]:
    """It keeps its `webhook-id` and is retried on the full schedule."""
    _allow(request, "change")
    found = _delivery(webhook_id, delivery_id)
    if not actions.resend(found):
        raise ApiError(409, "under_way", "It is being sent right now.")
    return Status(202, DeliveryOut.of(found))


def _allow(request: HttpRequest, verb: str) -> None:
    if not request.user.has_perm(f"webhooks.{verb}_webhook"):
        raise ApiError(403, message="You can view webhooks, but you don't have access to this action.")


def _webhook(webhook_id: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.with_waiting(), pk=webhook_id)


def _delivery(webhook_id: UUID, delivery_id: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("event"), pk=delivery_id, webhook_id=webhook_id)


def _form_data(given: WebhookIn | WebhookChange) -> dict[str, object]:
    """What the form takes; a single `event_type` takes the place of the list. Of a change only what it changes."""
    is_change = isinstance(given, WebhookChange)
    fields: dict[str, object] = given.dict(include={*WebhookForm.Meta.fields, "event_type"}, exclude_none=is_change)
    single = fields.pop("event_type", None)
    return fields if single is None else {**fields, "event_types": [single]}


def _saved(request: HttpRequest, form: WebhookForm) -> Webhook:
    webhook = actions.save(form, actor=actor_of(request)) if form.is_valid() else None
    if webhook is None:
        raise ApiError(422, fields={name: [*map(str, errors)] for name, errors in form.errors.items()})
    return webhook


def _change(
    request: HttpRequest,
    webhook_id: UUID,
    given: WebhookIn | WebhookChange,
    *,
    held: actions.Held,
    is_whole: bool = False,
) -> WebhookOut:
    _allow(request, "change")
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    kept = {name: getattr(webhook, name) for name in WebhookForm.Meta.fields}
    kept |= {"custom_headers": masking.masked(webhook.custom_headers)}
    if entered := _form_data(given):
        webhook = _saved(request, WebhookForm(kept | entered, instance=webhook))
    _switch(webhook, given, held, request, is_whole=is_whole)
    return _shown(_webhook(webhook_id), request)


def _switch(
    webhook: Webhook, given: WebhookIn | WebhookChange, held: actions.Held, request: HttpRequest, *, is_whole: bool
) -> None:
    """`is_whole`: then `paused: false` is only what PUT says by default and does not end a pause after failures."""
    actor = actor_of(request)
    if given.enabled is not None:
        actions.switch(webhook, enabled=given.enabled, paused=bool(given.paused), held=held, actor=actor)
    if given.paused:
        actions.pause(webhook, actor=actor)
    elif given.paused is False and (webhook.paused_at or not is_whole):
        actions.resume(webhook, held=held, actor=actor)


def _shown(webhook: Webhook, request: HttpRequest) -> WebhookOut:
    mask = masking.masked if request.user.has_perm("webhooks.change_webhook") else masking.all_masked
    return WebhookOut.of(webhook, headers=mask(webhook.custom_headers))


def _shown_with_secret(webhook_id: UUID, *, headers: Mapping[str, str]) -> NewWebhook:
    webhook = _webhook(webhook_id)
    return NewWebhook(**dict(WebhookOut.of(webhook, headers=headers)), secret=webhook.secret)


def _name(request: HttpRequest) -> str:
    return user_of(request).get_username()


@contextmanager
def _few_tests() -> Iterator[None]:
    """Turn TooManyTests into 429."""
    try:
        yield
    except trial.TooManyTests as error:
        raise ApiError(429, message="Too many tests in one minute. Wait a moment, then try again.") from error
