"""The form of one product, and what it shows when somebody else changed the product meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields import typed
from products.fields.amounts import DECIMALS
from products.fields.field import Field
from products.fields.inputs import input_of
from products.fields.kinds import Value
from products.fields.registry import FIELDS
from products.models import Product

MARKS_MAX_LENGTH = 1_000
CHOICES = ("mine", "theirs")
MOST_MERGES = 3
"""How often a form is tried again on a product that others keep changing."""


class MarksField(forms.CharField):
    """Marks of the values, as JSON: read only when needed, since a browser may send back anything."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(required=False, max_length=MARKS_MAX_LENGTH, widget=forms.HiddenInput, help_text=help_text)


class ProductForm(forms.Form):
    """A product as a person writes it, by the catalogue's rules, with each refusal beside its field.

    `product`: the one to change, or None for a new one.
    """

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = MarksField(help_text="Marks of the values it began with.")
    asked = MarksField(help_text="The same, when it showed a conflict.")

    def __init__(self, data: Mapping[str, object] | None = None, *, product: Product | None = None) -> None:
        super().__init__(data)
        self.fields = {field.key: input_of(field) for field in FIELDS} | self.fields
        if product:
            values = catalogue.values_of(product, FIELDS)
            seen = {name: _mark(value) for name, value in values.items()}
            self.initial = values | {"version": product.version, "seen": json.dumps(seen)}
        self.product = product
        self.conflicts: list[Conflict] = []
        self.merged: list[Field] = []

    @property
    def inputs(self) -> list[tuple[str, BoundField]]:
        """The kind and the input of each field of the product, the short ones first."""
        return [(field.kind.name, self[field.key]) for field in FIELDS.short_first]

    def clean(self) -> dict[str, object]:
        values = {key: value for key, value in self.cleaned_data.items() if key in FIELDS}
        try:
            return self.cleaned_data | typed.cleaned(values)
        except typed.InvalidValues as error:
            raise ValidationError({name: error.fields[name] for name in error.fields}) from error

    def save(self, actor: Actor) -> Product | None:
        """Save a valid form. Returns the product, or None if it was refused; the form or `conflicts` then says why.

        Only what the person touched is written. What others changed meanwhile stays, and stands in `merged`; where both
        changed a field, the person is asked. Where they chose the other value, that value stays.
        """
        values = {key: self.cleaned_data[key] for key in FIELDS.keys}
        try:
            if self.product is None:
                return catalogue.create(actor=actor, **values)
            return self._change(self.product, actor, self._touched(values))
        except catalogue.SkuTaken as error:
            self.add_error("sku", str(error))
        except catalogue.ChangedMeanwhile as error:
            self.add_error(None, str(error))
        return None

    def ask_again(self) -> None:
        """Show the choice as it was, where the form was refused for something else than a conflict."""
        if self.product is None:
            return
        theirs = catalogue.values_of(self.product, FIELDS)
        for field in FIELDS:
            choice = self.data.get(f"choice_{field.key}")
            mine = self.cleaned_data.get(field.key, self[field.key].value())
            if choice in CHOICES:
                self.conflicts.append(Conflict(field, theirs[field.key], mine, is_given_up=choice == "theirs"))

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
                return product
        raise catalogue.ChangedMeanwhile

    def _touched(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What the person changed since the form was filled, but for what they gave up for the other value."""
        return {
            name: value
            for name, value in values.items()
            if self._mark_in("seen", name) != _mark(value) and not self._is_given_up(name, value)
        }

    def _show_conflicts(self, stored: Product, mine: Mapping[str, Value]) -> bool:
        """Show both values of what both changed, and of the rest what is stored now. False if both changed nothing.

        From now on the version shown here is the one the person has seen.
        """
        theirs = catalogue.values_of(stored, FIELDS)
        moved = [field for field in FIELDS if self._mark_in("seen", field.key) != _mark(theirs[field.key])]
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
        for name, value in theirs.items():
            if name not in mine:
                data[name] = value
        shown = {**theirs, **mine}
        seen, asked = ({name: _mark(value) for name, value in each.items()} for each in (theirs, shown))
        return data | {"seen": json.dumps(seen), "asked": json.dumps(asked)}

    def _is_given_up(self, name: str, value: Value) -> bool:
        """Whether the person chose the other value and wrote no third one after being asked."""
        return self.data.get(f"choice_{name}") == "theirs" and self._mark_in("asked", name) in {None, _mark(value)}

    def _mark_in(self, field: str, name: str) -> str | None:
        try:
            marks = json.loads(self.cleaned_data.get(field) or "{}")
        except (ValueError, RecursionError):
            return None
        return marks.get(name) if isinstance(marks, dict) else None

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


def _mark(value: Value) -> str:
    """A short digest: equal for equal values."""
    text = f"{value:.{DECIMALS}f}" if isinstance(value, Decimal) else str(value)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
