"""What the page of products sends when something is to be done with many of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from products.search.forms import FilterForm
from products.search.query import MOST_IDS, Selection
from products.search.snapshot import BUILT_IN, current_filters

ACTIONS = ("activate", "deactivate", "edit", "delete", "export")
ID_LENGTH = 37
"""Of a UUID and the comma after it."""


class SelectionForm(forms.Form):
    """The selected products, on this page (`id`) and on others (`ids`), or all that match the filters."""

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    id = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    ids = forms.CharField(required=False, max_length=ID_LENGTH * MOST_IDS, help_text="Separated by commas.")
    all_matching = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=20_000)
    confirmed = forms.BooleanField(required=False)
    meant = forms.IntegerField(required=False, min_value=0, help_text="How many there were when the person was asked.")

    def clean_id(self) -> list[UUID]:
        return _uuids(self.cleaned_data["id"] or [])

    def clean_ids(self) -> list[UUID]:
        return _uuids(text for text in self.cleaned_data["ids"].split(",") if text)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        moment = current_filters() if cleaned.get("all_matching") else BUILT_IN
        filters = FilterForm(QueryDict(cleaned.get("query", "").removeprefix("?")), moment)
        self._ids = tuple(dict.fromkeys([*cleaned.get("id", ()), *cleaned.get("ids", ())]))
        if not cleaned.get("all_matching") and not self._ids:
            raise ValidationError("Select products first: tick their boxes.")
        if len(self._ids) > MOST_IDS:
            raise ValidationError(f"At most {MOST_IDS:,} products can be selected one by one. Narrow the list instead.")
        if cleaned.get("all_matching") and not filters.is_valid():
            raise ValidationError("These filters cannot be read. Go back to the list and select again.")
        self._filters = filters
        return cleaned

    @property
    def selection(self) -> Selection:
        """Of a valid form."""
        if self.cleaned_data["all_matching"]:
            return Selection(filter=self._filters.filter)
        return Selection(ids=self._ids)

    def is_confirmed_for(self, number: int) -> bool:
        """Whether the person was asked about so many products, or more, and said yes."""
        meant = self.cleaned_data["meant"]
        return bool(self.cleaned_data["confirmed"]) and number <= (number if meant is None else meant)

    @property
    def all_ids(self) -> str:
        """The ids of a valid form as `ids` takes them."""
        return ",".join(map(str, self._ids))

    @property
    def active(self) -> bool:
        """What the products of a valid form are to become."""
        return bool(self.cleaned_data["action"] == "activate")


def _uuids(texts: Iterable[str]) -> list[UUID]:
    return [forms.UUIDField().clean(text) for text in texts]
