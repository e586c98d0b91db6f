"""The form of one product, and what it shows when somebody else changed the product meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields import typed
from products.fields.field import Field
from products.fields.inputs import input_of
from products.fields.kinds import Value
from products.fields.registry import FIELDS
from products.models import Product

MARKS_MAX_LENGTH = 1_000


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
            values = catalogue.values_of(product)
            seen = {name: _mark(value) for name, value in values.items()}
            self.initial = values | {"version": product.version, "seen": json.dumps(seen)}
        self.product = product
        self.conflicts: list[Conflict] = []

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

        Where the person chose the value that somebody else had written meanwhile, that value stays.
        """
        values = {key: self.cleaned_data[key] for key in FIELDS.keys}
        try:
            if self.product is None:
                return catalogue.create(actor=actor, **values)
            mine = {name: value for name, value in values.items() if not self._is_given_up(name, value)}
            catalogue.change(self.product, actor=actor, expected_version=self.cleaned_data["version"], **mine)
            return self.product
        except catalogue.SkuTaken as error:
            self.add_error("sku", str(error))
        except catalogue.ChangedMeanwhile as error:
            self._show_conflict(str(error), values)
        return None

    def _show_conflict(self, sentence: str, mine: Mapping[str, Value]) -> None:
        """Show both values side by side; from now on the version shown here is the one the person has seen."""
        stored = Product.objects.filter(pk=self.product.pk).first() if self.product else None
        if stored is None:
            self.tell_deletion()
            return
        self.product = stored
        theirs = catalogue.values_of(stored)
        self.conflicts = [
            Conflict(field, theirs[field.key], mine[field.key], self._is_touched(field.key, mine[field.key]))
            for field in FIELDS
            if theirs[field.key] != mine[field.key]
        ]
        asked = json.dumps({name: _mark(value) for name, value in mine.items()})
        self.data = {**dict(self.data.items()), "version": str(stored.version), "asked": asked}
        if not self.conflicts:
            self.add_error(None, f"{sentence} It has the same values as yours by now.")

    def _is_given_up(self, name: str, value: Value) -> bool:
        """Whether the person chose the other value and wrote no third one after being asked."""
        return self.data.get(f"choice_{name}") == "theirs" and self._mark_in("asked", name) in {None, _mark(value)}

    def _is_touched(self, name: str, mine: Value) -> bool:
        """Whether the person changed the value that the form began with."""
        return self._mark_in("seen", name) != _mark(mine)

    def _mark_in(self, field: str, name: str) -> str | None:
        try:
            marks = json.loads(self.cleaned_data.get(field) or "{}")
        except (ValueError, RecursionError):
            return None
        return marks.get(name) if isinstance(marks, dict) else None

    def tell_deletion(self) -> None:
        """The product is gone, but what was typed can become a new one."""
        self.product = None
        self.add_error(None, "This product was deleted meanwhile. Save to create it anew from what stands here.")


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else, or an import, changed while a person was writing another value."""

    field: Field
    theirs: Value
    mine: Value
    is_touched: bool
    """By the person. What they left alone stays as the other one wrote it, unless they choose otherwise."""

    @property
    def name(self) -> str:
        return self.field.key


def _mark(value: Value) -> str:
    """A short digest: equal for equal values."""
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]
