"""What people do to many products from the page: each is a form, loads, makes one call and shows the outcome."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from product_importer.lib.actor import actor_of, user_of
from products.api import export_response
from products.bulk import actions
from products.bulk.actions import BulkOutcome
from products.bulk.forms import SelectionForm
from products.models.size import number_of_products


@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    form = SelectionForm(request.POST)
    if not form.is_valid():
        for faults in form.errors.get_json_data().values():
            messages.error(request, str(faults[0]["message"]))
        return _back(request)
    action = form.cleaned_data["action"]
    if action == "export":
        return export_response(form.selection)
    if action == "delete":
        return _delete(request, form)
    _need(request, "products.change_product")
    outcome = actions.change(
        form.selection, active=action == "activate", user=user_of(request), actor=actor_of(request)
    )
    return _told(request, outcome, "active now" if action == "activate" else "inactive now")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("products.delete_product", raise_exception=True)
def delete_all(request: HttpRequest) -> HttpResponse:
    """Wants the number of products typed, and no other number."""
    typed, error = request.POST.get("confirm", ""), ""
    if request.method == "POST":
        try:
            number = _number(typed)
            return redirect(actions.delete_all(confirmed=number, user=user_of(request), actor=actor_of(request)))
        except actions.CountDiffers as difference:
            error = f"{difference} Type that number to delete them."
    context = {"typed": typed, "error": error, "count": number_of_products()}
    return render(request, "products/delete_all.html", context, status=422 if error else 200)


def _delete(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    _need(request, "products.delete_product")
    if form.selection.is_everything:  # their number must be typed
        return redirect("bulk:delete_all")
    number, meant = form.selection.number(), form.cleaned_data["meant"]
    if not form.cleaned_data["confirmed"] or number > (number if meant is None else meant):
        return render(request, "products/delete_selection.html", {"form": form, "count": number})
    return _told(request, actions.delete(form.selection, user=user_of(request), actor=actor_of(request)), "deleted")


def _told(request: HttpRequest, outcome: BulkOutcome, what: str) -> HttpResponse:
    if outcome.job:
        return redirect(outcome.job)
    be = "is" if outcome.matched == 1 else "are"
    noun = "product" if outcome.matched == 1 else "products"
    messages.success(request, f"{outcome.matched:,} {noun} {be} {what}.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was, which stands in the form: an address of ours whatever it says."""
    return redirect(f"{reverse('products:list')}?{request.POST.get('query', '').removeprefix('?')}")


def _number(text: str) -> int:
    digits = "".join(character for character in text if character not in ",. \u00a0'")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else -1


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
