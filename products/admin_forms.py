"""The admin's form of a product: the catalogue's rules as sentences beside the fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.catalogue import ChangedMeanwhile, SkuTaken
from products.fields import rules
from products.fields.skus import clean, fault, fold
from products.forms import PriceField
from products.models import Product


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    price = PriceField(help_text="Empty: not priced yet.")
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields = ("sku", "name", "description", "price", "active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version

    def clean_sku(self) -> str:
        sku = clean(self.cleaned_data["sku"])
        if flaw := fault(sku):
            raise ValidationError(flaw.sentence, code=flaw.code)
        twins = Product.objects.filter(sku_key=fold(sku)).exclude(pk=self.instance.pk)
        if twin := twins.first():
            raise ValidationError(str(SkuTaken(twin.sku)), code="sku_taken")
        return sku

    def clean_name(self) -> str:
        name = rules.clean_name(self.cleaned_data["name"])
        if sentence := rules.name_fault(name):
            raise ValidationError(sentence)
        return name

    def clean_description(self) -> str:
        description = rules.clean_description(self.cleaned_data["description"])
        if sentence := rules.description_fault(description):
            raise ValidationError(sentence)
        return description

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = cleaned.get("seen_version")
        if not self.instance._state.adding and seen not in (None, self.instance.version):
            raise ValidationError(str(ChangedMeanwhile()), code="changed_meanwhile")
        return cleaned
