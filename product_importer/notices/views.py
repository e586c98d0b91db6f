"""The page of a person's notices."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.lib.actor import user_of
from product_importer.lib.humanize import counted
from product_importer.lib.keyset import InvalidCursor
from product_importer.notices import listing
from product_importer.notices.models import NoticeChoices


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


@csrf_exempt  # mail programs press the button, and have no cookie of ours
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, mail_key: UUID) -> HttpResponse:
    """The link in each mail: whoever has it needs not sign in. Following it changes nothing; the button does."""
    choices = get_object_or_404(NoticeChoices, mail_key=mail_key)
    if request.method == "POST":
        choices.stop_mails()
    return render(request, "notices/stop_mails.html", {"is_stopped": not choices.hears_by_mail})
