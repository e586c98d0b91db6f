"""The pages of sources. Each loads, makes one call and shows the outcome."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from product_importer.lib.actor import user_of
from product_importer.lib.paging import Count, page_of
from products.imports.models import Source, SourceRun
from products.imports.sources import actions, presenters
from products.imports.sources.actions import MAY_CHANGE, MAY_DELETE, MAY_NOT_DELETE, may_delete_missing
from products.imports.sources.forms import SourceForm
from products.imports.sources.refusals import InvalidSource, Refusal
from products.jobs.models import ImportJob

FILES_A_PAGE = 25
RUNS_SHOWN = 10


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    count = Count(Source.objects.count(), is_exact=True)
    page = page_of(Source.objects.in_order(), key="pk", number=request.GET.get("page"), count=count)
    cards = sorted(presenters.cards(page.rows), key=lambda card: (card.source.name_key, card.source.pk))
    context = {"page": page, "cards": cards, "may_change": request.user.has_perm(MAY_CHANGE)}
    return render(request, "sources/list.html", context)


@require_safe
def detail(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("updated_by"), pk=source_id)
    jobs = ImportJob.objects.of_source(source.pk).select_related("created_by")
    count = Count(jobs.count(), is_exact=True)
    page = page_of(jobs, key="id", number=request.GET.get("page"), count=count, size=FILES_A_PAGE)
    (card,) = presenters.cards([source])
    context = {
        "card": card,
        "source": source,
        "runs": SourceRun.objects.of_source(source.pk)[:RUNS_SHOWN],
        "page": page,
        "policies": presenters.policies_in_words(source),
        "missing": presenters.missing_in_words(source),
        "pins": presenters.pins_in_words(source),
        "limits": presenters.limits_in_words(source),
        "words": presenters.recipe_in_words(source),
        "recipe": json.dumps(source.recipe, ensure_ascii=False, indent=2),
        "may": {"change": request.user.has_perm(MAY_CHANGE), "delete": request.user.has_perm(MAY_DELETE)},
    }
    return render(request, "sources/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
def edit(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    form = SourceForm(request.POST) if request.method == "POST" else SourceForm.of(source)
    if form.is_valid() and not may_delete_missing(request.user, form.parts["missing"], source):
        form.add_error("missing", MAY_NOT_DELETE)
    if form.is_valid():
        try:
            changed = actions.change(source, by=user_of(request), **form.parts)
            messages.success(request, f"{changed.name} was saved. Its next file is read like this.")
            return redirect(changed)
        except Source.DoesNotExist as error:
            raise Http404 from error
        except InvalidSource as error:
            form.refuse(error.fields)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "sources/edit.html", {"source": source, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_DELETE, raise_exception=True)
def delete(request: HttpRequest, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    if request.method == "POST":
        actions.delete(source)
        messages.success(request, f"{source.name} was deleted. Its imports stay as they are.")
        return redirect("sources:list")
    return render(request, "sources/delete.html", {"source": source})
