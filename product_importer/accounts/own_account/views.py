"""The pages of one's own account."""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.accounts.confirmation.session import note_confirmed
from product_importer.accounts.models import ApiToken, SecondFactor
from product_importer.accounts.own_account.forms import FirstCodeForm, GuardedPasswordChangeForm
from product_importer.accounts.own_account.new_secret import forget_secret, qr_code, secret_of
from product_importer.accounts.second_factor import enrolment, requirement
from product_importer.lib.actor import user_of

WRONG_CODE = "This code is not right. Check that the phone's clock is right, wait for the next code, then try again."
ALREADY_ON = "Your second factor is on already."


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    context = {
        "factor": SecondFactor.objects.filter(user=user).first(),
        "is_required": requirement.is_required_of(user),
        "tokens": ApiToken.objects.filter(user=user).active().count(),
    }
    return render(request, "accounts/account.html", context)


class PasswordChange(PasswordChangeView):
    """Other sessions end; this one goes on."""

    form_class = GuardedPasswordChangeForm
    template_name = "accounts/password.html"

    def get_success_url(self) -> str:
        return reverse("account")

    def form_valid(self, form: GuardedPasswordChangeForm) -> HttpResponse:  # type: ignore[override]
        response = super().form_valid(form)
        note_confirmed(self.request)
        messages.success(self.request, "Your password was changed. Other browsers are signed out.")
        return response

    def form_invalid(self, form: GuardedPasswordChangeForm) -> HttpResponse:  # type: ignore[override]
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_first()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Scan, type the first code, keep the recovery codes: they are in the answer to the form and never shown again."""
    user, form = user_of(request), FirstCodeForm(request.POST or None)
    if SecondFactor.objects.filter(user=user).exists():
        messages.info(request, ALREADY_ON)
        return redirect("account")
    secret = secret_of(request)
    if request.method == "POST" and form.is_valid():
        if recovery := enrolment.turn_on(user, secret=secret, code=form.cleaned_data["code"]):
            forget_secret(request)
            requirement.note_verified(request)
            return render(request, "accounts/recovery_codes.html", {"codes": recovery, "is_new": True}, status=201)
        form.add_error("code", WRONG_CODE)
    context = {
        "form": form,
        "secret": secret,
        "picture": qr_code(secret, user.get_username()),
        "is_required": requirement.is_required_of(user),
    }
    return render(request, "accounts/second_factor.html", context, status=422 if form.is_bound else 200)


@require_POST
@confirmed_first()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones in the place of the old."""
    recovery = enrolment.renew_recovery_codes(user_of(request))
    if recovery is None:
        return redirect("second_factor")
    return render(request, "accounts/recovery_codes.html", {"codes": recovery}, status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_first()
def second_factor_off(request: HttpRequest) -> HttpResponse:
    if requirement.is_required_of(user_of(request)):
        messages.error(request, "You need a second factor here. To change phones, ask whoever runs this site.")
        return redirect("account")
    if request.method != "POST":
        return render(request, "accounts/second_factor_off.html")
    if enrolment.turn_off(user_of(request)):
        messages.success(request, "Your second factor is off. Your password alone signs you in.")
    return redirect("account")
