"""The admin's form of a product: the catalogue's rules as sentences beside the fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.catalogue import ChangedMeanwhile, SkuTaken
from products.fields.field import Field
from products.fields.inputs import PriceField, input_of, name_of, shown_in_input
from products.fields.kinds import Value
from products.fields.registry import FIELDS, Fields
from products.fields.skus import fold
from products.fields.typed import InvalidValues, cleaned
from products.merged_attributes import attributes_with
from products.models import Product


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    snapshot = FIELDS
    """All fields; `with_inputs` adds the own ones."""

    class Meta:
        model = Product
        fields = FIELDS.keys

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in FIELDS:
            if field.kind.name == "money":
                self.fields[field.key] = PriceField(help_text=field.hint)
        for field in self.snapshot.own:
            value = field.value_of(self.instance)
            is_required = field.is_needed and (self.instance._state.adding or value is not None)
            self.fields[name_of(field)] = input_of(field, stored=value, required=is_required)
            self.initial[name_of(field)] = shown_in_input(field, value)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version

    @property
    def values(self) -> dict[str, Value]:
        """Of a valid form, by the keys of the fields."""
        return {field.key: self.cleaned_data[name_of(field)] for field in self.snapshot if self._is_given(field)}

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or self.cleaned_data
        try:
            found = cleaned(self.values, self.snapshot)
            attributes_with(self.instance.attributes, {key: found[key] for key in found if key not in FIELDS})
        except InvalidValues as error:
            named = {name_of(self.snapshot[key]): error.fields[key] for key in error.fields}
            raise ValidationError(named) from error
        values |= {name_of(self.snapshot[key]): value for key, value in found.items()}
        if "sku" in values:
            self._refuse_a_taken_sku(str(values["sku"]))
        seen = values.get("seen_version")
        if not self.instance._state.adding and seen not in (None, self.instance.version):
            raise ValidationError(str(ChangedMeanwhile()), code="changed_meanwhile")
        return values

    def _is_given(self, field: Field) -> bool:
        """Whether there is a value to judge: not if an own field had no input yet, or had no value and has none."""
        name = name_of(field)
        if not field.own or self.instance._state.adding:
            return name in self.cleaned_data
        has_value = self.cleaned_data.get(name) not in (None, "") or field.value_of(self.instance) is not None
        return has_value and name in self.cleaned_data and name in self.data

    def _refuse_a_taken_sku(self, sku: str) -> None:
        twins = Product.objects.filter(sku_key=fold(sku)).exclude(pk=self.instance.pk)
        if twin := twins.first():
            raise ValidationError({"sku": str(SkuTaken(twin.sku))}, code="sku_taken")


def with_inputs(fields: Fields) -> type[ProductForm]:
    """The form with an input for each of the own fields too."""
    inputs = {name_of(field): input_of(field) for field in fields.own}
    return type(ProductForm.__name__, (ProductForm,), {"snapshot": fields, **inputs})
