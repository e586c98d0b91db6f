"""Choosing a password by a one-time link, and asking for such a link."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from product_importer.accounts import audit
from product_importer.accounts.models import ActorKind
from product_importer.accounts.people import links, mailing
from product_importer.accounts.people.forms import ForgottenForm
from product_importer.lib import rate_limit
from product_importer.lib.client_address import address_of, network_of
from product_importer.lib.errors import refuse

TOO_OFTEN = "Too many links were asked for. Wait a minute, then try again."
QUEUE_AWAY = "No mail can be sent at the moment. Try again in a few minutes."
CHOSEN = "Your password is chosen. Sign in with it."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether there is such a person or not."""
    form = ForgottenForm(request.POST or None)
    context = {"form": form, "mails": mailing.is_set_up(), "hours": links.hours()}
    if request.method != "POST" or not mailing.is_set_up():
        return render(request, "accounts/forgotten.html", {**context, "form": ForgottenForm()})
    allowance = rate_limit.spend(f"forgotten:{network_of(address_of(request))}", settings.PASSWORD_LINKS_PER_MINUTE)
    if allowance and allowance.is_used_up:
        return refuse(request, 429, message=TOO_OFTEN)
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", context, status=422)
    if not mailing.send_forgotten(form.cleaned_data["name"], request):
        return refuse(request, 503, message=QUEUE_AWAY)
    return render(request, "accounts/forgotten.html", {**context, "is_sent": True})


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """Nobody is signed in by it: the second factor is still asked for at sign-in. Other sessions end."""

    template_name = "accounts/choose_password.html"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active and user.is_staff else None

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        super().form_valid(form)
        self._note(form.user)
        messages.success(self.request, CHOSEN)
        return HttpResponseRedirect(reverse("login"))

    def form_invalid(self, form: SetPasswordForm[User]) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("login")

    def _note(self, user: User) -> None:
        """Nobody is signed in, so that the middleware does not know who it was."""
        audit.note(
            kind=ActorKind.USER,
            username=user.get_username(),
            action="POST choose_password",
            subject=f"{user.pk} {user}",
            user_id=user.pk,
            address=address_of(self.request) or None,
        )
