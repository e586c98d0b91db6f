"""The pins beside the values on a product's page: one is put in or taken out at a time."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from product_importer.lib.actor import actor_of
from products import pins
from products.fields.models import current_fields
from products.models import Product

PINNED = "{} is pinned: imports leave it alone."
UNPINNED = "{} is not pinned any more: imports may change it."


@require_POST
@permission_required("products.change_product", raise_exception=True)
def change_pin(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """`pin` or `unpin` is the key of a field. One that is no field any more is left out of account.

    Leads back to the same pin, so that whoever works by keyboard goes on from there.
    """
    product, fields = get_object_or_404(Product, pk=product_id), current_fields()
    found = {field.key: field for field in fields.changeable}
    pin, unpin = ([key for key in request.POST.getlist(name) if key in found] for name in ("pin", "unpin"))
    if pins.change(product, fields, pin=pin, unpin=unpin, actor=actor_of(request)):
        for keys, sentence in ((pin, PINNED), (unpin, UNPINNED)):
            if keys:
                messages.success(request, sentence.format(", ".join(found[key].label for key in keys)))
    return redirect(f"{product.get_absolute_url()}{''.join(f'#pin-{key}' for key in (pin + unpin)[:1])}")
