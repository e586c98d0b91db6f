"""The form of what a person hears of: three scopes, each with events in two ways."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from product_importer.notices.models import SCOPES, NoticeChoices
from product_importer.notices.news import NoticeEvent
from products.imports.models import Source

IN_BROWSER, BY_MAIL = "in_browser", "by_mail"
NO_ADDRESS = "Enter an address to get mails, or choose none below."


def _events() -> forms.MultipleChoiceField:
    choices = [(event.value, event.label) for event in NoticeEvent.to_choose()]
    return forms.MultipleChoiceField(choices=choices, required=False)


def _sources() -> list[tuple[UUID, str]]:
    return list(Source.objects.in_order().values_list("pk", "name"))


class SourcesField(forms.TypedMultipleChoiceField):
    def to_python(self, value: Any) -> list[str]:
        """Without those that somebody deleted meanwhile."""
        return [each for each in super().to_python(value) if self.valid_value(each)]


class ChoicesForm(forms.Form):
    mail_to = forms.EmailField(label="Mail address", required=False)
    sources = SourcesField(
        choices=_sources, label="Sources", required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    own_in_browser, own_by_mail = _events(), _events()
    sources_in_browser, sources_by_mail = _events(), _events()
    all_in_browser, all_by_mail = _events(), _events()

    def __init__(self, data: Any = None, *, choices: NoticeChoices) -> None:
        self.choices = choices
        super().__init__(data, initial={name: getattr(choices, name) for name in self.base_fields})
        if not settings.MAIL_IS_ON:  # what was chosen for mails stays
            for name in self.names_of_mail():
                del self.fields[name]

    @staticmethod
    def names_of_mail() -> list[str]:
        """Fields that make sense only where mail is on."""
        return ["mail_to", *(f"{scope}_{BY_MAIL}" for scope in SCOPES)]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        wanted = any(values.get(f"{scope}_{BY_MAIL}") for scope in SCOPES)
        if "mail_to" in self.fields and wanted and not values.get("mail_to") and "mail_to" not in self.errors:
            self.add_error("mail_to", NO_ADDRESS)
        return values

    def save(self) -> NoticeChoices:
        """Whoever saves has looked at the address: it is tried anew."""
        choices = self.choices
        for name, value in self.cleaned_data.items():
            setattr(choices, name, value)
        choices.refused_at, choices.refused_reason, choices.updated_at = None, "", timezone.now()
        choices.save()
        return choices
