"""The form in which a person says what is to become of a field of many products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from products.fields import edits
from products.fields.edits import Edit, InvalidEdit, Verb
from products.fields.field import Field
from products.fields.inputs import input_of
from products.fields.own_inputs import OwnInput, unit_of
from products.fields.registry import Fields
from products.forms import suggestions_for

LABELS = {
    Verb.SET: "Set to a value",
    Verb.CLEAR: "Clear",
    Verb.ADD: "Add members",
    Verb.REMOVE: "Remove members",
    Verb.UNPIN: "Unpin, so that imports may change it again",
}
WITHOUT_VALUE = (Verb.CLEAR, Verb.UNPIN)


class EditForm(forms.Form):
    """First the field is chosen, which decides on the inputs for the rest. Nothing is judged before a verb is given."""

    verb = forms.ChoiceField(label="What to do", widget=forms.RadioSelect, initial=Verb.SET)

    def __init__(self, data: Mapping[str, Any], fields: Fields, *, has_pins: bool = False) -> None:
        """`has_pins`: whether any product has one."""
        self.snapshot = fields
        self.chosen = _chosen(data.get("field", ""), fields)
        super().__init__(data if self.chosen and "verb" in data else None)
        self.unknown = "field" in data and self.chosen is None
        """Whether the chosen field is none, or not any more."""
        if self.chosen:
            offered = _offered(self.chosen, has_pins=has_pins or data.get("verb") == Verb.UNPIN)
            self.fields["verb"].choices = [(verb, LABELS[verb]) for verb in offered]  # type: ignore[attr-defined]
            verb = data.get("verb", "")
            self.fields[self.value_name] = _input(self.chosen, Verb(verb) if verb in offered else Verb.SET)

    @property
    def choices(self) -> list[Field]:
        """The fields that there are to choose from."""
        return [field for field in self.snapshot if edits.verbs(field)]

    @property
    def value_name(self) -> str:
        """Of the input, another one for each field: what was typed for one is not meant for the next."""
        return f"value_{self.chosen.key}" if self.chosen else ""

    @property
    def value(self) -> forms.BoundField:
        return self[self.value_name]

    @property
    def kind(self) -> str:
        return self.chosen.kind.name if self.chosen else ""

    @property
    def unit(self) -> str:
        return unit_of(self.chosen.kind) if self.chosen and self.chosen.own else ""

    @property
    def suggestions(self) -> str:
        return suggestions_for(self.chosen) if self.chosen else ""

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was chosen and typed, to be sent once more."""
        key = self.chosen.key if self.chosen else ""
        return [("field", key), *((name, str(self.data.get(name, ""))) for name in ("verb", self.value_name))]

    def clean(self) -> dict[str, object]:
        if self.chosen is None or self.errors:
            return self.cleaned_data
        verb = Verb(self.cleaned_data["verb"])
        value = None if verb in WITHOUT_VALUE else self.cleaned_data[self.value_name]
        if verb not in WITHOUT_VALUE and value in (None, "", []):
            self.add_error(self.value_name, "Write a value." if verb is Verb.SET else "Write at least one member.")
            return self.cleaned_data
        try:
            self._edit = _read(self.chosen, verb, value, self.snapshot)
        except InvalidEdit as error:
            self.refuse(error)
        return self.cleaned_data

    @property
    def edit(self) -> Edit:
        """Of a valid form."""
        return self._edit

    def refuse(self, error: InvalidEdit) -> None:
        """Say beside the value what is wrong with the edit."""
        self.add_error(self.value_name, [said for sentences in error.faults.values() for said in sentences])


class MembersField(forms.CharField):
    """Members of a list as they may be stored, even if they could not be written today. One a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: str | None) -> list[str]:
        return [line for line in super().clean(value).splitlines() if line.strip()]


def _chosen(key: str, fields: Fields) -> Field | None:
    return fields[key] if key in fields and edits.verbs(fields[key]) else None


def _offered(field: Field, *, has_pins: bool) -> tuple[Verb, ...]:
    return (*edits.verbs(field), Verb.UNPIN) if has_pins else edits.verbs(field)


def _input(field: Field, verb: Verb) -> forms.Field:
    if verb is Verb.REMOVE:
        return MembersField(label=field.label, required=False, help_text="One a line.")
    if field.kind.name == "boolean":
        found: forms.Field = OwnInput(field)
    else:
        found = input_of(field, required=False)
    found.disabled = verb in WITHOUT_VALUE  # whatever is in it, it is not judged
    return found


def _read(field: Field, verb: Verb, value: Any, fields: Fields) -> Edit:
    """Raises InvalidEdit."""
    if verb is Verb.UNPIN:
        return edits.read(fields, unpinned=(field.key,))
    given: dict[str, Any] = {field.key: [*value] if isinstance(value, tuple) else value}
    if verb is Verb.ADD:
        return edits.read(fields, added=given)
    if verb is Verb.REMOVE:
        return edits.read(fields, removed=given)
    return edits.read(fields, attributes=given) if field.own else edits.read(fields, values=given)
