"""The page on which a person says which fields an export has. The download itself is the API's."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from product_importer.lib.actor import user_of
from products import list_columns
from products.export import NoSuchFields, chosen
from products.fields.models import current_fields
from products.search.forms import FilterForm
from products.search.query import ProductQuery
from products.search.snapshot import current_filters

ALL, IN_LIST, SOME = "all", "list", "some"
"""Which fields: all of them, those that the person's list shows, or those that are ticked."""


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """`here`: the query of the list, whose filters count. Once `which` says which fields, leads to the file."""
    fields, here = current_fields(), request.GET.get("here", "")
    form = FilterForm(QueryDict(here), current_filters(fields))
    if not form.is_valid():
        return redirect(f"{reverse('products:list')}?{here}")  # which says what is wrong
    which = request.GET.get("which", "")
    arrangement = list_columns.arrangement_of(user_of(request).pk, fields)
    in_list = [column.key for column in arrangement.shown_columns if column.field]
    ticked = request.GET.getlist("field") if which == SOME else in_list
    error = ""
    try:
        chosen(",".join(ticked), fields)
        if which in {ALL, IN_LIST, SOME}:
            return redirect(_address(ProductQuery(filter=form.filter), None if which == ALL else ticked))
    except NoSuchFields as refusal:
        error = str(refusal)
    context = {
        "here": here,
        "is_narrowed": bool(form.filter.given),
        "which": which or ALL,
        "fields": [field for field in fields if field.key != "sku"],
        "in_list": [field.label for field in fields if field.key in {"sku", *in_list}],
        "ticked": ticked,
        "error": error,
    }
    return render(request, "products/export.html", context, status=422 if error else 200)


def _address(query: ProductQuery, keys: Sequence[str] | None) -> str:
    """Of the file with these fields, the SKU always among them; with all if they are None."""
    narrowed = query.url().removeprefix("?")
    columns = "" if keys is None else urlencode({"fields": ",".join(["sku", *keys])}, safe=",")
    return f"{reverse('api:export')}?{'&'.join(filter(None, [narrowed, columns]))}".rstrip("?")
