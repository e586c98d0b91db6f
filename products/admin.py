"""Products and their history in Django's admin: by the rules of the catalogue, and as fast with a million of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from product_importer.lib.actor import actor_of
from product_importer.lib.admin import EstimatingPaginator, LargeTableAdmin, ReadOnlyAdmin
from products import catalogue
from products.admin_forms import ProductForm, with_inputs
from products.fields.edits import set_active
from products.fields.inputs import name_of
from products.fields.models import current_fields
from products.fields.registry import FIELDS, Fields
from products.fields.skus import fold
from products.fields.typed import InvalidValues
from products.models import Change, Product
from products.models.size import number_of_products

MOST_AT_ONCE = 50
"""The rows of a page."""

SHOWN = [field.key for field in FIELDS.changeable if field.kind.name != "long_text"]
"""Columns of the list, beside the SKU."""


class ProductPaginator(EstimatingPaginator):
    is_size_known = True

    def size(self) -> int:
        return number_of_products()


@admin.register(Product)
class ProductAdmin(LargeTableAdmin):
    paginator = ProductPaginator
    readonly_fields = ("version", "created_at", "updated_at")
    list_display = ("sku_by_key", *SHOWN, "version", "updated_at")
    list_filter = tuple(field.key for field in FIELDS if field.kind.name == "boolean")
    ordering = ("sku_key",)
    sortable_by = ("sku_by_key",)
    search_fields = ("sku_key",)
    search_help_text = "Search by SKU or the beginning of one, ignoring case."
    actions = ("activate", "deactivate", "delete_chosen")

    @admin.display(description="SKU", ordering="sku_key")
    def sku_by_key(self, product: Product) -> str:
        return product.sku

    @admin.action(description="Activate the selected products", permissions=["change"])
    def activate(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._set_active(request, products, True)

    @admin.action(description="Deactivate the selected products", permissions=["change"])
    def deactivate(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._set_active(request, products, False)

    @admin.action(description="Delete the selected products without confirmation", permissions=["delete"])
    def delete_chosen(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        self._tell(request, catalogue.delete_selection(_ids(products), actor=actor_of(request)), "deleted")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own deletion, which loads every product and bypasses the catalogue."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        return (queryset.filter(sku_key__startswith=fold(search_term)) if search_term else queryset), False

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:
        names = (name_of(field) for field in _fields_of(request))
        return (*names, "version", "created_at", "updated_at", "seen_version")

    def get_form(
        self, request: HttpRequest, obj: Product | None = None, change: bool = False, **options: Any
    ) -> type[ModelForm[Any]]:
        return super().get_form(request, obj, change, **options | {"form": with_inputs(_fields_of(request))})

    def save_model(self, request: HttpRequest, obj: Product, form: ProductForm, change: bool) -> None:
        actor = actor_of(request)
        if change:
            catalogue.change(obj, actor=actor, expected_version=form.cleaned_data["seen_version"], **form.values)
        else:
            obj.pk = catalogue.create(actor=actor, **form.values).pk

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        catalogue.delete(obj, actor=actor_of(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """What happened after the form was checked comes back as a message."""
        try:
            return super().changeform_view(request, *args, **options)
        except (catalogue.SkuTaken, catalogue.ChangedMeanwhile, InvalidValues) as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **options)
        except catalogue.ChangedMeanwhile:
            self.message_user(request, "This product was deleted in the meantime.", messages.ERROR)
            return redirect("admin:products_product_changelist")

    def _set_active(self, request: HttpRequest, products: QuerySet[Product], active: bool) -> None:
        number = catalogue.change_selection(_ids(products), set_active(active), actor=actor_of(request))
        self._tell(request, number, "changed")

    def _tell(self, request: HttpRequest, number: int, verb: str) -> None:
        noun = "product was" if number == 1 else "products were"
        self.message_user(request, f"{number:,} {noun} {verb}.", messages.SUCCESS)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "product_id", "actor_kind", "actor_id", "values")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("product_id",)
    search_help_text = "Search by product id."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Change], search_term: str
    ) -> tuple[QuerySet[Change], bool]:
        try:
            return (queryset.filter(product_id=UUID(search_term.strip())) if search_term else queryset), False
        except ValueError:
            return queryset.none(), False


def _fields_of(request: HttpRequest) -> Fields:
    """The fields that the whole request goes by, though the admin asks for them more than once."""
    kept = vars(request)
    if "product_fields" not in kept:
        kept["product_fields"] = current_fields()
    fields: Fields = kept["product_fields"]
    return fields


def _ids(products: QuerySet[Product]) -> list[UUID]:
    """The chosen rows of one page; “select all” is not offered, since it would read the whole catalogue."""
    return list(products.order_by().values_list("pk", flat=True)[:MOST_AT_ONCE])
