"""The page of a person's API tokens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.accounts.forms import TokenForm
from product_importer.accounts.models import ApiToken
from product_importer.accounts.people.authority import may_manage
from product_importer.lib.actor import name_subject, user_of
from product_importer.lib.humanize import counted


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_first(lambda request: may_manage(user_of(request)))
def token_list(request: HttpRequest) -> HttpResponse:
    """A new token is shown in the answer to its form and never again; it is kept nowhere in between."""
    form, text, status = TokenForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            token, text = form.issue(user_of(request))
            name_subject(request, str(token.pk))
            form, status = TokenForm(), 201
    tokens = ApiToken.objects.filter(user=user_of(request)).newest_first().select_related("user")
    active = sum(token.flaw is None for token in tokens)
    context = {"form": form, "text": text, "tokens": tokens, "active": active}
    return render(request, "registration/tokens.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, user=user_of(request))
    if request.method != "POST":
        return render(request, "registration/revoke_token.html", {"token": token})
    token.revoke()
    messages.success(request, f"{token} was revoked.")
    return redirect("tokens")


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_all(request: HttpRequest) -> HttpResponse:
    tokens = ApiToken.objects.filter(user=user_of(request)).active()
    if request.method != "POST":
        return render(request, "registration/revoke_all_tokens.html", {"number": tokens.count()})
    messages.success(request, f"Revoked {counted(tokens.revoke(), 'token')}.")
    return redirect("tokens")
