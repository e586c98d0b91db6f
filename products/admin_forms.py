"""The admin's form of a product: the catalogue's rules as sentences beside the fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.catalogue import ChangedMeanwhile, SkuTaken
from products.fields.inputs import PriceField
from products.fields.registry import FIELDS
from products.fields.skus import fold
from products.fields.typed import InvalidValues, cleaned
from products.models import Product


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields = FIELDS.keys

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in FIELDS:
            if field.kind.name == "money":
                self.fields[field.key] = PriceField(help_text=field.hint)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or self.cleaned_data
        try:
            values |= cleaned({key: self.cleaned_data[key] for key in FIELDS.keys if key in values})
        except InvalidValues as error:
            raise ValidationError({key: error.fields[key] for key in error.fields}) from error
        if "sku" in values:
            self._refuse_a_taken_sku(str(values["sku"]))
        seen = values.get("seen_version")
        if not self.instance._state.adding and seen not in (None, self.instance.version):
            raise ValidationError(str(ChangedMeanwhile()), code="changed_meanwhile")
        return values

    def _refuse_a_taken_sku(self, sku: str) -> None:
        twins = Product.objects.filter(sku_key=fold(sku)).exclude(pk=self.instance.pk)
        if twin := twins.first():
            raise ValidationError({"sku": str(SkuTaken(twin.sku))}, code="sku_taken")
