"""What people do with webhooks. The pages, the API and the admin all go through here."""

import logging
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from webhooks import queue
from webhooks.forms import WebhookForm
from webhooks.models import Delivery, Webhook, WebhookState
from webhooks.sending import delivering
from webhooks.sending.outcome import RequestOutcome

Held = Literal["send", "discard"]
"""What becomes of the events that were kept."""

logger = logging.getLogger(__name__)


def save(form: WebhookForm, *, actor: Actor) -> Webhook | None:
    """Save a valid form, and only its fields: the state and the secret may have changed since the webhook was read.

    None: somebody registered the URL a moment ago, and the form says so.
    """
    webhook: Webhook = form.save(commit=False)
    webhook.updated_at = timezone.now()
    entered = None if webhook._state.adding else [*WebhookForm.Meta.fields, "updated_at"]
    try:
        with transaction.atomic():
            webhook.save(update_fields=entered)
    except IntegrityError as error:
        if "webhook_one_per_url" not in str(error):
            raise
        form.taken()
        return None
    _note("saved", webhook, actor)
    return webhook


def switch(webhook: Webhook, *, enabled: bool, paused: bool = False, held: Held = "send", actor: Actor) -> bool:
    """The owner's switch. On: what was kept meanwhile is sent or discarded, or stays if it is switched on paused.

    False: nothing changed.
    """
    if not enabled:
        changed = webhook.disable()
    else:
        is_off = webhook.state in {WebhookState.OFF, WebhookState.DISABLED}
        changed = is_off and (paused or _settle_held(webhook, held)) and webhook.enable(paused=paused)
    return _done("switched on" if enabled else "switched off", webhook, actor, changed)


def pause(webhook: Webhook, *, actor: Actor) -> bool:
    """Keep its events and send none. False: it is switched off, or already paused."""
    return _done("paused", webhook, actor, webhook.pause())


def resume(webhook: Webhook, *, held: Held = "send", actor: Actor) -> bool:
    """End a pause, its owner's or the one after failures. False: there was none.

    If it is switched off as well, what is held waits until it is switched on.
    """
    if webhook.state == WebhookState.PAUSED:
        _settle_held(webhook, held)
    return _done("resumed", webhook, actor, webhook.resume())


def rotate_secret(webhook: Webhook, *, actor: Actor) -> bool:
    """False: somebody else did it at the same moment."""
    return _done("given a new secret", webhook, actor, webhook.rotate_secret())


def delete(webhook: Webhook, *, actor: Actor) -> None:
    webhook.erase()
    _note("deleted", webhook, actor)


def resend(delivery: Delivery) -> bool:
    """Send it again, with the full schedule. False: it is being sent right now."""
    delivering.put_back_left_behind(delivery.webhook_id)
    again = delivery.send_again()
    queue.wake()
    return again


def resend_now(delivery: Delivery) -> RequestOutcome | None:
    """Send it again at once and tell what came of it; if it fails, the full schedule follows.

    None: it is being sent right now, or is as soon as there is room.
    """
    delivering.put_back_left_behind(delivery.webhook_id)
    delivery.send_again()
    outcome = delivering.send_now(delivery)
    if outcome is None:
        queue.wake()
    return outcome


def resend_failed(webhook: Webhook, *, since: datetime) -> int:
    """Send again what has failed for good since then. How many deliveries."""
    again = webhook.deliveries.failed_since(since).send_again()
    queue.wake()
    return again


def _settle_held(webhook: Webhook, held: Held) -> bool:
    delivering.put_back_left_behind(webhook.pk)
    waiting = webhook.deliveries.pending()
    if held == "discard":
        waiting.discard()
    else:
        waiting.send_again()
    return True


def _done(what: str, webhook: Webhook, actor: Actor, changed: bool) -> bool:
    if changed:
        _note(what, webhook, actor)
        queue.wake()
    return changed


def _note(what: str, webhook: Webhook, actor: Actor) -> None:
    logger.info("webhook %s was %s by %s %s", webhook.pk, what, actor.kind, actor.id or "")
