"""The form of a webhook: the same for the pages, the API and the admin."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from webhooks import masking, rules
from webhooks.events import TEST, EventType
from webhooks.models import DeliveryQuerySet, DeliveryState, Webhook


class EventTypesField(forms.MultipleChoiceField):
    """Also takes the other names of event types."""

    def clean(self, value: object) -> list[str]:
        return rules.check_event_types(self.to_python(value))


class HeadersField(forms.CharField):
    """One header a line, `Name: value`; or a dictionary, as the API gives it. The form checks them."""

    widget = forms.Textarea

    def clean(self, value: object) -> dict[str, str]:
        return dict(value) if isinstance(value, Mapping) else _headers_in(str(value or ""))

    def prepare_value(self, value: object) -> object:
        return "\n".join(f"{name}: {text}" for name, text in value.items()) if isinstance(value, Mapping) else value

    def has_changed(self, initial: object, data: object) -> bool:
        return bool(self.prepare_value(initial or {}) != self.prepare_value(data or {}))


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    url = forms.CharField(
        label="URL",
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://shop.example.com/webhooks"}
        ),
        error_messages={"required": "Enter the URL to send events to."},
    )
    event_types = EventTypesField(
        label="Notify when",
        choices=EventType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,  # the field's own sentence is better
    )
    custom_headers = HeadersField(
        label="Extra headers",
        required=False,
        help_text="One per line, such as Authorization: Bearer abc. Passwords and tokens are not shown again.",
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )

    class Meta:
        model = Webhook
        fields = ("url", "description", "event_types", "custom_headers")
        labels = {"description": "Description"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["custom_headers"] = masking.masked(self.instance.custom_headers)

    def clean_custom_headers(self) -> Mapping[str, str]:
        given, stored = self.cleaned_data["custom_headers"], self.instance.custom_headers
        headers = masking.unmasked(given, stored, is_elsewhere=self._leads_elsewhere())
        return headers if headers is stored else rules.check_headers(headers)

    def _leads_elsewhere(self) -> bool:
        """Fields are cleaned in the order of the form: the URL is known by now, if it is one."""
        if self.instance._state.adding:
            return False
        before, now = urlsplit(self.instance.url), urlsplit(self.cleaned_data.get("url", self.instance.url))
        return (before.scheme, before.netloc) != (now.scheme, now.netloc)

    def clean_url(self) -> str:
        return rules.check_url(self.cleaned_data["url"])

    def clean_description(self) -> str:
        return rules.check_description(self.cleaned_data["description"])

    def taken(self) -> None:
        """Add the error that somebody registered the URL after it was checked."""
        self.add_error("url", "A webhook with this URL already exists.")


class LogForm(forms.Form):
    """Which deliveries of the log are wanted."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "all states"), *DeliveryState.choices])
    event_type = forms.ChoiceField(
        label="Event",
        required=False,
        choices=[("", "all events"), *((name, name) for name in [*EventType.values, TEST])],
    )
    since = forms.DateTimeField(
        label="Since (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def chosen_from(self, deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
        """All of them if the filter makes no sense."""
        return deliveries.matching(**self.cleaned_data) if self.is_valid() else deliveries


class ResendForm(forms.Form):
    """Since when the deliveries that failed are sent again."""

    since = forms.DateTimeField(
        label="Failed since (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _headers_in(text: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in filter(str.strip, text.replace("\r\n", "\n").split("\n")):
        name, colon, value = line.partition(":")
        if not colon:
            raise ValidationError(f"“{line[:100]}” is not a header. Write it like Authorization: Bearer …")
        if name.strip().lower() in {known.lower() for known in headers}:
            raise ValidationError(f"The header {name.strip()[:100]} is given twice.")
        headers[name.strip()] = value
    return headers
