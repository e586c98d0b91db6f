"""The page that only asks for the proof: for programs in a browser, whose call was answered `password_needed`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from product_importer.accounts.confirmation.asking import ask
from product_importer.accounts.confirmation.forms import ProofForm
from product_importer.accounts.confirmation.session import note_confirmed


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    form = ProofForm(request)
    if request.method != "POST" or not form.is_valid():
        return ask(request, form, sent=[("next", wanted)])
    note_confirmed(request)
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else "dashboard")
