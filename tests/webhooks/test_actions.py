"""What people do with webhooks, whichever way they come."""

import pytest
from django.utils import timezone

from tests.webhooks.factories import ANA, make_delivery, make_webhook
from tests.webhooks.pages import GIVEN
from tests.webhooks.senders import states
from webhooks import actions
from webhooks.forms import WebhookForm
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_dead_sender_had_in_hand_is_discarded_with_the_rest() -> None:
    webhook = make_webhook(paused_at=timezone.now())
    make_delivery(webhook, lane=1)
    make_delivery(webhook)

    assert actions.resume(webhook, held="discard", actor=ANA)

    assert states(webhook) == {"discarded": 2}


def test_what_a_dead_sender_had_in_hand_can_be_sent_again_at_once() -> None:
    delivery = make_delivery(make_webhook(), lane=1, tries=3)

    assert actions.resend(delivery)
    assert (delivery.lane, delivery.tries) == (None, 0)


def test_editing_writes_what_was_entered_and_nothing_that_changed_meanwhile() -> None:
    webhook = make_webhook()
    form = WebhookForm(GIVEN | {"description": "Changed"}, instance=Webhook.objects.get())
    assert form.is_valid()
    webhook.rotate_secret()
    webhook.pause()

    assert actions.save(form, actor=ANA)

    webhook.refresh_from_db()
    assert (webhook.description, webhook.secret_version, webhook.state) == ("Changed", 2, "paused")
