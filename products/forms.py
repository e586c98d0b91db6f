"""Forms of the catalogue."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields import rules
from products.models import Product
from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    PAGE_SIZE,
    SORT_CHOICES,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)

PAGE_SIZES = (25, 50, 100, 200, 500)
STATES = [("", "active or not"), ("true", "active"), ("false", "inactive")]
MOST_PAGES = 10**9


class PriceField(forms.DecimalField):
    """A price in plain digits: `Decimal` alone would take 1e3, 1_000 and the digits of every script."""

    default_error_messages = {"invalid": "Write the price with a point and at most two decimals, such as 12.90."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, "required": False} | options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


_PLAIN_NUMBER = re.compile(r"[0-9]*\.?[0-9]*|-[0-9.]*[1-9][0-9.]*", re.ASCII)


class FilterForm(forms.Form):
    """Which products are meant, as it stands in the address of the page."""

    q = forms.CharField(required=False, max_length=TEXT_MAX_LENGTH)
    sku = forms.CharField(label="SKU is", required=False, max_length=TEXT_MAX_LENGTH)
    name = forms.CharField(label="Name contains", required=False, max_length=TEXT_MAX_LENGTH)
    active = forms.TypedChoiceField(
        label="State",
        required=False,
        choices=STATES,
        coerce=lambda text: text == "true",
        empty_value=None,
    )
    price_min = PriceField(label="Price from")
    price_max = PriceField(label="Price up to")
    created_since = forms.DateTimeField(label="Created since", required=False)
    updated_since = forms.DateTimeField(label="Updated since", required=False)
    changed_by_import = forms.UUIDField(label="Changed by import", required=False)

    NAMES = {"changed_by_import": "import"}
    """Fields that have another name outside, which cannot be one in Python."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s"} | options)  # a product's form may stand on the same page
        for name in ("created_since", "updated_since"):
            self.fields[name].widget = DayInput()
        for name in ("price_min", "price_max"):  # one legend stands above both
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(self.NAMES.get(field_name, field_name))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        lowest, highest = cleaned.get("price_min"), cleaned.get("price_max")
        if lowest is not None and highest is not None and lowest > highest:
            raise ValidationError({"price_max": "This is less than the price it is to start from."})
        moments = {name: value for name, value in cleaned.items() if isinstance(value, datetime)}
        return cleaned | {name: in_utc(moment) for name, moment in moments.items()}

    @property
    def filter(self) -> ProductFilter:
        """Of a valid form."""
        return ProductFilter(**{name: self.cleaned_data[name] for name in FilterForm.base_fields})


class QueryForm(FilterForm):
    """A page of products, as it stands in the address of the page."""

    sort = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(name, name) for name in SORT_CHOICES],
        error_messages={"invalid_choice": f"There is no such order. There are {', '.join(SORT_CHOICES)}."},
    )
    page_size = forms.IntegerField(label="On a page", required=False, min_value=1, max_value=MOST_ON_A_PAGE)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
    cursor = forms.CharField(required=False, max_length=CURSOR_MAX_LENGTH)

    @property
    def query(self) -> ProductQuery:
        """Of a valid form."""
        values = self.cleaned_data
        return ProductQuery(
            filter=self.filter,
            sort=values["sort"] or "sku",
            page_size=values["page_size"] or PAGE_SIZE,
            page=values["page"],
            cursor=values["cursor"],
        )


class DayInput(forms.DateTimeInput):
    """A day, which begins at midnight UTC. An exact moment in the address is kept as it is."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            value = value.isoformat()
        return str(value)[:10] if value else None


class MarksField(forms.CharField):
    """A mark of each value, as JSON. It is kept as text, since what comes back may be anything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=1_000, widget=forms.HiddenInput, **options)


class ProductForm(forms.Form):
    """A product as a person writes it; the rules are the catalogue's, the sentences stand beside the fields.

    `product`: the one to change, or None for a new one.
    """

    sku = forms.CharField(label="SKU", max_length=1_000, strip=False)
    name = forms.CharField(max_length=1_000, strip=False)
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}), strip=False)
    price = PriceField(
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Empty: not priced yet.",
    )
    active = forms.BooleanField(required=False, initial=True)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = MarksField(help_text="Marks of the values it began with.")
    asked = MarksField(help_text="The same, when it showed a conflict.")

    def __init__(self, *args: Any, product: Product | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if product:
            values = catalogue.values_of(product)
            seen = {name: _mark(value) for name, value in values.items()}
            self.initial = values | {"version": product.version, "seen": json.dumps(seen)}
        self.product = product
        self.conflicts: list[Conflict] = []

    def clean(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name in catalogue.CHANGEABLE}
        try:
            return self.cleaned_data | rules.cleaned(values)
        except rules.InvalidValues as error:
            raise ValidationError({name: error.fields[name] for name in error.fields}) from error

    def save(self, actor: Actor) -> Product | None:
        """The product as it is now. None if it was refused: the form then says why, beside the field or by `conflicts`.

        Of a valid form. Where the person has chosen the value that came meanwhile, that stays.
        """
        values = {name: self.cleaned_data[name] for name in catalogue.CHANGEABLE}
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

    def _show_conflict(self, sentence: str, mine: dict[str, Any]) -> None:
        """Put both values beside each other, and take the version that is shown as the one that was seen."""
        stored = Product.objects.filter(pk=self.product.pk).first() if self.product else None
        if stored is None:
            self.tell_deletion()
            return
        self.product = stored
        theirs = catalogue.values_of(stored)
        self.conflicts = [
            Conflict(
                name,
                str(self.fields[name].label or name.capitalize()),
                theirs[name],
                mine[name],
                is_touched=self._is_touched(name, mine[name]),
            )
            for name in catalogue.CHANGEABLE
            if theirs[name] != mine[name]
        ]
        asked = json.dumps({name: _mark(value) for name, value in mine.items()})
        self.data = {**dict(self.data.items()), "version": str(stored.version), "asked": asked}
        if not self.conflicts:
            self.add_error(None, f"{sentence} It has the same values as yours by now.")

    def _is_given_up(self, name: str, value: Any) -> bool:
        """Whether the person chose the other value, and wrote no third one after they were asked."""
        return self.data.get(f"choice_{name}") == "theirs" and self._mark_in("asked", name) in {None, _mark(value)}

    def _is_touched(self, name: str, mine: Any) -> bool:
        """Whether the person wrote another value than the form began with."""
        return self._mark_in("seen", name) != _mark(mine)

    def _mark_in(self, field: str, name: str) -> str | None:
        try:
            marks = json.loads(self.cleaned_data.get(field) or "{}")
        except (ValueError, RecursionError):
            return None
        return marks.get(name) if isinstance(marks, dict) else None

    def tell_deletion(self) -> None:
        """The product is gone; what was typed can make another one."""
        self.product = None
        self.add_error(None, "This product was deleted meanwhile. Save to create it anew from what stands here.")


class Conflict(NamedTuple):
    """A column that somebody else, or an import, changed while a person was writing another value."""

    name: str
    label: str
    theirs: Any
    mine: Any
    is_touched: bool
    """By the person. What they left alone is to stay as the other one wrote it, unless they choose otherwise."""


def _mark(value: Any) -> str:
    """Tells whether two values are the same."""
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]
