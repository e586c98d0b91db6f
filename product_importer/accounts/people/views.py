"""The pages of colleagues. One-time links are in the answer to a form and are kept nowhere."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.accounts.models import MANAGE_PEOPLE, Person
from product_importer.accounts.people import actions, authority, links, mailing
from product_importer.accounts.people.forms import NewPersonForm, PersonForm
from product_importer.lib.actor import name_subject, user_of
from product_importer.lib.errors import refuse
from product_importer.lib.paging import PAGE_SIZE, Count, page_of

managers_only = permission_required(MANAGE_PEOPLE, raise_exception=True)


@require_safe
@managers_only
def people(request: HttpRequest) -> HttpResponse:
    everybody = Person.people.staff()
    count = Count(everybody.count(), True)
    shown = everybody.with_details().in_order()
    page = page_of(shown, key="pk", number=request.GET.get("page"), count=count, size=PAGE_SIZE)
    return render(request, "people/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
@confirmed_first()
def new_person(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "mails": mailing.is_set_up()}
        return render(request, "people/new.html", context, status=422 if form.is_bound else 200)
    person = actions.add(**form.cleaned_data)
    name_subject(request, f"{person.pk} {person}: {form.cleaned_data['role']}")
    return _invite(request, person)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
@confirmed_first()
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    found = _person(person_id)
    form = PersonForm(request.POST or None, person=found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form)
    role = form.cleaned_data.get("role", "")
    name_subject(request, f"{found.pk} {found}: {found.role or 'no group'} → {role or found.role}")

    def change() -> None:
        actions.change(found, email=form.cleaned_data["email"], role=role, by=user_of(request))
        messages.success(request, f"{found} was changed.")

    return _carried_out(request, change) or redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
@confirmed_first()
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    found = _person(person_id)
    if request.method != "POST":
        return render(request, "people/deactivate.html", {"person": found})
    name_subject(request, f"{found.pk} {found}")

    def let_out() -> None:
        if actions.deactivate(found, by=user_of(request)):
            messages.success(request, f"{found} has no access any more.")

    return _carried_out(request, let_out) or redirect("people")


@require_POST
@managers_only
@confirmed_first()
def activate(request: HttpRequest, person_id: int) -> HttpResponse:
    found = _person(person_id)
    name_subject(request, f"{found.pk} {found}")
    refused = _carried_out(request, lambda: actions.activate(found, by=user_of(request)))
    return refused or _invite(request, _person(person_id))


@require_POST
@managers_only
@confirmed_first()
def new_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """By mail if `how` says so, else to copy."""
    found = _person(person_id)
    if not authority.may_change(user_of(request), found):
        return refuse(request, 403, message=authority.BEYOND_YOURS)
    if not found.is_active:
        messages.error(request, f"{found} has no access. Give it back first.")
        return redirect(found)
    name_subject(request, f"{found.pk} {found}")
    return _invite(request, found, by_mail=request.POST.get("how") == "mail")


def _invite(request: HttpRequest, person: Person, *, by_mail: bool = True) -> HttpResponse:
    """Mailed if that is possible and wanted; else shown this once."""
    site = links.site_of(request)
    may_mail = by_mail and mailing.is_set_up() and person.email
    if may_mail and mailing.send_link(person, site=site, is_new=person.is_invited):
        messages.success(request, f"A link to choose a password is on its way to {person.email}.")
        return redirect(person)
    context = {"person": person, "link": links.link_for(person, site=site), "hours": links.hours()}
    return render(request, "people/link.html", context, status=201)


def _page(request: HttpRequest, person: Person, form: PersonForm) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "may_change": authority.may_change(user_of(request), person),
        "is_self": person.pk == user_of(request).pk,
        "mails": mailing.is_set_up(),
    }
    return render(request, "people/person.html", context, status=422 if form.is_bound else 200)


def _carried_out(request: HttpRequest, act: Callable[[], object]) -> HttpResponse | None:
    """None if it was done; else the answer that says why not."""
    try:
        act()
    except actions.NotAllowed as refusal:
        return refuse(request, 403, message=str(refusal))
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("people")
    return None


def _person(person_id: int) -> Person:
    return get_object_or_404(Person.people.staff().with_details(), pk=person_id)
