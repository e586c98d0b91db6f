"""The pages of own fields. Each loads, makes one call and shows the outcome."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.humanize import number_typed
from products.fields.models import OwnField
from products.fields.ready_made import BY_KEY
from products.jobs import index_job
from products.own_fields import actions, presenters, usage
from products.own_fields.forms import FieldForm
from products.own_fields.refusals import CountDiffers, InvalidField, Refusal

MAY_ADD, MAY_CHANGE, MAY_DELETE = (f"products.{verb}_ownfield" for verb in ("add", "change", "delete"))


def gone_is_not_found(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A field that somebody erases at this moment is answered like one that never was."""

    @wraps(view)
    def answer(request: HttpRequest, key: str) -> HttpResponse:
        try:
            return view(request, key)
        except OwnField.DoesNotExist as error:
            raise Http404 from error

    return answer


@require_safe
def field_list(request: HttpRequest) -> HttpResponse:
    fields = presenters.all_fields(exactly=False)
    context = {
        "fields": [each for each in fields if not each.is_archived],
        "archived": [each for each in fields if each.is_archived],
        "is_estimated": any(each.is_estimated for each in fields),
        "indexing": index_job.unfinished(),
        "ready_made": presenters.not_yet_added(each.field for each in fields),
        "may": _permissions(request),
    }
    return render(request, "fields/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ADD, raise_exception=True)
def create(request: HttpRequest) -> HttpResponse:
    return _form_page(request, FieldForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
@gone_is_not_found
def edit(request: HttpRequest, key: str) -> HttpResponse:
    field = get_object_or_404(OwnField.objects.kept(), key=key)
    form = FieldForm(request.POST or None, field=field, products=usage.number_with_value(key))
    return _form_page(request, form)


@require_POST
@permission_required(MAY_ADD, raise_exception=True)
def add_ready_made(request: HttpRequest) -> HttpResponse:
    ready = BY_KEY.get(request.POST.get("key", ""))
    if ready is None:
        messages.error(request, "There is no such ready-made field.")
        return redirect("fields:list")
    try:
        field = actions.add_ready_made(ready, actor=actor_of(request))
        messages.success(request, f"{field.label} was added. It is the last of your fields.")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("fields:list")


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def order(request: HttpRequest) -> HttpResponse:
    """One field `up` or `down`, or all of them (`key`) in their new order; a script is answered in plain text."""
    up, down = request.POST.get("up", ""), request.POST.get("down", "")
    try:
        if up or down:
            actions.move(up or down, by=-1 if up else 1, actor=actor_of(request))
        else:
            actions.order(request.POST.getlist("key"), actor=actor_of(request))
    except InvalidField as error:
        return _order_refused(request, str(error))
    except OwnField.DoesNotExist:
        return _order_refused(request, "That field was archived or erased in the meantime.")
    return HttpResponse(status=204) if _is_dragged(request) else redirect("fields:list")


@require_POST
@permission_required(MAY_DELETE, raise_exception=True)
@gone_is_not_found
def archive(request: HttpRequest, key: str) -> HttpResponse:
    field = get_object_or_404(OwnField.objects.kept(), key=key)
    actions.archive(key, actor=actor_of(request))
    messages.success(request, f"{field.label} is in the archive. Its values are kept: restore it to see them again.")
    return redirect("fields:list")


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
@gone_is_not_found
def restore(request: HttpRequest, key: str) -> HttpResponse:
    field = get_object_or_404(OwnField.objects.kept(), key=key)
    try:
        actions.restore(key, actor=actor_of(request))
        messages.success(request, f"{field.label} is back, with its values. It is the last of your fields.")
    except Refusal as error:
        messages.error(request, str(error))
    return redirect("fields:list")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_DELETE, raise_exception=True)
@gone_is_not_found
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Wants the number of products that have a value typed, and no other number."""
    field = get_object_or_404(OwnField.objects.kept(), key=key)
    typed, error = request.POST.get("confirm", ""), ""
    if request.method == "POST":
        try:
            number = number_typed(typed)
            return redirect(actions.erase(key, confirmed=number, user=user_of(request), actor=actor_of(request)))
        except CountDiffers as difference:
            error = f"{difference} Type that number to erase them."
        except Refusal as refusal:
            error = str(refusal)
    context = {"field": field, "typed": typed, "error": error, "count": usage.number_with_value(key)}
    return render(request, "fields/erase.html", context, status=422 if error else 200)


def _is_dragged(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "drag-order"


def _order_refused(request: HttpRequest, sentence: str) -> HttpResponse:
    if _is_dragged(request):
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, sentence)
    return redirect("fields:list")


def _form_page(request: HttpRequest, form: FieldForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (field := form.save(actor_of(request))):
        messages.success(request, _saved(field, form.kept))
        return redirect("fields:list")
    context = {"form": form, "field": form.field, "may": _permissions(request)}
    refused = 409 if form.conflicts and not form.errors else 422
    return render(request, "fields/form.html", context, status=refused if form.is_bound else 200)


def _saved(field: OwnField, kept: Sequence[str]) -> str:
    """`kept`: what others changed meanwhile."""
    others = f" Changes made by others were kept: {', '.join(kept).lower()}." if kept else ""
    return f"{field.label} was saved.{others}"


def _permissions(request: HttpRequest) -> dict[str, bool]:
    names = {"add": MAY_ADD, "change": MAY_CHANGE, "delete": MAY_DELETE}
    return {verb: request.user.has_perm(permission) for verb, permission in names.items()}
