"""The form of a source: its name, its policies and its recipe."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from products.imports.belts.limits import LIMITS, MOST_PERCENT, MOST_ROWS, of_site
from products.imports.forms import (
    BLANK_CELLS,
    CHANGES,
    MISSING_PRODUCTS,
    PIN,
    PIN_EDITS_LABEL,
    PINNED_EDITS,
    PINNED_VALUES,
    PINS_LABEL,
    SAME_SKU,
    WITHOUT_PRICE,
)
from products.imports.models import Source
from products.imports.source_models import LONGEST_NAME, POLICIES
from products.imports.sources.policies import KEEP

LIMIT = "limit-"
AS_USUAL = ("", "as for any import")


class SourceForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    mode = forms.ChoiceField(label="Changes", choices=[AS_USUAL, *CHANGES], required=False)
    on_blank = forms.ChoiceField(label="Blank cells", choices=[AS_USUAL, *BLANK_CELLS], required=False)
    duplicates = forms.ChoiceField(label="The same SKU in several rows", choices=[AS_USUAL, *SAME_SKU], required=False)
    new_without_price = forms.ChoiceField(
        label="New products with an empty price", choices=[AS_USUAL, *WITHOUT_PRICE], required=False
    )
    missing = forms.ChoiceField(label="Its products that are not in its file", choices=MISSING_PRODUCTS, required=False)
    pins = forms.ChoiceField(label=PINS_LABEL, choices=PINNED_VALUES, required=False)
    pin_edits = forms.TypedChoiceField(label=PIN_EDITS_LABEL, choices=PINNED_EDITS, required=False, coerce=bool)
    recipe = forms.CharField(
        label="Recipe", strip=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = of_site()
        for limit in LIMITS:
            most = MOST_ROWS if limit.name == "at_least" else MOST_PERCENT
            shown = forms.NumberInput(attrs={"placeholder": usual[limit.name]})
            self.fields[LIMIT + limit.name] = forms.IntegerField(
                label=limit.label, min_value=0, max_value=most, required=False, widget=shown
            )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith(LIMIT)]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith(LIMIT)]

    @property
    def has_limits(self) -> bool:
        """Whether one is its own, or wrong."""
        return any(field.value() not in (None, "") for field in self.limit_fields)

    @property
    def parts(self) -> dict[str, Any]:
        """What a source is changed by."""
        given = self.cleaned_data
        limits = {name.removeprefix(LIMIT): value for name, value in given.items() if name.startswith(LIMIT)}
        parts = {name: value for name, value in given.items() if not name.startswith(LIMIT)}
        return {**parts, "belts": {name: value for name, value in limits.items() if value is not None}}

    @classmethod
    def of(cls, source: Source) -> SourceForm:
        """With what the source says now."""
        recipe = json.dumps(source.recipe, ensure_ascii=False, indent=2)
        policies = {name: getattr(source, name) for name in POLICIES}
        limits = {LIMIT + name: value for name, value in source.belts.items()}
        own = {"name": source.name, "recipe": recipe, "missing": source.missing or KEEP, **policies, **limits}
        pins = {"pins": source.pins or KEEP, "pin_edits": PIN if source.pin_edits else ""}
        return cls(initial={"version": source.version, **own, **pins})

    def clean_recipe(self) -> Any:
        try:
            return json.loads(self.cleaned_data["recipe"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("This is not JSON.") from error

    def refuse(self, faults: dict[str, list[str]]) -> None:
        for name, sentences in faults.items():
            self.add_error(name if name in self.fields else None, sentences)
