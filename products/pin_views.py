"""The form on a product's page that says which of its values imports leave alone."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from product_importer.lib.actor import actor_of
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.models import Product
from products.pins import checked, pin_exactly

PINNED = "Imports leave the pinned values alone."
NONE_PINNED = "Imports may change all values."


class Pin(NamedTuple):
    key: str
    label: str
    is_pinned: bool


def pins_of(product: Product, fields: Fields) -> list[Pin]:
    return [Pin(field.key, field.label, field.key in (product.pinned or ())) for field in fields.changeable]


@require_POST
@permission_required("products.change_product", raise_exception=True)
def pins(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Those that are ticked; what is no field any more is left out of account."""
    product, fields = get_object_or_404(Product, pk=product_id), current_fields()
    known = {field.key for field in fields.changeable}
    keys = checked([key for key in request.POST.getlist("pinned") if key in known], fields)
    if pin_exactly(product, keys, actor=actor_of(request)):
        messages.success(request, PINNED if keys else NONE_PINNED)
    return redirect(product)
