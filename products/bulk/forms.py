"""What the page of products sends when something is to be done with many of them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from products.search.forms import FilterForm
from products.search.query import MOST_ON_A_PAGE, Selection

ACTIONS = ("activate", "deactivate", "delete", "export")


class SelectionForm(forms.Form):
    """The chosen rows of the products page, or all that match its filters."""

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    id = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    all_matching = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=20_000)
    confirmed = forms.BooleanField(required=False)
    meant = forms.IntegerField(required=False, min_value=0, help_text="How many there were when the person was asked.")

    def clean_id(self) -> list[UUID]:
        return [forms.UUIDField().clean(text) for text in (self.cleaned_data["id"] or [])[:MOST_ON_A_PAGE]]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        filters = FilterForm(QueryDict(cleaned.get("query", "").removeprefix("?")))
        if not cleaned.get("all_matching") and not cleaned.get("id"):
            raise forms.ValidationError("Choose products first: tick their boxes.")
        if cleaned.get("all_matching") and not filters.is_valid():
            raise forms.ValidationError("These filters cannot be read. Go back to the list and choose again.")
        self._filters = filters
        return cleaned

    @property
    def selection(self) -> Selection:
        """Of a valid form."""
        if self.cleaned_data["all_matching"]:
            return Selection(filter=self._filters.filter)
        return Selection(ids=tuple(self.cleaned_data["id"]))
