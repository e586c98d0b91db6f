"""Where SECOND_FACTOR_REQUIRED says so, nothing else is open before the second factor is set up and used."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from product_importer.accounts.second_factor import checking, requirement
from product_importer.lib.actor import token_of, user_of
from product_importer.lib.errors import error_json, is_api

NEEDED = "Sign in with a second factor first. Set it up at /accounts/second-factor/."
OPEN = frozenset({"second_factor", "login", "logout", "sign_in_code", "password", "confirm"})
"""Names of the routes that lead to it."""


class SecondFactorMiddleware:
    """Comes after the one that lets staff in. API tokens are made by people who had to pass here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponse | None:
        if settings.SECOND_FACTOR_REQUIRED == "nobody" or not request.user.is_authenticated or token_of(request):
            return None
        match = request.resolver_match
        is_open = (match is not None and match.view_name in OPEN) or not getattr(view_func, "login_required", True)
        if is_open or requirement.is_verified(request) or not requirement.is_required_of(user_of(request)):
            return None
        return _refuse(request)


def _refuse(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return error_json(403, "second_factor_needed", NEEDED)
    if not checking.has_one(user_of(request)):
        return redirect("second_factor")
    logout(request)  # a session from before it was set up
    return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
