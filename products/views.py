"""The pages of the catalogue. Each loads, makes one call and shows the outcome."""

from contextlib import suppress
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.keyset import InvalidCursor
from products import catalogue, list_columns, presenters
from products.fields.models import current_fields, known_fields
from products.fields.registry import Fields
from products.fields.skus import fold
from products.forms import ProductForm
from products.list_cells import RowCells
from products.models import Product
from products.models import list_columns as list_choice
from products.models.history import past_of
from products.pins import pins_of
from products.search import similar
from products.search.forms import PAGE_SIZES, QueryForm
from products.search.listing import NoSuchPage, find_page
from products.search.query import MOST_IDS, ProductQuery
from products.search.snapshot import current_filters


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    fields = current_fields()
    form = QueryForm(request.GET, current_filters(fields))
    if not form.is_valid():
        return _refused_list(request, form)
    query = form.query
    try:
        page = find_page(query)
    except (InvalidCursor, NoSuchPage) as error:
        form.add_error(None, str(error))
        return _refused_list(request, form)
    context = {
        **_table(request, fields, query),
        "form": form,
        "query": query.filter.text,
        "page": page,
        "chips": presenters.chips(query),
        "most_selected": MOST_IDS,
        "page_sizes": PAGE_SIZES,
        "here": request.GET.urlencode(),
        "nearest": similar.nearest(query.filter.text or str(query.filter["name"])) if not page.rows else [],
    }
    return render(request, "products/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Which columns the person sees in the list, and in what order. Moving one shows the form again, not yet saved."""
    fields, user_id = current_fields(), user_of(request).pk
    if request.method != "POST":
        return _columns_page(request, list_columns.arrangement_of(user_id, fields), request.GET.get("here", ""))
    here = request.POST.get("here", "")
    available = list_columns.all_columns(fields)
    wanted = list_columns.arranged(available, request.POST.getlist("order"), request.POST.getlist("shown"))
    for name, by in (("up", -1), ("down", 1)):
        if key := request.POST.get(name):
            return _columns_page(request, wanted.moved(key, by), here, moved=name, moved_key=key)
    if "reset" in request.POST:
        list_choice.forget(user_id)
    else:
        list_choice.choose(user_id, shown=wanted.shown_keys, hidden=wanted.hidden_keys)
    address = f"{reverse('products:list')}?{here}".rstrip("?")
    if request.headers.get("X-Requested-With") == "dialog":
        return HttpResponse(status=204, headers={"Location": address})
    return redirect(address)


@require_safe
def detail(request: HttpRequest, product_id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, pk=product_id)
    try:
        past = past_of(product, cursor=request.GET.get("cursor"))
    except InvalidCursor as error:
        raise Http404 from error
    fields = current_fields()
    context = {
        "product": product,
        "facts": presenters.facts(product, fields),
        "pins": pins_of(product, fields),
        "entries": presenters.entries(past.changes, known_fields()),
        "older": past.older_cursor,
        "twins": similar.near_duplicates(sku=product.sku, name=product.name, but=product.pk),
        "list": _list_query(request),
        "kept": _kept(request),
        "may": _permissions(request),
    }
    return render(request, "products/detail.html", context)


@require_safe
def row(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The row of a list, to put in the place of an older one. The query is the list's."""
    product = get_object_or_404(Product, pk=product_id)
    fields = current_fields()
    form = QueryForm(request.GET, current_filters(fields))
    query = form.query if form.is_valid() else ProductQuery()
    return render(request, "products/row.html", {"product": product, **_table(request, fields, query)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.add_product", raise_exception=True)
def create(request: HttpRequest) -> HttpResponse:
    return _form_page(request, ProductForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.change_product", raise_exception=True)
def edit(request: HttpRequest, product_id: UUID) -> HttpResponse:
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        return _gone(request)
    return _form_page(request, ProductForm(request.POST or None, product=product))


@require_POST
@permission_required("products.change_product", raise_exception=True)
def toggle(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The switch of a row, without JavaScript; with it, the switch calls the API."""
    product = get_object_or_404(Product, pk=product_id)
    with suppress(catalogue.ChangedMeanwhile):  # it was deleted at this moment: the list shows so
        catalogue.change(product, actor=actor_of(request), active=request.POST.get("active") == "true")
    return _back(request, product)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.delete_product", raise_exception=True)
def delete(request: HttpRequest, product_id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, pk=product_id)
    if request.method == "POST":
        catalogue.delete_selection([product.pk], actor=actor_of(request))
        messages.success(request, f"{product.sku} was deleted.")
        return redirect(f"{reverse('products:list')}?{_list_query(request)}".rstrip("?"))
    return render(request, "products/delete.html", {"product": product, "kept": _kept(request)})


def _table(request: HttpRequest, fields: Fields, query: ProductQuery) -> dict[str, object]:
    """The columns that the person sees, and what writes their cells."""
    seen = list_columns.arrangement_of(user_of(request).pk, fields).shown_columns
    columns, may = presenters.column_headings(seen, query), _permissions(request)
    cells = RowCells(columns, presenters.searched(query.filter), may_change=may["change"])
    return {"columns": columns, "cells": cells, "may": may}


def _columns_page(request: HttpRequest, arrangement: list_columns.Arrangement, here: str, **moved: str) -> HttpResponse:
    context = {"moved": "", "moved_key": "", **moved, "arrangement": arrangement, "here": here}
    return render(request, "products/columns.html", context)


def _form_page(request: HttpRequest, form: ProductForm) -> HttpResponse:
    """The form. If refused it keeps everything that was typed; 409 if the product changed meanwhile."""
    status, twins = 200, list[Product]()
    if request.method == "POST" and not form.is_valid():
        status = 422
        form.ask_again()
    elif request.method == "POST":
        twins = [] if "sure" in request.POST else _twins(form)
        if not twins and (product := form.save(actor_of(request))):
            messages.success(request, _saved(product, form))
            return _back(request, product)
        status = 409 if form.conflicts else 422
    context = {"form": form, "product": form.product, "twins": twins, "conflicts": _conflicts(form)}
    return render(request, "products/form.html", context, status=status)


def _saved(product: Product, form: ProductForm) -> str:
    others = ", ".join(field.noun for field in form.merged)
    return f"{product.sku} was saved." + (f" Changes made by others were kept: {others}." if others else "")


def _conflicts(form: ProductForm) -> list[presenters.TheirChange]:
    if not form.product or not form.conflicts:
        return []
    return presenters.their_changes(form.conflicts, past_of(form.product).changes)


def _gone(request: HttpRequest) -> HttpResponse:
    """The product was deleted meanwhile: show the form again with everything that was typed."""
    form = ProductForm(request.POST)
    if request.method != "POST" or not request.user.has_perm("products.add_product"):
        raise Http404
    form.is_valid()
    form.tell_deletion()
    return render(
        request, "products/form.html", {"form": form, "product": None, "twins": [], "conflicts": []}, status=409
    )


def _twins(form: ProductForm) -> list[Product]:
    """Near-duplicates of a new product, to be shown before it is saved."""
    if form.product:
        return []
    twins = similar.near_duplicates(sku=form.cleaned_data["sku"], name=form.cleaned_data["name"])
    return [] if any(fold(twin.sku) == fold(form.cleaned_data["sku"]) for twin in twins) else twins


def _refused_list(request: HttpRequest, form: QueryForm) -> HttpResponse:
    context = {"form": form, "query": "", "page": None, "page_sizes": PAGE_SIZES, "may": _permissions(request)}
    return render(request, "products/list.html", context, status=422)


def _list_query(request: HttpRequest) -> str:
    """The query of the list from which a person came, to go back to it. Only the query comes from the request."""
    if "list" in request.GET:
        return request.GET["list"]
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.query if came_from.path == reverse("products:list") else ""


def _kept(request: HttpRequest) -> str:
    """The query that carries the list's own from page to page; empty if there is none."""
    query = _list_query(request)
    return f"?{urlencode({'list': query})}" if query else ""


def _back(request: HttpRequest, product: Product) -> HttpResponse:
    """Back to the list as it was, if the form was sent from there. Only the query comes from the form."""
    if "here" in request.POST:
        return redirect(f"{reverse('products:list')}?{request.POST['here']}")
    return redirect(product)


def _permissions(request: HttpRequest) -> dict[str, bool]:
    return {verb: request.user.has_perm(f"products.{verb}_product") for verb in ("add", "change", "delete")}
