"""What the audit log is narrowed by."""

from datetime import UTC, datetime, time, timedelta

from django import forms

from product_importer.accounts.audit_log.entries import actions_told_as
from product_importer.accounts.models import ActorKind, AuditEntryQuerySet

DATE = {"type": "date"}


class AuditFilterForm(forms.Form):
    who = forms.CharField(label="Who", required=False, max_length=150)
    kind = forms.ChoiceField(label="By", required=False, choices=[("", "all"), *ActorKind.choices])
    what = forms.CharField(label="What", required=False, max_length=100)
    subject = forms.CharField(label="Object", required=False, max_length=100)
    since = forms.DateField(label="From (UTC)", required=False, widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(label="To (UTC)", required=False, widget=forms.DateInput(attrs=DATE))

    @property
    def is_set(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def chosen_from(self, entries: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """None of them if the filter makes no sense."""
        if not self.is_valid():
            return entries.none()
        given = self.cleaned_data
        since = datetime.combine(given["since"], time.min, UTC) if given["since"] else None
        until = datetime.combine(given["until"], time.min, UTC) + timedelta(days=1) if given["until"] else None
        texts = {name: given[name] for name in ("who", "kind", "what", "subject")}
        actions = actions_told_as(given["what"]) if given["what"] else ()
        return entries.matching(**texts, actions=actions, since=since, until=until)
