"""Webhooks as the pages show them: the chart of the last attempts, the steps of one, the trouble of a delivery."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.webhooks.factories import log_attempt, make_attempt, make_delivery, make_webhook, publish
from webhooks import presenters
from webhooks.delivery_log import log_page
from webhooks.models import Webhook
from webhooks.sending.outcome import RequestOutcome

pytestmark = pytest.mark.django_db


def outcome(*, error: str = "", total_ms: float = 100.0, **times: float | None) -> RequestOutcome:
    return RequestOutcome(error, "", None if error else 200, "", "1.1.1.1:443", total_ms, **times)  # type: ignore[arg-type]


def test_card_of_a_webhook_without_attempts_has_no_rate() -> None:
    card = presenters.card(make_webhook())

    assert (card.bars, card.rate, card.attempts, card.held) == ([], None, 0, 0)
    assert card.picture_in_words == "The last 0 attempts: 0 delivered, 0 failed"


def test_card_shows_the_last_24_attempts_and_rates_the_last_hundred() -> None:
    webhook = make_webhook()
    for number in range(101):
        log_attempt(webhook, error="dns" if number in {0, 1, 99} else "")

    card = presenters.card(webhook)

    assert (card.attempts, card.rate) == (100, 98.0)
    assert [bar.outcome for bar in card.bars] == ["delivered"] * 22 + ["failed", "delivered"]
    assert card.picture_in_words == "The last 24 attempts: 23 delivered, 1 failed"


def test_newest_bar_stands_at_the_right_end_also_when_there_are_few() -> None:
    webhook = make_webhook()
    for _ in range(3):
        log_attempt(webhook)

    assert [bar.x for bar in presenters.card(webhook).bars] == ["126", "132", "138"]


@pytest.mark.parametrize(
    ("milliseconds", "y", "height"),
    [(0, "24.0", "4.0"), (122.5, "12.0", "16.0"), (15_000, "0.0", "28.0"), (60_000, "0.0", "28.0")],
)
def test_bar_grows_with_the_logarithm_of_the_time_up_to_the_top(milliseconds: float, y: str, height: str) -> None:
    webhook = make_webhook()
    log_attempt(webhook, response_time_ms=milliseconds)

    (bar,) = presenters.card(webhook).bars

    assert (bar.y, bar.height) == (y, height)


def test_cards_are_the_newest_first_each_with_its_own_attempts_and_events(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    quiet = make_webhook("https://quiet.example/", paused_at=timezone.now())
    busy = make_webhook("https://busy.example/")
    log_attempt(busy, error="timeout")
    log_attempt(busy)
    publish(2)

    with django_assert_num_queries(2):
        cards = presenters.cards()

    assert [(card.webhook, card.attempts, card.rate, card.held) for card in cards] == [
        (busy, 2, 50.0, 0),
        (quiet, 0, None, 2),
    ]


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ({}, 0),
        ({"enabled": False}, 1),
        ({"paused_at": timezone.now()}, 1),
        ({"disabled_at": timezone.now(), "disabled_reason": "gone"}, 1),
        ({"circuit": timedelta(minutes=1), "circuit_until": timezone.now()}, 1),
    ],
)
def test_what_is_owed_to_a_webhook_is_held_while_it_gets_nothing(values: dict[str, Any], held: int) -> None:
    make_delivery(make_webhook(**values))

    assert presenters.card(Webhook.objects.with_waiting().get()).held == held


def test_steps_of_an_attempt_follow_each_other_and_fill_the_bar() -> None:
    shown = presenters.result_of(outcome(dns_ms=10, connect_ms=20, tls_ms=30, first_byte_ms=90))

    assert [(part.name, part.word, part.milliseconds, part.start, part.width) for part in shown.parts] == [
        ("dns", "name looked up", 10, "0.0", "100.0"),
        ("connect", "connected", 20, "100.0", "200.0"),
        ("tls", "TLS", 30, "300.0", "300.0"),
        ("wait", "first byte", 30, "600.0", "300.0"),
        ("read", "response read", 10, "900.0", "100.0"),
    ]


def test_steps_that_did_not_happen_are_left_out() -> None:
    kept_open = presenters.result_of(outcome(first_byte_ms=90))
    unanswered = presenters.result_of(outcome(error="timeout", dns_ms=10, connect_ms=20))

    assert [part.name for part in kept_open.parts] == ["wait", "read"]
    assert [(part.name, part.word, part.milliseconds) for part in unanswered.parts][-1] == ("wait", "waited", 70)


def test_attempt_that_ended_before_it_began_has_an_empty_bar() -> None:
    shown = presenters.result_of(outcome(error="invalid_url", total_ms=0.0))

    assert [(part.word, part.start, part.width) for part in shown.parts] == [("waited", "0.0", "0.0")]


def test_result_says_what_went_wrong_and_what_to_do() -> None:
    attempt = log_attempt(make_webhook(), error="status", status_code=404, detail="The receiver answered 404.")

    shown = presenters.result_of_attempt(attempt)

    assert (shown.delivered, shown.status_code, shown.error_word) == (False, 404, "refused by the receiver")
    assert (shown.detail, shown.hint) == ("The receiver answered 404.", "Check the path of the URL.")


def test_log_row_tells_of_the_last_attempt_and_its_trouble() -> None:
    webhook = make_webhook()
    for error, status in [("", 200), ("dns", None), ("status", 500)]:
        delivery = make_delivery(webhook, state="failed" if error else "delivered")
        make_attempt(delivery, number=2, error=error, status_code=status)
        make_attempt(delivery, number=1, error="timeout")
    make_delivery(webhook)

    rows = presenters.log_rows(log_page(webhook.deliveries.all()).rows)

    assert [(row.last and row.last.number, row.trouble) for row in rows[::-1]] == [
        (2, ""),
        (2, "name not found"),
        (2, ""),
        (None, ""),
    ]
