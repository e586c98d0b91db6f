"""The pages of signing in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods

from product_importer.accounts.confirmation.session import note_confirmed
from product_importer.accounts.forms import StaffSignInForm
from product_importer.accounts.second_factor import checking, requirement
from product_importer.accounts.sign_in import pending
from product_importer.accounts.sign_in.forms import CodeForm

TOO_LATE = "That took too long. Sign in again."


class SignIn(LoginView):
    """Also in the place of the admin's own sign-in, which would not ask for the second factor."""

    authentication_form = StaffSignInForm

    def form_valid(self, form: StaffSignInForm) -> HttpResponseRedirect:  # type: ignore[override]
        user = form.get_user()
        if checking.has_one(user):
            pending.begin(self.request, user, next_page=self.get_redirect_url())
            return HttpResponseRedirect(resolve_url("sign_in_code"))
        enter(self.request, user)
        return HttpResponseRedirect(self.get_success_url())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second factor, after the password."""
    awaited = pending.awaited(request)
    if awaited is None:
        messages.info(request, TOO_LATE)
        return redirect("login")
    form = CodeForm(request.POST or None, user=awaited.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/sign_in_code.html", {"form": form}, status=422 if form.is_bound else 200)
    pending.end(request)
    enter(request, awaited.user)
    requirement.note_verified(request)
    return redirect(awaited.next_page or settings.LOGIN_REDIRECT_URL)


def enter(request: HttpRequest, user: User) -> None:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_confirmed(request)
