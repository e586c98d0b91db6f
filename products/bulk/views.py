"""What people do to many products from the page: each is a form, loads, makes one call and shows the outcome."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.lib.actor import actor_of, tell_of, user_of
from product_importer.lib.humanize import number_typed
from product_importer.lib.paging import Count, page_of
from products.api import export_response
from products.bulk import actions, presenters
from products.bulk.edit_form import EditForm
from products.bulk.forms import SelectionForm
from products.fields.edits import Edit, InvalidEdit, set_active
from products.fields.models import current_fields
from products.jobs.models import ImportJob
from products.models import Product
from products.models.size import number_of_products
from products.search.query import PAGE_SIZE, Selection


@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return _refused_selection(request, form, request.POST.get("query", ""))
    action = form.cleaned_data["action"]
    if action == "export":
        tell_of(request)
        return export_response(request, form.selection)
    if action == "edit":
        return edit_many(request)
    return _delete(request, form) if action == "delete" else _change(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.change_product", raise_exception=True)
def edit_many(request: HttpRequest) -> HttpResponse:
    """A field of the selected products is chosen, then what becomes of it. Only that changes something."""
    given = (request.POST if request.method == "POST" else request.GET).copy()
    given["action"] = "edit"
    form = EditForm(given.dict(), current_fields(), has_pins=Product.objects.pinned().exists())
    selected = SelectionForm(given)
    if not selected.is_valid():
        return _refused_selection(request, selected, given.get("query", ""))
    number = selected.selection.number()
    if request.method != "POST" or not form.is_bound:
        return _edit_page(request, selected, form, number, status=422 if form.unknown else 200)
    if not form.is_valid():
        return _edit_page(request, selected, form, number, status=422)
    if number > PAGE_SIZE and not selected.is_confirmed_for(number):
        return _ask(request, selected, presenters.question_of_edit(form, selected.selection, number))
    try:
        return _apply(request, selected.selection, form.edit)
    except InvalidEdit as error:
        form.refuse(error)
    return _edit_page(request, selected, form, number, status=422)


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """What was done to many products at once, by a job each."""
    jobs = ImportJob.objects.bulk_work().newest_first().select_related("created_by")
    page = page_of(jobs, key="id", number=request.GET.get("page"), count=Count(jobs.count(), is_exact=True))
    return render(request, "products/activity.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.delete_product", raise_exception=True)
@confirmed_first()
def delete_all(request: HttpRequest) -> HttpResponse:
    """Wants the number of products typed, and no other number."""
    typed, error = request.POST.get("confirm", ""), ""
    if request.method == "POST":
        try:
            number = number_typed(typed)
            return redirect(actions.delete_all(confirmed=number, user=user_of(request), actor=actor_of(request)))
        except actions.CountDiffers as difference:
            error = f"{difference} Type that number to delete them all."
    context = {"typed": typed, "error": error, "count": number_of_products()}
    return render(request, "products/delete_all.html", context, status=422 if error else 200)


def _change(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    """More than a page of products are changed only after a question."""
    _need(request, "products.change_product")
    number = form.selection.number()
    if number > PAGE_SIZE and not form.is_confirmed_for(number):
        return _ask(request, form, presenters.question(form.cleaned_data["action"], form.selection, number))
    return _apply(request, form.selection, set_active(form.active))


def _apply(request: HttpRequest, selection: Selection, edit: Edit) -> HttpResponse:
    """Raises InvalidEdit."""
    since = timezone.now()
    outcome = actions.change(selection, edit, user=user_of(request), actor=actor_of(request))
    if outcome.job:
        return redirect(outcome.job)
    messages.success(request, presenters.changed(outcome, selection, edit, since=since))
    return _back(request.POST.get("query", ""))


def _edit_page(
    request: HttpRequest, selected: SelectionForm, form: EditForm, number: int, *, status: int
) -> HttpResponse:
    context = {"selected": selected, "form": form, "number": number, "asks": number > PAGE_SIZE}
    return render(request, "products/edit_many.html", context, status=status)


def _delete(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    _need(request, "products.delete_product")
    if form.selection.is_everything:  # their number must be typed
        return redirect("bulk:delete_all")
    number = form.selection.number()
    if not form.is_confirmed_for(number):
        return _ask(request, form, presenters.question("delete", form.selection, number))
    outcome = actions.delete(form.selection, user=user_of(request), actor=actor_of(request))
    if outcome.job:
        return redirect(outcome.job)
    messages.success(request, presenters.deleted(outcome))
    return _back(request.POST.get("query", ""))


def _ask(request: HttpRequest, form: SelectionForm, question: presenters.Question) -> HttpResponse:
    return render(request, "products/confirm_selection.html", {"form": form, "question": question})


def _refused_selection(request: HttpRequest, form: SelectionForm, query: str) -> HttpResponse:
    for faults in form.errors.get_json_data().values():
        messages.error(request, str(faults[0]["message"]))
    return _back(query)


def _back(query: str) -> HttpResponse:
    """To the list as it was, which stands in the form: an address of ours whatever it says."""
    return redirect(f"{reverse('products:list')}?{query.removeprefix('?')}")


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
