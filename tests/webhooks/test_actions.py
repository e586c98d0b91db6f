"""What people do with webhooks, whichever way they come: what changes, what is kept, who is named in the log."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.webhooks.conftest import Queued
from tests.webhooks.factories import ANA, make_delivery, make_webhook
from tests.webhooks.pages.text import GIVEN
from tests.webhooks.senders import states
from webhooks import actions
from webhooks.forms import WebhookForm
from webhooks.models import Delivery, Webhook

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


def form_of(webhook: Webhook | None = None, **values: object) -> WebhookForm:
    form = WebhookForm(GIVEN | values, instance=webhook)
    assert form.is_valid(), form.errors
    return form


def test_saving_a_new_webhook_stores_it_whole_and_names_who_did_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "webhooks.actions")

    webhook = actions.save(form_of(description="The shop"), actor=ANA)

    assert webhook is not None
    assert Webhook.objects.get() == webhook
    assert (webhook.state, webhook.description, webhook.event_types) == ("active", "The shop", ["product.created"])
    assert f"webhook {webhook.pk} was saved by user 7" in caplog.text


def test_url_that_was_taken_after_the_check_is_an_error_of_the_form() -> None:
    form = form_of()
    make_webhook(str(GIVEN["url"]))

    assert actions.save(form, actor=ANA) is None

    assert form.errors["url"] == ["A webhook with this URL already exists."]
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(("held", "states_after"), [("send", {"pending": 2}), ("discard", {"discarded": 2})])
def test_what_was_kept_is_sent_or_discarded_when_it_is_switched_on(
    held: actions.Held, states_after: dict[str, int]
) -> None:
    webhook = make_webhook(disabled_at=timezone.now(), disabled_reason="gone")
    tomorrow = timezone.now() + timedelta(days=1)
    for _ in range(2):
        make_delivery(webhook, due_at=tomorrow)

    assert actions.switch(webhook, enabled=True, held=held, actor=ANA)

    assert (webhook.state, states(webhook)) == ("active", states_after)
    assert not Delivery.objects.filter(due_at=tomorrow).exists()


def test_switching_on_paused_settles_nothing() -> None:
    webhook = make_webhook(enabled=False)
    tomorrow = timezone.now() + timedelta(days=1)
    make_delivery(webhook, due_at=tomorrow)

    assert actions.switch(webhook, enabled=True, paused=True, held="discard", actor=ANA)

    assert (webhook.state, webhook.deliveries.get().due_at) == ("paused", tomorrow)


def test_switching_to_where_it_stands_changes_nothing_and_wakes_nobody(queued: Queued) -> None:
    webhook = make_webhook()
    make_delivery(webhook)

    assert not actions.switch(webhook, enabled=True, held="discard", actor=ANA)
    assert actions.switch(webhook, enabled=False, actor=ANA)
    queued.clear()
    assert not actions.switch(webhook, enabled=False, actor=ANA)

    assert (states(webhook), queued) == ({"pending": 1}, [])


def test_ending_a_pause_wakes_a_sender_for_what_was_held(queued: Queued) -> None:
    webhook = make_webhook()
    assert actions.pause(webhook, actor=ANA)
    assert not actions.pause(webhook, actor=ANA)
    make_delivery(webhook)

    assert actions.resume(webhook, actor=ANA)

    assert not actions.resume(webhook, actor=ANA)
    assert {*queued} == {("send_due", ())}


def test_rotation_that_comes_second_is_refused() -> None:
    webhook = make_webhook()
    other = Webhook.objects.get()

    assert actions.rotate_secret(webhook, actor=ANA)
    assert not actions.rotate_secret(other, actor=ANA)


def test_only_what_failed_since_then_is_sent_again(queued: Queued) -> None:
    webhook, now = make_webhook(), timezone.now()
    for state, hours in [("failed", 1), ("failed", 3), ("delivered", 1), ("discarded", 1)]:
        make_delivery(webhook, state=state, finished_at=now - timedelta(hours=hours))

    assert actions.resend_failed(webhook, since=now - timedelta(hours=2)) == 1

    assert states(webhook) == {"pending": 1, "failed": 1, "delivered": 1, "discarded": 1}
    assert queued == [("send_due", ())]


def test_deleting_names_who_did_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "webhooks.actions")
    webhook = make_webhook()
    pk = webhook.pk

    actions.delete(webhook, actor=ANA)

    assert not Webhook.objects.exists()
    assert f"webhook {pk} was deleted by user 7" in caplog.text
