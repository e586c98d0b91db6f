"""The page on which a person says what they hear of."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from product_importer.lib.actor import user_of
from product_importer.lib.rate_limit import spend
from product_importer.notices import publishing
from product_importer.notices.models import NoticeChoices
from products.imports.notice_choices import presenters
from products.imports.notice_choices.forms import ChoicesForm

TESTS_PER_MINUTE = 3
"""Of each person: the address may be somebody else's."""


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    kept = _choices_of(request)
    form = ChoicesForm(request.POST if request.method == "POST" else None, choices=kept)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("notice_choices")
    context = {
        "form": form,
        "kept": kept,
        "scopes": presenters.scopes(form),
        "is_mail_on": settings.MAIL_IS_ON,
        "last_mail": presenters.last_mail(kept.user_id),
        "digest_hours": settings.MAIL_DIGEST_HOURS,
    }
    return render(request, "notices/choices.html", context, status=422 if form.errors else 200)


@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    kept = _choices_of(request)
    allowance = spend(f"test mail:{kept.user_id}", TESTS_PER_MINUTE)
    if allowance and allowance.is_used_up:
        messages.error(request, "That was too often. Wait a minute.")
    elif settings.MAIL_IS_ON and kept.takes_mail:
        publishing.publish_test(kept.user_id)
        messages.success(request, f"A test mail to {kept.mail_to} is on its way. This page says what becomes of it.")
    else:
        messages.error(request, "No mail can be sent to you yet. Enter an address and save.")
    return redirect("notice_choices")


def _choices_of(request: HttpRequest) -> NoticeChoices:
    user = user_of(request)
    return NoticeChoices.objects.filter(user=user).first() or NoticeChoices(user=user)
