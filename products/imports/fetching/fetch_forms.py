"""The form of how a source is fetched. Secrets go in and never come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms

from products.imports.fetch_models import FetchKind, SourceFetch
from products.imports.fetching.actions import PARTS
from products.imports.fetching.credentials import ALL_NAMES, NAMES
from products.imports.fetching.places import LONGEST
from products.imports.fetching.schedules import EXAMPLES as SCHEDULES
from products.imports.source_models import LONGEST_NAME
from products.imports.sources.arrival import brings_query, credential_names, shown_address

KEPT = "kept"
CREDENTIAL = "credential-"
LABELS = {
    "user": "User",
    "password": "Password",
    "header": "Header",
    "value": "Value of the header",
    "private_key": "Private key",
    "passphrase": "Passphrase of the private key",
    "access_key": "Access key",
    "secret_key": "Secret key",
    "region": "Region",
}
HINTS = {
    "header": "Instead of a user and password, such as Authorization or X-Api-Key.",
    "private_key": "Instead of a password, as in ~/.ssh/id_ed25519.",
    "region": "Of the bucket, such as eu-central-1.",
}


def touches_secrets(sent: Mapping[str, str]) -> bool:
    """Whether this form, as it was sent, writes or forgets credentials, or a URL's query, which often holds a token."""
    typed = any(value for name, value in sent.items() if name.startswith(CREDENTIAL))
    return typed or "forget" in sent or brings_query(sent.get("address", ""))


class NewSourceForm(forms.Form):
    name = forms.CharField(label="Name", max_length=LONGEST_NAME)


class FetchForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="It comes from", choices=FetchKind.choices)
    address = forms.CharField(
        label="Address", max_length=LONGEST, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    pattern = forms.CharField(
        label="File names",
        required=False,
        max_length=200,
        help_text="Only files that are called like this. Empty: whatever they are called.",
        widget=forms.TextInput(attrs={"placeholder": "prices-*.csv", "spellcheck": "false"}),
    )
    schedule = forms.CharField(
        label="How often",
        required=False,
        max_length=200,
        help_text=f"In words: {', '.join(SCHEDULES)}. Empty: only when somebody asks.",
        widget=forms.TextInput(attrs={"list": "schedules", "placeholder": "daily at 06:00"}),
    )
    time_zone = forms.CharField(
        label="Time zone", max_length=64, initial="UTC", widget=forms.TextInput(attrs={"list": "time-zones"})
    )
    quiet_from = forms.TimeField(label="Not between", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(label="and", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    expected_by = forms.CharField(
        label="A new file is expected by",
        required=False,
        max_length=200,
        help_text="Such as Monday 08:00 or daily at 07:30: the source is late if none has come by then.",
    )

    def __init__(self, *args: Any, fetch: SourceFetch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = credential_names(fetch) if fetch else []
        for name in ALL_NAMES:
            shown: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
            shown |= {"placeholder": KEPT} if name in kept else {}
            widget = _widget(name)(attrs=shown | ({"rows": 4} if name == "private_key" else {}))
            self.fields[CREDENTIAL + name] = forms.CharField(
                label=LABELS[name],
                required=False,
                strip=name != "password",
                help_text=HINTS.get(name, ""),
                widget=widget,
            )
        self.fields["forget"] = forms.BooleanField(label="Forget the credentials that are kept", required=False)
        self.has_kept = bool(kept)

    @classmethod
    def of(cls, fetch: SourceFetch | None) -> FetchForm:
        """With what is set up now."""
        if fetch is None:
            return cls(initial={"kind": FetchKind.HTTPS, "version": 0})
        own = {name: getattr(fetch, name) for name in PARTS}
        return cls(fetch=fetch, initial=own | {"address": shown_address(fetch), "version": fetch.version})

    @property
    def credentials(self) -> list[tuple[forms.BoundField, str]]:
        """With the kinds for which each is."""
        return [
            (self[CREDENTIAL + name], " ".join(kind for kind, names in NAMES.items() if name in names))
            for name in ALL_NAMES
        ]

    @property
    def schedules(self) -> tuple[str, ...]:
        return SCHEDULES

    @property
    def time_zones(self) -> list[str]:
        return sorted(available_timezones())

    @property
    def parts(self) -> dict[str, Any]:
        """What is written: a secret that is left empty stays."""
        given = {name: value for name, value in self.cleaned_data.items() if name in PARTS}
        wanted = NAMES[FetchKind(given["kind"])]
        typed = {name: value for name in wanted if (value := self.cleaned_data[CREDENTIAL + name])}
        forgotten = dict.fromkeys(wanted, "") if self.cleaned_data["forget"] else {}
        return given | {"credentials": forgotten | typed, "version": self.cleaned_data["version"]}

    def refuse(self, faults: dict[str, list[str]]) -> None:
        for name, sentences in faults.items():
            self.add_error(name if name in self.fields else None, sentences)


def _widget(name: str) -> Any:
    """What is typed there is not shown again, also if the form is."""
    if name == "private_key":
        return HiddenTextarea
    return forms.PasswordInput if name in {"password", "value", "passphrase", "secret_key"} else forms.TextInput


class HiddenTextarea(forms.Textarea):
    """For several lines that are a secret."""

    def format_value(self, value: Any) -> str:
        return ""
