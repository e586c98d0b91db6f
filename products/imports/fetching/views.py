"""The pages of how sources are fetched. Each loads, makes one call and shows the outcome."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.lib.actor import user_of
from product_importer.lib.paging import Count, page_of
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions, claims
from products.imports.fetching.fetch_forms import FetchForm, NewSourceForm, touches_secrets
from products.imports.fetching.places import EXAMPLES
from products.imports.models import Source
from products.imports.sources import actions as sources
from products.imports.sources.actions import MAY_CHANGE
from products.imports.sources.refusals import InvalidSource, Refusal

RUNS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
def create(request: HttpRequest) -> HttpResponse:
    """A source without a file yet: its first one is asked about."""
    form = NewSourceForm(request.POST or None)
    if form.is_valid():
        try:
            source = sources.create(name=form.cleaned_data["name"], by=user_of(request), recipe={})
            return redirect("fetching:set_up", source.pk)
        except InvalidSource as error:
            form.add_error("name", error.fields.get("name", [str(error)]))
        except Refusal as refusal:
            form.add_error("name", str(refusal))
    return render(request, "sources/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
@confirmed_first(lambda request: touches_secrets(request.POST))
def set_up(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    fetch = SourceFetch.objects.filter(pk=source_id).first()
    form = FetchForm(request.POST, fetch=fetch) if request.method == "POST" else FetchForm.of(fetch)
    if form.is_valid():
        try:
            actions.set_up(source, by=user_of(request), **form.parts)
            messages.success(request, "Saved. This is how its files come from now on.")
            return redirect(source)
        except Source.DoesNotExist as error:
            raise Http404 from error
        except InvalidSource as error:
            form.refuse(error.fields)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"source": source, "fetch": fetch, "form": form, "examples": EXAMPLES.items()}
    return render(request, "sources/fetch.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def run(request: HttpRequest, source_id: UUID) -> HttpResponse:
    fetch = _fetch(source_id)
    try:
        claims.enqueue(claims.run_now(fetch, by=user_of(request)))
        messages.success(request, f"{fetch.source} is being fetched.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(fetch.source)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def pause(request: HttpRequest, source_id: UUID) -> HttpResponse:
    fetch = actions.pause(_fetch(source_id), by=user_of(request))
    messages.success(request, f"{fetch.source} is paused: it is fetched only when somebody asks.")
    return redirect(fetch.source)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def resume(request: HttpRequest, source_id: UUID) -> HttpResponse:
    fetch = actions.resume(_fetch(source_id), by=user_of(request))
    messages.success(request, f"{fetch.source} is fetched by its schedule again.")
    return redirect(fetch.source)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
@confirmed_first()
def forget_host_key(request: HttpRequest, source_id: UUID) -> HttpResponse:
    fetch = _fetch(source_id)
    actions.forget_host_key(fetch)
    messages.success(request, "The key that the server shows next is trusted from then on.")
    return redirect(fetch.source)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def remove(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    actions.remove(source)
    messages.success(request, f"{source} is not fetched any more. Its files are uploaded by hand.")
    return redirect(source)


@require_safe
def run_list(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    runs = SourceRun.objects.of_source(source_id)
    count = Count(runs.count(), is_exact=True)
    page = page_of(runs, key="pk", number=request.GET.get("page"), count=count, size=RUNS_A_PAGE)
    return render(request, "sources/runs.html", {"source": source, "page": page})


def _fetch(source_id: UUID) -> SourceFetch:
    return get_object_or_404(SourceFetch.objects.select_related("source"), pk=source_id)
