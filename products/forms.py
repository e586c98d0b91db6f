"""The form of one product, and what it shows when somebody else changed the product meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields import typed
from products.fields.amounts import DECIMALS
from products.fields.field import Field
from products.fields.inputs import OWN, input_of, name_of, shown_in_input
from products.fields.kinds import Value
from products.fields.models import current_fields
from products.fields.own_inputs import unit_of
from products.fields.registry import Fields
from products.models import OwnField, Product
from products.pin_boxes import PinBox, PinBoxes

SUGGESTED = frozenset({"text", "list"})
"""Kinds of own fields whose values come again in many products."""

MARKS_MAX_LENGTH = 20_000
"""Characters: each field takes its key and 18 more, and a manager may add a hundred."""

CHOICES = ("mine", "theirs")
MOST_MERGES = 3
"""How often a form is tried again on a product that others keep changing."""


class MarksField(forms.CharField):
    """Marks of the values, as JSON: read only when needed, since a browser may send back anything."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(required=False, max_length=MARKS_MAX_LENGTH, widget=forms.HiddenInput, help_text=help_text)


class ProductInput(NamedTuple):
    """An input of the form as the page shows it."""

    kind: str
    unit: str
    bound: BoundField
    suggestions: str = ""
    """The address of values that products have, where a person may want one of them again."""
    pin: PinBox | None = None


