"""The page of a person's notices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from product_importer.lib.actor import user_of
from product_importer.lib.humanize import counted
from product_importer.lib.keyset import InvalidCursor
from product_importer.notices import listing


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    try:
        page = listing.page(user, cursor=request.GET.get("cursor"))
    except InvalidCursor:
        return redirect("notices:list")
    return render(request, "notices/list.html", {"page": page, "unread": listing.unread(user)})


@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Leads to what it is about, and it is read."""
    user = user_of(request)
    notice = get_object_or_404(listing.of_user(user), pk=notice_id)
    listing.read(user, [notice.pk])
    return redirect(notice.path)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    messages.success(request, f"Marked {counted(listing.read(user_of(request)), 'notification')} as read.")
    return redirect("notices:list")
