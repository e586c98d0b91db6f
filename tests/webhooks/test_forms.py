"""The forms of webhooks: what is entered becomes what is stored, and comes back as it was entered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.webhooks.factories import make_delivery, make_webhook
from tests.webhooks.pages.text import GIVEN
from webhooks.forms import HeadersField, LogForm, ResendForm, WebhookForm
from webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("entered", "headers"),
    [
        ("", {}),
        (None, {}),
        (" \n\r\n", {}),
        ("X-A: b", {"X-A": "b"}),
        ("X-A:b\r\nX-B:  c : d ", {"X-A": "b", "X-B": "c : d"}),
        ({"X-A": " b "}, {"X-A": "b"}),
    ],
)
def test_headers_are_taken_from_lines_or_from_a_dictionary(entered: object, headers: dict[str, str]) -> None:
    form = WebhookForm(GIVEN | {"custom_headers": entered})

    assert form.is_valid()
    assert form.cleaned_data["custom_headers"] == headers


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ("X-A: b\nnonsense", "“nonsense” is not a header. Write it like Authorization: Bearer …"),
        ("X-A: b\nx-a: c", "The header x-a is given twice."),
        ("x" * 200, f"“{'x' * 100}” is not a header. Write it like Authorization: Bearer …"),
        ({"Host": "b"}, "The header Host is set by Product Importer and cannot be changed."),
    ],
)
def test_headers_that_make_no_sense_are_refused(entered: object, sentence: str) -> None:
    assert WebhookForm(GIVEN | {"custom_headers": entered}).errors["custom_headers"] == [sentence]


def test_headers_are_shown_as_lines_and_compared_as_such() -> None:
    field = HeadersField()

    assert field.prepare_value({"X-A": "b", "X-B": "c"}) == "X-A: b\nX-B: c"
    assert field.prepare_value("X-A b") == "X-A b"
    assert not field.has_changed({"X-A": "b"}, "X-A: b")
    assert not field.has_changed({}, "")
    assert field.has_changed({"X-A": "b"}, "X-A: c")


def test_event_types_are_stored_by_their_proper_names_each_once() -> None:
    form = WebhookForm(GIVEN | {"event_types": ["import.completed", "product.deleted", "upload.completed"]})

    assert form.is_valid()
    assert form.cleaned_data["event_types"] == ["product.deleted", "upload.completed"]


def test_form_does_not_complain_of_its_own_url() -> None:
    webhook = make_webhook(str(GIVEN["url"]))

    assert WebhookForm(GIVEN, instance=webhook).is_valid()
    assert WebhookForm(GIVEN).errors["url"] == ["A webhook with this URL already exists."]


def test_filter_chooses_by_state_event_and_time_together() -> None:
    webhook, now = make_webhook(), timezone.now()
    old, young = (make_delivery(webhook, state="failed", created_at=now - timedelta(hours=hours)) for hours in (5, 1))
    make_delivery(webhook, created_at=now)
    since = (now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")

    def chosen(**values: str) -> set[Delivery]:
        return {*LogForm(values).chosen_from(webhook.deliveries.all())}

    assert chosen(state="failed") == {old, young}
    assert chosen(state="failed", since=since) == {young}
    assert chosen(event_type="product.deleted") == set()
    assert len(chosen()) == 3


@pytest.mark.parametrize("values", [{"state": "melted"}, {"event_type": "x"}, {"since": "soon"}])
def test_filter_that_makes_no_sense_chooses_all(values: dict[str, str]) -> None:
    webhook = make_webhook()
    make_delivery(webhook)

    assert LogForm(values).chosen_from(webhook.deliveries.all()).count() == 1


def test_moment_is_entered_in_utc() -> None:
    form = ResendForm({"since": "2026-03-01T12:30"})

    assert form.is_valid()
    assert form.cleaned_data["since"] == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_taken_url_is_an_error_beside_the_field() -> None:
    form = WebhookForm(GIVEN)
    assert form.is_valid()

    form.taken()

    assert form.errors == {"url": ["A webhook with this URL already exists."]}
    assert not Webhook.objects.exists()