class ProductForm(forms.Form):
    """A product as a person writes it, by the catalogue's rules, with each refusal beside its field.

    `product`: the one to change, or None for a new one.
    """

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = MarksField(help_text="Marks of the values it began with.")
    asked = MarksField(help_text="The same, when it showed a conflict.")

    def __init__(self, data: Mapping[str, object] | None = None, *, product: Product | None = None) -> None:
        super().__init__(data)
        self.snapshot = current_fields()
        stored = _values_of(product, self.snapshot) if product else {}
        self.fields = {name_of(each): _input(each, product, stored) for each in self.snapshot} | self.fields
        if product:
            seen = {key: _mark(value) for key, value in stored.items()}
            shown = {name_of(each): shown_in_input(each, stored[each.key]) for each in self.snapshot}
            self.initial = shown | {"version": product.version, "seen": json.dumps(seen)}
        self.product = product
        self.pins = PinBoxes(product, self.snapshot, data)
        self.conflicts: list[Conflict] = []
        self.merged: list[Field] = []

    @property
    def inputs(self) -> list[ProductInput]:
        """The input of each field of the product, the short ones first, the own ones last."""
        return [
            ProductInput(
                kind=field.kind.name,
                unit=unit_of(field.kind) if field.own else "",
                bound=self[name_of(field)],
                suggestions=suggestions_for(field),
                pin=self.pins.box_of(field),
            )
            for field in self.snapshot.short_first
        ]

    def clean(self) -> dict[str, object]:
        self._refuse_archived()
        values = {field.key: self.cleaned_data[name_of(field)] for field in self.snapshot if self._is_given(field)}
        try:
            cleaned = typed.cleaned(values, self.snapshot)
        except typed.InvalidValues as error:
            raise ValidationError({name_of(self.snapshot[key]): error.fields[key] for key in error.fields}) from error
        return self.cleaned_data | {name_of(self.snapshot[key]): value for key, value in cleaned.items()}

    def save(self, actor: Actor) -> Product | None:
        """Save a valid form. Returns the product, or None if it was refused; the form or `conflicts` then says why.

        Only what the person touched is written. What others changed meanwhile stays, and stands in `merged`; where both
        changed a field, the person is asked. Where they chose the other value, that value stays.
        """
        values = {field.key: self.cleaned_data[name_of(field)] for field in self.snapshot if self._is_given(field)}
        try:
            if self.product is None:
                return catalogue.create(actor=actor, **values)
            return self._change(self.product, actor, self._touched(values))
        except catalogue.SkuTaken as error:
            self.add_error("sku", str(error))
        except catalogue.ChangedMeanwhile as error:
            self.add_error(None, str(error))
        except typed.InvalidValues as error:
            for key, sentences in error.fields.items():
                self.add_error(name_of(self.snapshot[key]) if key in self.snapshot else None, sentences)
        return None

    def ask_again(self) -> None:
        """Show the choice as it was, where the form was refused for something else than a conflict."""
        if self.product is None:
            return
        theirs = _values_of(self.product, self.snapshot)
        for field in self.snapshot:
            name = name_of(field)
            choice = self.data.get(f"choice_{name}")
            mine = self.cleaned_data.get(name, self[name].value())
            if choice in CHOICES:
                self.conflicts.append(Conflict(field, theirs[field.key], mine, is_given_up=choice == "theirs"))

    def _is_given(self, field: Field) -> bool:
        """Whether the person wrote a value of the field that can be judged further.

        An own field that the form did not have yet when it was filled has no input among the data: a product keeps its
        value. So it does where a value is needed now but there was none and is none.
        """
        name = name_of(field)
        if name not in self.cleaned_data:
            return False
        if self.product is None or not field.own or self.cleaned_data[name] not in (None, ""):
            return True
        return name in self.data and not (field.is_needed and field.value_of(self.product) is None)

    def _refuse_archived(self) -> None:
        """Say of a value that was written into a field that has no input any more what it was."""
        texts = {name.removeprefix(OWN): str(text) for name, text in self.data.items() if name.startswith(OWN) and text}
        keys = texts.keys() - {*self.snapshot.keys}
        for own in OwnField.objects.archived().filter(key__in=keys).in_order() if keys else ():
            value = own.field.value_of(self.product) if self.product else None
            if shown_in_input(own.field, value) != texts[own.key].replace("\r\n", "\n"):
                what = f"The field {own.label} was archived in the meantime, so this was not saved: {texts[own.key]}"
                self.add_error(None, what)

    def _change(self, product: Product, actor: Actor, mine: Mapping[str, Value]) -> Product | None:
        """Raises ChangedMeanwhile if others change the product faster than this can look."""
        version = self.cleaned_data["version"]
        for _ in range(MOST_MERGES):
            try:
                catalogue.change(product, actor=actor, expected_version=version, **mine)
            except catalogue.ChangedMeanwhile:
                stored = Product.objects.filter(pk=product.pk).first()
                if stored is None:
                    self.tell_deletion()
                    return None
                if self._show_conflicts(stored, mine):
                    return None
                product, version = stored, stored.version
            else:
                self.pins.save(product, actor)
                return product
        raise catalogue.ChangedMeanwhile

    def _touched(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What the person changed since the form was filled, but for what they gave up for the other value."""
        return {
            key: value
            for key, value in values.items()
            if self._mark_in("seen", key) != _mark(value) and not self._is_given_up(key, value)
        }

    def _show_conflicts(self, stored: Product, mine: Mapping[str, Value]) -> bool:
        """Show both values of what both changed, and of the rest what is stored now. False if both changed nothing.

        From now on the version shown here is the one the person has seen.
        """
        theirs = _values_of(stored, self.snapshot)
        moved = [field for field in self.snapshot if self._mark_in("seen", field.key) != _mark(theirs[field.key])]
        both = [field for field in moved if field.key in mine and mine[field.key] != theirs[field.key]]
        self.conflicts = [Conflict(field, theirs[field.key], mine[field.key]) for field in both]
        self.merged = [field for field in moved if field.key not in mine]
        if self.conflicts:
            self.product = stored
            self.data = self._data_with(theirs, mine, stored.version)
        return bool(self.conflicts)

    def _data_with(self, theirs: Mapping[str, Value], mine: Mapping[str, Value], version: int) -> dict[str, object]:
        """What was typed, with the stored values where the person left them alone."""
        data = {**dict(self.data.items()), "version": str(version)}
        for key, value in theirs.items():
            if key not in mine:
                data[name_of(self.snapshot[key])] = shown_in_input(self.snapshot[key], value)
        shown = {**theirs, **mine}
        seen, asked = ({key: _mark(value) for key, value in each.items()} for each in (theirs, shown))
        return data | {"seen": json.dumps(seen), "asked": json.dumps(asked)}

    def _is_given_up(self, key: str, value: Value) -> bool:
        """Whether the person chose the other value and wrote no third one after being asked."""
        choice = self.data.get(f"choice_{name_of(self.snapshot[key])}")
        return choice == "theirs" and self._mark_in("asked", key) in {None, _mark(value)}

    def _mark_in(self, field: str, key: str) -> str | None:
        try:
            marks = json.loads(self.cleaned_data.get(field) or "{}")
        except (ValueError, RecursionError):
            return None
        return marks.get(key) if isinstance(marks, dict) else None

    def tell_deletion(self) -> None:
        """The product is gone, but what was typed can become a new one."""
        self.product = None
        self.add_error(None, "This product was deleted in the meantime. Save to create it again with these values.")


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else, or an import, changed while a person was writing another value."""

    field: Field
    theirs: Value
    mine: Value
    is_given_up: bool = False
    """Whether the person chose the other value."""

    @property
    def name(self) -> str:
        return self.field.key

    @property
    def choice(self) -> str:
        """The name of the inputs by which the person chooses."""
        return f"choice_{name_of(self.field)}"

    @property
    def sides(self) -> dict[str, str]:
        """Both values in words, empty if there is none. What could not be read stands as it was typed."""
        values = {"mine": self.mine, "theirs": self.theirs}
        return {
            side: value if isinstance(value, str) else self.field.kind.words(value) for side, value in values.items()
        }


def suggestions_for(field: Field) -> str:
    """The address of values that products have in the field; empty where nobody wants one of them again."""
    is_wanted = field.own and field.kind.name in SUGGESTED
    return reverse("api:field_values", args=[field.key]) if is_wanted else ""


def _input(field: Field, product: Product | None, stored: Mapping[str, Value]) -> forms.Field:
    """An own field that the product came before may stay empty, even if it is needed."""
    value = stored.get(field.key)
    is_required = field.is_needed and not (field.own and product is not None and value is None)
    return input_of(field, stored=value, required=is_required)


def _values_of(product: Product, fields: Fields) -> dict[str, Value]:
    """The product's values by the keys of all fields; None for own ones without a value."""
    return {field.key: field.value_of(product) for field in fields}


def _mark(value: Value) -> str:
    """A short digest: equal for equal values."""
    text = f"{value:.{DECIMALS}f}" if isinstance(value, Decimal) else repr(value)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
